import ExternalLink from 'lucide-react-native/icons/external-link';
import Pencil from 'lucide-react-native/icons/pencil';
import PhoneCall from 'lucide-react-native/icons/phone-call';
import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import { useTranslation } from 'react-i18next';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';

/** Everything that can be done with the lead as a whole. */
export function LeadMenu({
  open,
  onClose,
  onEdit,
  onLogCall,
  onRefresh,
  onOpenCrm,
}: {
  open: boolean;
  onClose: () => void;
  onEdit: () => void;
  onLogCall: () => void;
  onRefresh: () => void;
  onOpenCrm: (() => void) | null;
}) {
  const { t } = useTranslation('lead');
  const crm = useCrmName();
  const then = (work: () => void) => () => {
    onClose();
    work();
  };
  return (
    <Sheet open={open} onClose={onClose} title={t('menu.title')}>
      <Group>
        <ListRow icon={PhoneCall} label={t('afterCall.log')} onPress={onLogCall} />
        <ListRow icon={Pencil} label={t('edit.open')} onPress={onEdit} />
        <ListRow icon={RefreshCw} label={t('menu.refresh')} onPress={then(onRefresh)} />
        {onOpenCrm !== null && (
          <ListRow
            icon={ExternalLink}
            label={t('menu.openCrm', { crm })}
            onPress={then(onOpenCrm)}
          />
        )}
      </Group>
    </Sheet>
  );
}
