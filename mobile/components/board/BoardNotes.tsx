import CircleAlert from 'lucide-react-native/icons/circle-alert';
import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import WifiOff from 'lucide-react-native/icons/wifi-off';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useNow } from '@/components/amo-crm/use-now';
import type { TroubleWords } from '@/components/amo-crm/use-trouble-words';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Banner } from '@/components/ui/Banner';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import type { BoardData } from './use-board';

/** What the board must admit: that it is old and why, that the account is still being read. */
export function BoardNotes({
  board,
  failure,
  trouble,
}: {
  board: BoardData;
  failure: ApiFailure | null;
  trouble: TroubleWords | null;
}) {
  const { t } = useTranslation('board');
  const format = useFormat();
  const crm = useCrmName();
  const failureWords = useFailureWords();
  const now = useNow(60_000);
  // An hour, not an age: what is read aloud when it changes must not change all the time.
  const when =
    board.updatedAt === null
      ? null
      : format.momentInFull(
          new Date(board.updatedAt),
          new Date(Math.max(now, board.updatedAt)),
          null,
        );
  if (trouble !== null && when !== null) {
    return (
      <View style={styles.note}>
        <Banner
          tone="warn"
          icon={CircleAlert}
          title={trouble.title}
          text={[trouble.began, t('stale.loaded', { when })]}
        />
      </View>
    );
  }
  if (failure !== null && when !== null) {
    return (
      <View style={styles.note}>
        <Banner
          tone="brass"
          icon={failure.kind === 'no_network' ? WifiOff : CircleAlert}
          title={t('stale.title')}
          text={t('stale.text', { problem: failureWords(failure).title, when })}
        />
      </View>
    );
  }
  if (board.reading === 'whole') return null;
  const rows = t('reading.rows', { count: board.rows, number: format.number(board.rows) });
  return (
    <View style={styles.note}>
      <Banner
        tone="brass"
        icon={RefreshCw}
        title={t('reading.title', { crm })}
        text={board.reading === 'waiting' ? t('reading.first') : t('reading.text', { rows })}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  note: { paddingHorizontal: space.screen, paddingVertical: space.m },
});
