import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import { StyleSheet, View } from 'react-native';
import { Text } from '@/components/ui/Text';
import { TwoKeys } from '@/components/ui/TwoKeys';
import { space } from '@/theme/tokens';
import { staysReadable, useBrokenWords } from './broken-words';
import { useWords } from './use-words';

/** The connection was there and is not any more: when, why, and what became of the leads. */
export function ConnectBroken({ status }: { status: ConnectionStatus }) {
  const words = useWords();
  const why = useBrokenWords(status);
  return (
    <View style={styles.broken}>
      <TwoKeys state="failed" label={words('broken.title')} />
      <View style={styles.titles}>
        <Text variant="display" heading={1}>
          {words('broken.title')}
        </Text>
        <Text variant="label" weight="semibold" tone="ink2">
          {status.accountName} · {status.domain}
        </Text>
      </View>
      <Text tone="ink2">{why}</Text>
      {!staysReadable(status) && <Text tone="ink2">{words('broken.wiped')}</Text>}
    </View>
  );
}

const styles = StyleSheet.create({
  broken: { paddingTop: space.xxl, gap: space.l },
  titles: { gap: space.xs, paddingTop: space.l },
});
