import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { Text } from '@/components/ui/Text';
import { space } from '@/theme/tokens';

/** One component under its name: beside each other where there is room, or as wide as the page. */
export function Sample({
  name,
  wide = false,
  children,
}: {
  name: string;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <View style={styles.sample}>
      <Text variant="label" weight="semibold" tone="ink2" heading={2}>
        {name}
      </Text>
      <View style={wide ? styles.column : styles.row}>{children}</View>
    </View>
  );
}

const styles = StyleSheet.create({
  sample: { gap: space.m },
  row: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
  column: { gap: space.m },
});
