import { StyleSheet, View } from 'react-native';
import { Group } from '@/components/ui/Group';
import { Skeleton } from '@/components/ui/Skeleton';
import { height, space } from '@/theme/tokens';

const ROWS = [62, 48, 55, 40];

/** A list that is on its way. */
export function ListSkeleton() {
  return (
    <Group>
      {ROWS.map((share) => (
        <View key={share} style={styles.row}>
          <Skeleton width={36} height={36} corner={18} />
          <View style={styles.words}>
            <Skeleton width={`${share}%`} />
            <Skeleton width={`${share - 18}%`} />
          </View>
        </View>
      ))}
    </Group>
  );
}

const styles = StyleSheet.create({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    minHeight: height.listRowWithNote + space.l,
    paddingHorizontal: space.xl - 1,
  },
  words: { flex: 1, gap: space.m },
});
