import { useRouter } from 'expo-router';
import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import ShieldCheck from 'lucide-react-native/icons/shield-check';
import Users from 'lucide-react-native/icons/users';
import { useTranslation } from 'react-i18next';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { stateOfPerson } from './connection-words';
import { troublesOf } from './integration-health';
import { useAdminConnections, useIntegration } from './use-admin';

/** The agency on an administrator's settings page: how many are connected, whether all is well. */
export function AgencyRows() {
  const { t } = useTranslation('admin');
  const router = useRouter();
  const people = useAdminConnections();
  const health = useIntegration();
  const all = people.data?.pages.flatMap(({ data }) => data) ?? [];
  const connected = all.filter((person) => stateOfPerson(person) === 'connected').length;
  const isWhole = people.data !== undefined && !people.hasNextPage;
  const troubles = health.data && troublesOf(health.data).length;
  return (
    <Group title={t('agency')}>
      <ListRow
        icon={Users}
        label={t('connections')}
        {...(isWhole && { value: t('ofAll', { connected, all: all.length }) })}
        opens
        onPress={() => router.push('/admin/connections')}
      />
      <ListRow
        icon={RefreshCw}
        label={t('syncs')}
        opens
        onPress={() => router.push('/admin/syncs')}
      />
      <ListRow
        icon={ShieldCheck}
        label={t('integration')}
        {...(troubles !== undefined && { value: t(troubles === 0 ? 'inOrder' : 'attention') })}
        opens
        onPress={() => router.push('/admin/integration')}
      />
    </Group>
  );
}
