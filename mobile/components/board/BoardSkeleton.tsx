import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Card } from '@/components/ui/Card';
import { Skeleton } from '@/components/ui/Skeleton';
import { useLayout } from '@/theme/layout';
import { height, radius, space } from '@/theme/tokens';

/** Cards to come, in the geometry they will have. */
export function CardSkeletons({ count }: { count: number }) {
  return (
    <View aria-hidden style={styles.cards}>
      {Array.from({ length: count }, (_, index) => (
        <Card key={index} shape="card" style={styles.card}>
          <Skeleton width="74%" />
          <Skeleton width="52%" />
          <Skeleton width="38%" />
        </Card>
      ))}
    </View>
  );
}

/** The board before the first answer. The screen's own header is real at once. */
export function BoardSkeleton() {
  const { t } = useTranslation('board');
  const phone = useLayout() === 'phone';
  return (
    <View
      testID="board-skeleton"
      accessible
      role="progressbar"
      aria-label={t('loading')}
      style={styles.board}
    >
      <Skeleton width={180} height={20} />
      {phone && (
        <View style={styles.tiles}>
          {[0, 1, 2, 3, 4, 5].map((tile) => (
            <View key={tile} style={styles.grow}>
              <Skeleton height={height.stageTile} corner={radius.tile} />
            </View>
          ))}
        </View>
      )}
      <View style={styles.columns}>
        {(phone ? [0] : [0, 1, 2, 3]).map((column) => (
          <View key={column} style={styles.column}>
            <Skeleton height={height.stageHeader} corner={radius.field} />
            <CardSkeletons count={phone ? 5 : 4} />
          </View>
        ))}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  board: { flex: 1, gap: space.l, paddingTop: space.m },
  tiles: { flexDirection: 'row', gap: space.s },
  grow: { flex: 1 },
  columns: { flexDirection: 'row', gap: 10 },
  column: { flex: 1, gap: space.s },
  cards: { gap: space.cardGap },
  card: {
    height: height.card,
    paddingVertical: space.l,
    paddingHorizontal: space.l,
    justifyContent: 'space-between',
  },
});
