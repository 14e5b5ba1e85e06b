import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import WifiOff from 'lucide-react-native/icons/wifi-off';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useNow } from '@/components/amo-crm/use-now';
import { Banner } from '@/components/ui/Banner';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import type { BoardData } from './use-board';

/** What the board must admit: that it is old, that it is not whole. */
export function BoardNotes({ board, failure }: { board: BoardData; failure: ApiFailure | null }) {
  const { t } = useTranslation('board');
  const format = useFormat();
  const failureWords = useFailureWords();
  const now = useNow(10_000);
  if (board.completeness === 'failed') {
    return (
      <View style={styles.note}>
        <Banner
          tone="warn"
          icon={RefreshCw}
          title={t('partial')}
          {...(failure !== null && { text: failureWords(failure).text })}
          action={{ label: t('loadRest'), onPress: board.loadRest }}
        />
      </View>
    );
  }
  if (failure !== null && board.updatedAt !== null) {
    const ago = format.freshness(
      new Date(board.updatedAt),
      new Date(Math.max(now, board.updatedAt)),
    );
    return (
      <View style={styles.note}>
        <Banner
          tone="brass"
          icon={WifiOff}
          title={t('stale.title')}
          text={t('stale.text', { problem: failureWords(failure).title, ago })}
        />
      </View>
    );
  }
  if (board.completeness !== 'capped') return null;
  return (
    <View style={styles.note}>
      <Text variant="label" tone="ink2">
        {t('newestOnly', { number: format.number(board.loaded) })}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  note: { paddingHorizontal: space.screen, paddingVertical: space.m },
});
