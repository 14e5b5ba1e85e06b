import LogOut from 'lucide-react-native/icons/log-out';
import MonitorSmartphone from 'lucide-react-native/icons/monitor-smartphone';
import UserX from 'lucide-react-native/icons/user-x';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { useToast } from '@/components/ui/toast-context';
import { useSession } from '@/session/SessionProvider';

type Way = 'signOut' | 'everywhere' | 'delete';

/** Leaving: here, on every device, for good. Each says what goes and what stays before anything happens. */
export function SignOutRows() {
  const { t } = useTranslation('settings');
  const { signOut, signOutEverywhere, deleteAccount } = useSession();
  const toast = useToast();
  // The words stay while the sheet leaves, so what it asks is kept apart from whether it is open.
  const [way, setWay] = useState<Way>('signOut');
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const ask = (next: Way) => {
    setWay(next);
    setOpen(true);
  };

  const leave = async () => {
    if (busy) return;
    setBusy(true);
    if (way === 'delete') {
      const result = await deleteAccount();
      if (result.ok) toast.show({ tone: 'ok', text: t('delete.done') });
      else toast.show({ tone: 'danger', text: t(`notDeleted.${result.problem}`) });
    } else {
      const result = await (way === 'signOut' ? signOut() : signOutEverywhere());
      if (!result.ok) toast.show({ tone: 'danger', text: t(`failed.${result.problem}`) });
    }
    setBusy(false);
    setOpen(false);
  };

  return (
    <>
      <Group title={t('account')}>
        <ListRow
          icon={MonitorSmartphone}
          label={t('everywhere.label')}
          note={t('everywhere.note')}
          onPress={() => ask('everywhere')}
        />
        <ListRow
          icon={LogOut}
          tone="danger"
          label={t('signOut.label')}
          note={t('signOut.note')}
          onPress={() => ask('signOut')}
        />
        <ListRow
          icon={UserX}
          tone="danger"
          label={t('delete.label')}
          note={t('delete.note')}
          onPress={() => ask('delete')}
        />
      </Group>
      <ConfirmDialog
        open={open}
        title={t(`${way}.title`)}
        description={t(`${way}.text`)}
        confirmLabel={t(`${way}.confirm`)}
        busy={busy}
        onConfirm={() => void leave()}
        onCancel={() => {
          if (!busy) setOpen(false);
        }}
      />
    </>
  );
}
