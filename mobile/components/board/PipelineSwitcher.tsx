import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import ChevronDown from 'lucide-react-native/icons/chevron-down';
import { useState } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Group } from '@/components/ui/Group';
import { Icon } from '@/components/ui/Icon';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';
import { height, space } from '@/theme/tokens';

/** Which pipeline is shown, what it holds, and the choice of another where there is one. */
export function PipelineSwitcher({
  pipelines,
  current,
  totals,
  onChoose,
}: {
  pipelines: Pipeline[];
  current: Pipeline;
  /** `41 угода · 169,9 млн AED` */
  totals: string;
  onChoose: (pipelineId: number) => void;
}) {
  const { t } = useTranslation('board');
  const [open, setOpen] = useState(false);
  const several = pipelines.length > 1;
  const inside = (
    <>
      <View style={styles.name}>
        <Text variant="heading" numberOfLines={1} style={styles.shrink}>
          {current.name}
        </Text>
        {several && <Icon as={ChevronDown} size={18} />}
      </View>
      <Text variant="label" tone="ink3" tabular numberOfLines={1}>
        {totals}
      </Text>
    </>
  );
  if (!several) return <View style={styles.row}>{inside}</View>;
  return (
    <>
      <Pressable
        role="button"
        aria-label={`${t('switchPipeline', { name: current.name })}. ${totals}`}
        aria-expanded={open}
        onPress={() => setOpen(true)}
        style={styles.row}
      >
        {inside}
      </Pressable>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('pipelines')}>
        <Group>
          {pipelines.map((pipeline) => (
            <ListRow
              key={pipeline.id}
              label={pipeline.name}
              chosen={pipeline.id === current.id}
              onPress={() => {
                setOpen(false);
                onChoose(pipeline.id);
              }}
            />
          ))}
        </Group>
      </Sheet>
    </>
  );
}

const styles = StyleSheet.create({
  row: { minHeight: height.pipelineRow, justifyContent: 'center', flexShrink: 1 },
  name: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  shrink: { flexShrink: 1 },
});
