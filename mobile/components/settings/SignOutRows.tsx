import LogOut from 'lucide-react-native/icons/log-out';
import MonitorSmartphone from 'lucide-react-native/icons/monitor-smartphone';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { useToast } from '@/components/ui/toast-context';
import { useSession } from '@/session/SessionProvider';

type Way = 'signOut' | 'everywhere';

/** Leaving: here or on every device. Both say what goes and what stays before anything happens. */
export function SignOutRows() {
  const { t } = useTranslation('settings');
  const { signOut, signOutEverywhere } = useSession();
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
    const result = await (way === 'signOut' ? signOut() : signOutEverywhere());
    setBusy(false);
    setOpen(false);
    if (!result.ok) toast.show({ tone: 'danger', text: t(`failed.${result.problem}`) });
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
