import { Children, Fragment, type ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { border, space } from '@/theme/tokens';
import { Card } from './Card';
import { Text } from './Text';

/** Rows on one surface with hairlines between them, and a small heading above. */
export function Group({ title, children }: { title?: string; children: ReactNode }) {
  const { colours } = useTheme();
  return (
    <View style={styles.group}>
      {title !== undefined && (
        <Text variant="label" weight="semibold" tone="ink2" heading={2}>
          {title}
        </Text>
      )}
      <Card style={styles.clip}>
        {Children.toArray(children).map((row, index) => (
          <Fragment key={index}>
            {index > 0 && <View style={[styles.line, { backgroundColor: colours.line }]} />}
            {row}
          </Fragment>
        ))}
      </Card>
    </View>
  );
}

const styles = StyleSheet.create({
  group: { gap: space.m },
  clip: { overflow: 'hidden' },
  line: { height: border.hairline },
});
