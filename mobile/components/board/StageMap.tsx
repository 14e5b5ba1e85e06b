import { Pressable, ScrollView, StyleSheet, useWindowDimensions, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, hitSlopFor, radius, space } from '@/theme/tokens';
import type { Column } from './arrange';
import { iconOfKind, useStageColour } from './stage-look';
import { useColumnWords } from './use-column-words';

const GAP = space.xs;
/** With the gap a finger has 44. */
const MIN_TILE = 40;

/** One tile a stage, in order: where one is, and a way to any other in one tap. */
export function StageMap({
  columns,
  current,
  onChoose,
}: {
  columns: Column[];
  /** The id of the stage on the screen. */
  current: number | null;
  onChoose: (stageId: number) => void;
}) {
  const { t } = useTranslation('board');
  const window = useWindowDimensions().width - 2 * space.screen;
  const even = (window - GAP * (columns.length - 1)) / Math.max(1, columns.length);
  return (
    <ScrollView
      horizontal
      showsHorizontalScrollIndicator={false}
      style={styles.map}
      contentContainerStyle={styles.row}
    >
      <View role="tablist" aria-label={t('stages')} style={styles.tabs}>
        {columns.map((column) => (
          <Tile
            key={column.stage.id}
            column={column}
            width={Math.max(MIN_TILE, even)}
            current={column.stage.id === current}
            onPress={() => onChoose(column.stage.id)}
          />
        ))}
      </View>
    </ScrollView>
  );
}

function Tile({
  column,
  width,
  current,
  onPress,
}: {
  column: Column;
  width: number;
  current: boolean;
  onPress: () => void;
}) {
  const { colours } = useTheme();
  const colour = useStageColour(column.stage.color);
  const { count, spoken } = useColumnWords()(column);
  const { kind } = column;
  const open = kind === 'open';
  const backgroundColor = current ? colour.strong : open ? colour.tint : colours.transparent;
  return (
    <Pressable
      role="tab"
      aria-label={spoken}
      aria-selected={current}
      onPress={onPress}
      hitSlop={{ top: hitSlopFor(height.stageTile), bottom: hitSlopFor(height.stageTile) }}
      style={({ pressed }) => [
        styles.tile,
        {
          width,
          backgroundColor: pressed ? colour.strong : backgroundColor,
          borderColor: current ? colours.ink : open ? colours.transparent : colours.line,
        },
      ]}
    >
      {kind !== 'open' && <Icon as={iconOfKind[kind]} size={14} tone="ink2" />}
      <Text
        variant="label"
        weight={open ? 'semibold' : 'medium'}
        tone={open || current ? 'ink' : 'ink2'}
        tabular
      >
        {count}
      </Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  map: { flexGrow: 0, minHeight: height.stageMap },
  row: { alignItems: 'center', paddingHorizontal: space.screen },
  tabs: { flexDirection: 'row', gap: GAP },
  tile: {
    flexDirection: 'row',
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.xs,
    height: height.stageTile,
    borderWidth: border.ghost,
    borderRadius: radius.tile,
  },
});
