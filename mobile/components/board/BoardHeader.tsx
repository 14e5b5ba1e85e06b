import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/ui/Text';
import { useLayout } from '@/theme/layout';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, space } from '@/theme/tokens';

/** The title, the badge and the pipeline: two rows on the phone, one where there is room. */
export function BoardHeader({
  badge,
  pipeline,
  acts,
}: {
  badge?: ReactNode;
  pipeline?: ReactNode;
  /** What can be done with the leads: beside the pipeline on the phone, last where there is room. */
  acts?: ReactNode;
}) {
  const { t } = useTranslation('board');
  const { colours } = useTheme();
  const wide = useLayout() !== 'phone';
  const title = (
    <Text variant="title" heading={1}>
      {t('title')}
    </Text>
  );
  if (wide) {
    return (
      <View style={[styles.row, styles.wide]}>
        {title}
        {pipeline !== undefined && (
          <View style={[styles.divider, { backgroundColor: colours.line }]} />
        )}
        {pipeline}
        <View style={styles.grow} />
        <View style={styles.wideBadge}>{badge}</View>
        {acts}
      </View>
    );
  }
  return (
    <View style={styles.phone}>
      <View style={styles.row}>
        {title}
        <View style={styles.grow} />
        <View style={styles.badge}>{badge}</View>
      </View>
      <View style={styles.second}>
        <View style={styles.pipeline}>{pipeline}</View>
        {acts}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  phone: { paddingHorizontal: space.screen, paddingTop: space.xs, gap: space.xs },
  row: { flexDirection: 'row', alignItems: 'center', gap: space.l, minHeight: height.header },
  second: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  pipeline: { flex: 1, minWidth: 0 },
  wide: { paddingHorizontal: space.screen, minHeight: 68, gap: space.xl },
  divider: { width: border.hairline, height: 32 },
  grow: { flexGrow: 1 },
  badge: { flexShrink: 1, flexBasis: 240, alignItems: 'stretch' },
  wideBadge: { minWidth: 260, maxWidth: 380, flexShrink: 1 },
});
