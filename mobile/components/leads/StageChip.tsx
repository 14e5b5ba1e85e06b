import type { Stage } from '@foryou-crm/contract/amo-crm';
import { StyleSheet, View } from 'react-native';
import { useStageColour } from '@/components/board/stage-look';
import { Text } from '@/components/ui/Text';
import { radius, space } from '@/theme/tokens';

/** The stage's name on its own tint. */
export function StageChip({ stage }: { stage: Stage }) {
  const { tint } = useStageColour(stage.color);
  return (
    <View style={[styles.chip, { backgroundColor: tint }]}>
      <Text variant="meta" weight="medium" numberOfLines={1}>
        {stage.name}
      </Text>
    </View>
  );
}

/** The stage's mark alone, beside its name. */
export function StageSwatch({ stage }: { stage: Stage }) {
  const { mark } = useStageColour(stage.color);
  return <View style={[styles.swatch, { backgroundColor: mark }]} />;
}

const styles = StyleSheet.create({
  chip: {
    maxWidth: '60%',
    paddingHorizontal: space.s,
    paddingVertical: 1,
    borderRadius: radius.tag,
  },
  swatch: { width: 9, height: 9, borderRadius: 3 },
});
