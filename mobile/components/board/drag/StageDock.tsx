import { useEffect, useState } from 'react';
import { Animated, Easing, StyleSheet, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { nativeDriver } from '@/theme/native-driver';
import { useReducedMotion } from '@/theme/reduced-motion';
import { useTheme } from '@/theme/ThemeProvider';
import { border, motion, radius, space } from '@/theme/tokens';
import type { Column } from '../arrange';
import { iconOfKind, useStageColour } from '../stage-look';
import { useDropTarget } from './drag-context';

/** In place of the tab bar while a card is in the hand: every stage it can go to. */
export function StageDock({ columns }: { columns: Column[] }) {
  const { t } = useTranslation('board');
  const { colours, elevation } = useTheme();
  const insets = useSafeAreaInsets();
  const reduced = useReducedMotion();
  const [progress] = useState(() => new Animated.Value(0));
  useEffect(() => {
    const { duration, easing } = reduced ? motion.reduced : motion.base;
    Animated.timing(progress, {
      toValue: 1,
      duration,
      easing: Easing.bezier(...easing),
      useNativeDriver: nativeDriver,
    }).start();
  }, [progress, reduced]);
  const shift = progress.interpolate({ inputRange: [0, 1], outputRange: [reduced ? 0 : 80, 0] });
  return (
    <Animated.View
      testID="stage-dock"
      aria-hidden
      pointerEvents="none"
      style={[
        styles.dock,
        {
          backgroundColor: colours.raised,
          boxShadow: elevation.sheet,
          opacity: progress,
          transform: [{ translateY: shift }],
          paddingBottom: insets.bottom + space.l,
        },
      ]}
    >
      <View style={styles.tiles}>
        {columns.map((column) => (
          <Tile key={column.stage.id} column={column} />
        ))}
      </View>
      <Text variant="label" tone="ink2" align="center">
        {t('drag.elsewhere')}
      </Text>
    </Animated.View>
  );
}

function Tile({ column }: { column: Column }) {
  const { colours } = useTheme();
  const format = useFormat();
  const { stage, kind, count } = column;
  const colour = useStageColour(stage.color);
  const { ref, over } = useDropTarget(stage.id);
  const open = kind === 'open';
  return (
    <View
      ref={ref}
      collapsable={false}
      testID={`dock-${String(stage.id)}`}
      style={[
        styles.tile,
        {
          backgroundColor: over ? colour.strong : open ? colour.tint : colours.transparent,
          borderWidth: over ? border.focus : border.ghost,
          borderColor: over ? colours.brassMark : open ? colours.transparent : colours.lineStrong,
        },
      ]}
    >
      {open ? (
        <View style={[styles.mark, { backgroundColor: colour.mark }]} />
      ) : (
        <Icon as={iconOfKind[kind]} size={20} />
      )}
      <View style={styles.words}>
        <Text variant="label" weight="semibold" numberOfLines={1}>
          {stage.name}
        </Text>
        <Text variant="meta" tone="ink2" tabular>
          {`${format.number(count)} → ${format.number(count + 1)}`}
        </Text>
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  dock: {
    position: 'absolute',
    left: 0,
    right: 0,
    bottom: 0,
    zIndex: 1,
    gap: space.l,
    paddingTop: space.l,
    paddingHorizontal: space.screen,
    borderTopLeftRadius: radius.sheet,
    borderTopRightRadius: radius.sheet,
  },
  tiles: { flexDirection: 'row', flexWrap: 'wrap', gap: space.m },
  tile: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    // Two a row, whatever the width: what is over after the gap goes to both.
    flexBasis: '46%',
    flexGrow: 1,
    height: 56,
    paddingHorizontal: space.l,
    borderRadius: radius.card,
  },
  mark: { width: 4, height: 24, borderRadius: radius.full },
  words: { flex: 1 },
});
