import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space } from '@/theme/tokens';
import type { Column } from './arrange';
import { useDropTarget } from './drag/drag-context';
import { iconOfKind } from './stage-look';
import { useColumnWords } from './use-column-words';

export const FOLDED_WIDTH = 38;
const NAME_LENGTH = 240;

/** A stage as a strip with upright text, until it is opened. */
export function FoldedStage({ column, onOpen }: { column: Column; onOpen: () => void }) {
  const { t } = useTranslation('board');
  const { colours } = useTheme();
  const { ref, over } = useDropTarget(column.stage.id, column.kind !== 'incoming');
  const { count, spoken } = useColumnWords()(column);
  return (
    <Pressable
      ref={ref}
      role="button"
      aria-label={`${spoken}. ${t('unfold', { name: column.stage.name })}`}
      onPress={onOpen}
      style={({ pressed }) => [
        styles.strip,
        {
          backgroundColor: pressed || over ? colours.chipOn : colours.surface,
          borderColor: over ? colours.brassMark : colours.line,
        },
      ]}
    >
      {column.kind !== 'open' && <Icon as={iconOfKind[column.kind]} size={18} tone="ink2" />}
      <Text variant="label" weight="semibold" tabular>
        {count}
      </Text>
      <View style={styles.nameBox}>
        <Text variant="label" tone="ink2" numberOfLines={1} align="right" style={styles.name}>
          {column.stage.name}
        </Text>
      </View>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  strip: {
    width: FOLDED_WIDTH,
    alignItems: 'center',
    gap: space.m,
    paddingVertical: space.l,
    borderWidth: border.hairline,
    borderRadius: radius.card,
    overflow: 'hidden',
  },
  nameBox: { width: 20, height: NAME_LENGTH, alignItems: 'center', justifyContent: 'center' },
  // Wider than its box until it is turned upright.
  name: {
    width: NAME_LENGTH,
    maxWidth: NAME_LENGTH,
    flexShrink: 0,
    transform: [{ rotate: '-90deg' }],
  },
});
