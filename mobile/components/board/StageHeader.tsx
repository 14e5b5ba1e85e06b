import FoldHorizontal from 'lucide-react-native/icons/fold-horizontal';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/IconButton';
import { Text } from '@/components/ui/Text';
import { height, radius, space } from '@/theme/tokens';
import type { Column } from './arrange';
import { useStageColour } from './stage-look';
import { useColumnWords } from './use-column-words';

/** A stage's name, count and sum on its own tint; it stays while the cards scroll. */
export function StageHeader({
  column,
  lines,
  target = false,
  onFold,
}: {
  column: Column;
  /** One on the phone; two side by side with other columns. */
  lines: 1 | 2;
  /** A card is held over it. */
  target?: boolean;
  onFold?: () => void;
}) {
  const { t } = useTranslation('board');
  const colour = useStageColour(column.stage.color);
  const { count, sum, spoken } = useColumnWords()(column);
  const sumText = sum !== null && (
    <Text
      variant="label"
      weight="medium"
      tone={lines === 1 ? 'ink' : 'ink2'}
      tabular
      numberOfLines={1}
      style={styles.firm}
    >
      {sum}
    </Text>
  );
  return (
    <View
      style={[
        styles.header,
        lines === 2 && styles.two,
        { backgroundColor: target ? colour.strong : colour.tint },
      ]}
    >
      <View style={[styles.mark, { backgroundColor: colour.mark }]} />
      <View accessible role="heading" aria-label={spoken} style={styles.words}>
        <View style={styles.line}>
          <Text
            weight="semibold"
            numberOfLines={1}
            style={[styles.name, lines === 2 && styles.grow]}
          >
            {column.stage.name}
          </Text>
          <Text weight="medium" tone="ink2" tabular>
            {count}
          </Text>
          {lines === 1 && <View style={styles.grow} />}
          {lines === 1 && sumText}
        </View>
        {lines === 2 && sumText}
      </View>
      {onFold && (
        <IconButton
          icon={FoldHorizontal}
          size={16}
          tone="ink2"
          label={t('fold', { name: column.stage.name })}
          onPress={onFold}
        />
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  header: {
    flexDirection: 'row',
    alignItems: 'center',
    minHeight: height.stageHeader,
    borderRadius: radius.field,
    paddingLeft: space.l + 2,
    paddingRight: space.l,
    overflow: 'hidden',
  },
  mark: { position: 'absolute', left: 0, top: 0, bottom: 0, width: 4 },
  two: { minHeight: 54, paddingVertical: space.s },
  words: { flex: 1 },
  line: { flexDirection: 'row', alignItems: 'baseline', gap: space.m },
  name: { flexShrink: 1 },
  grow: { flex: 1 },
  firm: { flexShrink: 0 },
});
