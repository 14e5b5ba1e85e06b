import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import ChevronDown from 'lucide-react-native/icons/chevron-down';
import { useState } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/Icon';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { ChoiceList } from './ChoiceList';
import { StageSwatch } from './StageChip';
import { findStage, stagesOf } from './stage-names';

/** A field whose value is a stage, chosen from the pipelines in a sheet. */
export function StageField({
  label,
  pipelines,
  pipelineId,
  stageId,
  onChoose,
}: {
  label: string;
  pipelines: readonly Pipeline[];
  pipelineId: number | undefined;
  stageId: number | undefined;
  onChoose: (pipelineId: number, stageId: number) => void;
}) {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  const [open, setOpen] = useState(false);
  const stage = findStage(pipelines, pipelineId, stageId);
  const pipeline = pipelines.find(({ id }) => id === pipelineId);
  const several = pipelines.length > 1;
  const value = stage?.name ?? t('stage.first');
  return (
    <View style={styles.field}>
      <Text variant="label" weight="medium" tone="ink2" aria-hidden>
        {label}
      </Text>
      <Pressable
        role="button"
        aria-label={[label, value, several && pipeline?.name].filter(Boolean).join(': ')}
        aria-expanded={open}
        onPress={() => setOpen(true)}
        style={({ pressed }) => [
          styles.box,
          {
            backgroundColor: pressed ? colours.chipOn : colours.surface,
            borderColor: colours.lineStrong,
          },
        ]}
      >
        {stage && <StageSwatch stage={stage} />}
        <Text variant="input" numberOfLines={1} style={styles.grow}>
          {value}
        </Text>
        <Icon as={ChevronDown} size={18} />
      </Pressable>
      {several && pipeline !== undefined && (
        <Text variant="label" tone="ink3" numberOfLines={1} aria-hidden>
          {pipeline.name}
        </Text>
      )}
      <Sheet open={open} onClose={() => setOpen(false)} title={label}>
        {pipelines.map((one) => (
          <ChoiceList
            key={one.id}
            title={one.name}
            choices={stagesOf(one).map(({ id, ...rest }) => ({
              id,
              label: rest.name,
              mark: <StageSwatch stage={{ id, ...rest }} />,
            }))}
            chosen={one.id === pipelineId ? stageId : undefined}
            onChoose={(id) => {
              setOpen(false);
              onChoose(one.id, id);
            }}
          />
        ))}
      </Sheet>
    </View>
  );
}

const styles = StyleSheet.create({
  field: { gap: space.s, alignSelf: 'stretch' },
  box: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    minHeight: height.field,
    paddingHorizontal: space.l,
    borderWidth: border.hairline,
    borderRadius: radius.field,
  },
  grow: { flex: 1 },
});
