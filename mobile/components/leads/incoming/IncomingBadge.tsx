import { useRouter } from 'expo-router';
import Inbox from 'lucide-react-native/icons/inbox';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/components/ui/Chip';
import { useIncomingCount } from './use-incoming';

/** How many leads wait to be accepted, and the way to them; nothing where none do. */
export function IncomingBadge() {
  const { t } = useTranslation('leads');
  const router = useRouter();
  const waiting = useIncomingCount();
  if (waiting === null || waiting.count === 0) return null;
  const { count, more } = waiting;
  return (
    <Chip
      icon={Inbox}
      label={more ? `${count}+` : String(count)}
      accessibilityLabel={t('incoming.badge', { count })}
      onPress={() => router.navigate('/incoming')}
    />
  );
}
