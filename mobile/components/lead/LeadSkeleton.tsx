import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@/components/ui/Skeleton';
import { radius, space } from '@/theme/tokens';

/** The lead's own geometry before it is there. */
export function LeadSkeleton() {
  const { t } = useTranslation('lead');
  return (
    <View role="status" aria-label={t('loading')} style={styles.all}>
      <Skeleton width="82%" height={24} />
      <View style={styles.row}>
        <Skeleton width="38%" height={18} />
        <Skeleton width="30%" height={18} />
      </View>
      <Skeleton height={56} corner={radius.card} />
      <View style={styles.tiles}>
        {[0, 1, 2, 3].map((tile) => (
          <View key={tile} style={styles.tile}>
            <Skeleton height={54} corner={radius.card} />
          </View>
        ))}
      </View>
      <Skeleton width="28%" height={14} style={styles.head} />
      <Skeleton height={112} corner={radius.group} />
      <Skeleton width="36%" height={14} style={styles.head} />
      <Skeleton height={104} corner={radius.group} />
    </View>
  );
}

const styles = StyleSheet.create({
  all: { padding: space.screen, gap: space.l },
  row: { flexDirection: 'row', justifyContent: 'space-between' },
  tiles: { flexDirection: 'row', gap: space.m },
  tile: { flex: 1 },
  head: { marginTop: space.m },
});
