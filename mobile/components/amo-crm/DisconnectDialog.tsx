import { Banner } from '@/components/ui/Banner';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { useToast } from '@/components/ui/toast-context';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { failureOf } from '@/api/failure';
import { useDisconnect } from './use-connection';
import { useFailureWords } from './use-failure-words';
import { useWords } from './use-words';

/** Asks before disconnecting, says what it means, and says so when it did not work. */
export function DisconnectDialog({
  open,
  accountName,
  onClose,
  onDone,
}: {
  open: boolean;
  accountName: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const words = useWords();
  const failureWords = useFailureWords();
  const toast = useToast();
  const disconnecting = useDisconnect();
  const close = () => {
    disconnecting.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      open={open}
      title={words('disconnect.title', { account: accountName })}
      description={words('disconnect.text')}
      confirmLabel={words('disconnect.button')}
      busy={disconnecting.isPending}
      onCancel={close}
      onConfirm={() =>
        disconnecting.mutate(undefined, {
          onSuccess: () => {
            toast.show({ text: words('disconnect.done', { account: accountName }), tone: 'ok' });
            onDone();
          },
        })
      }
    >
      {disconnecting.isError && (
        <Banner
          tone="danger"
          icon={TriangleAlert}
          title={words('disconnect.failedTitle')}
          text={failureWords(failureOf(disconnecting.error)).text}
        />
      )}
    </ConfirmDialog>
  );
}
