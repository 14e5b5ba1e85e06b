import CircleAlert from 'lucide-react-native/icons/circle-alert';
import Hourglass from 'lucide-react-native/icons/hourglass';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { TextLink } from '@/components/amo-crm/TextLink';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { space } from '@/theme/tokens';
import { isOutcomeLost, type Unsent } from './unsent';
import { useProblemWords } from './use-problem-words';
import type { Sending } from './use-unsent';

/** Where something that was written is: on its way, or why not, and what can be done about it. */
export function UnsentState({ item, sending }: { item: Unsent; sending: Sending }) {
  const { t } = useTranslation('lead');
  const problemWords = useProblemWords();
  const crm = useCrmName();
  const { failure } = item;
  if (failure === null) {
    return (
      <View style={styles.line} role="status">
        <Icon as={Hourglass} size={14} tone="brassText" />
        <Text variant="label" tone="brassText" weight="medium">
          {t('unsent.sending')}
        </Text>
      </View>
    );
  }
  const lost = isOutcomeLost(failure);
  return (
    <View role="alert">
      <View style={styles.line}>
        <Icon as={CircleAlert} size={14} tone="danger" />
        <Text variant="label" tone="danger" style={styles.grow}>
          {lost
            ? t('unsent.lost', { crm })
            : t('unsent.failed', { problem: problemWords(failure) })}
        </Text>
      </View>
      <View style={styles.actions}>
        <TextLink
          label={t(lost ? 'unsent.check' : 'unsent.again')}
          onPress={() => void sending.retry(item)}
        />
        <TextLink label={t('unsent.discard')} onPress={() => sending.discard(item)} />
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  line: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  grow: { flex: 1 },
  actions: { flexDirection: 'row', gap: space.xxl },
});
