import type { Pipeline, Stage } from '@foryou-crm/contract/amo-crm';
import type { LeadDetails } from '@foryou-crm/contract/lead';
import ChevronDown from 'lucide-react-native/icons/chevron-down';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { stageKind } from '@/components/board/arrange';
import { useStageColour } from '@/components/board/stage-look';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { keepNumbers } from '@/i18n/format';
import { radius, space } from '@/theme/tokens';
import { useTheme } from '@/theme/ThemeProvider';

const DAY = 86_400_000;

/** Where the lead stands on its way, in the stage's colour; opens the choice of another stage. */
export function StageChanger({
  lead,
  pipeline,
  now,
  onOpen,
}: {
  lead: LeadDetails;
  /** Null: the pipelines are not known, or this one is not the caller's to see. */
  pipeline: Pipeline | null;
  now: number;
  onOpen: () => void;
}) {
  const { t } = useTranslation('lead');
  const { colours } = useTheme();
  const stage = pipeline?.stages.find(({ id }) => id === lead.stageId);
  const colour = useStageColour(stage?.color ?? '');
  const name = stage?.name ?? t('stage.unknown');
  const days =
    lead.stageSince === null
      ? null
      : Math.max(0, Math.floor((now - Date.parse(lead.stageSince)) / DAY));
  const since =
    days === null
      ? null
      : keepNumbers(days === 0 ? t('stage.today') : t('stage.days', { count: days }));
  const { steps, done } = progress(pipeline?.stages ?? [], stage);
  return (
    <Pressable
      role="button"
      aria-label={[name, since, t('stage.change')].filter(Boolean).join('. ')}
      disabled={pipeline === null}
      onPress={onOpen}
      style={({ pressed }) => [
        styles.bar,
        { backgroundColor: pressed ? colour.strong : colour.tint },
      ]}
    >
      <View style={styles.line}>
        <Text weight="semibold" style={styles.name}>
          {name}
        </Text>
        {since !== null && (
          <Text variant="label" tone="ink2">
            {since}
          </Text>
        )}
        {pipeline !== null && <Icon as={ChevronDown} size={18} />}
      </View>
      <View style={styles.steps} aria-hidden importantForAccessibility="no-hide-descendants">
        {Array.from({ length: steps }, (_, step) => (
          <View
            key={step}
            style={[
              styles.step,
              step < done
                ? { backgroundColor: colour.mark }
                : { backgroundColor: colours.ink, opacity: 0.15 },
            ]}
          />
        ))}
      </View>
    </Pressable>
  );
}

/** One step for each open stage, done up to where the lead is; all of them when it is won. */
function progress(
  stages: readonly Stage[],
  current: Stage | undefined,
): { steps: number; done: number } {
  const open = stages
    .filter((stage) => stageKind(stage) === 'open')
    .sort((a, b) => a.sort - b.sort);
  const kind = current === undefined ? 'lost' : stageKind(current);
  const at = open.findIndex(({ id }) => id === current?.id);
  return { steps: open.length, done: kind === 'won' ? open.length : at + 1 };
}

const styles = StyleSheet.create({
  bar: {
    gap: space.m,
    paddingHorizontal: space.l,
    paddingTop: space.m + space.xxs,
    paddingBottom: space.m,
    borderRadius: radius.card,
  },
  line: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  name: { flex: 1 },
  steps: { flexDirection: 'row', gap: space.xs, minHeight: 4 },
  step: { flex: 1, height: 4, borderRadius: radius.full },
});
