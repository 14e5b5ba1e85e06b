import { StyleSheet, View } from 'react-native';
import { Group } from '@/components/ui/Group';
import { Skeleton } from '@/components/ui/Skeleton';
import { height, radius, space } from '@/theme/tokens';

const DAYS = 7;
const ROWS = [64, 48, 57, 42, 60];

/** A day that is on its way. */
export function DaySkeleton() {
  return (
    <View style={styles.stack}>
      <View style={styles.week}>
        {Array.from({ length: DAYS }, (_, day) => (
          <Skeleton key={day} height={64} corner={radius.card} style={styles.day} />
        ))}
      </View>
      <Group>
        {ROWS.map((share) => (
          <View key={share} style={styles.row}>
            <Skeleton width={22} height={22} />
            <View style={styles.words}>
              <Skeleton width={`${share}%`} />
              <Skeleton width={`${share - 16}%`} />
            </View>
          </View>
        ))}
      </Group>
    </View>
  );
}

const styles = StyleSheet.create({
  stack: { gap: space.xl },
  week: { flexDirection: 'row', gap: space.s },
  day: { flex: 1, maxWidth: 64 },
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    minHeight: height.listRowWithNote + space.m,
    paddingHorizontal: space.xl - 1,
  },
  words: { flex: 1, gap: space.m },
});
