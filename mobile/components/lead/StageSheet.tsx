import type { Pipeline, Stage } from '@foryou-crm/contract/amo-crm';
import { LOST_STAGE_ID } from '@foryou-crm/contract/amo-crm';
import type { LeadDetails } from '@foryou-crm/contract/lead';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { stageKind } from '@/components/board/arrange';
import { useStageColour } from '@/components/board/stage-look';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { radius } from '@/theme/tokens';
import { useChoices } from './use-settings';

/**
 * Every stage a lead can go to: those of its pipeline first, then the other pipelines'. Lost asks
 * why, where the account has reasons.
 */
export function StageSheet({
  open,
  onClose,
  lead,
  pipelines,
  onChoose,
}: {
  open: boolean;
  onClose: () => void;
  lead: LeadDetails;
  pipelines: readonly Pipeline[];
  onChoose: (stage: Stage, lossReasonId: number | null) => void;
}) {
  const { t } = useTranslation('lead');
  const reasons = useChoices()?.lossReasons ?? [];
  const [losing, setLosing] = useState<Stage | null>(null);
  const close = () => {
    setLosing(null);
    onClose();
  };
  const choose = (stage: Stage, lossReasonId: number | null) => {
    close();
    const here = stage.id === lead.stageId && stage.pipelineId === lead.pipelineId;
    if (!here) onChoose(stage, lossReasonId);
  };
  if (losing !== null) {
    return (
      <Sheet open={open} onClose={close} title={t('loss.title')}>
        <Group>
          {reasons.map(({ id, name }) => (
            <ListRow key={id} label={name} onPress={() => choose(losing, id)} />
          ))}
          <ListRow label={t('loss.none')} onPress={() => choose(losing, null)} />
        </Group>
      </Sheet>
    );
  }
  const own = pipelines.filter(({ id }) => id === lead.pipelineId);
  const others = pipelines.filter(({ id }) => id !== lead.pipelineId);
  return (
    <Sheet open={open} onClose={close} title={t('stage.title')}>
      {[...own, ...others].map((pipeline) => (
        <Group key={pipeline.id} title={pipeline.name}>
          {stagesOf(pipeline).map((stage) => (
            <ListRow
              key={stage.id}
              label={stage.name}
              chosen={stage.id === lead.stageId && pipeline.id === lead.pipelineId}
              trailing={<Swatch colour={stage.color} />}
              onPress={() =>
                stage.id === LOST_STAGE_ID && reasons.length > 0
                  ? setLosing(stage)
                  : choose(stage, null)
              }
            />
          ))}
        </Group>
      ))}
    </Sheet>
  );
}

/** Incoming leads are accepted, not moved; nothing is moved back there. */
const stagesOf = (pipeline: Pipeline): Stage[] =>
  pipeline.stages
    .filter((stage) => stageKind(stage) !== 'incoming')
    .sort((a, b) => a.sort - b.sort);

function Swatch({ colour }: { colour: string }) {
  const { mark } = useStageColour(colour);
  return <View style={[styles.swatch, { backgroundColor: mark }]} />;
}

const styles = StyleSheet.create({
  swatch: { width: 12, height: 12, borderRadius: radius.full },
});
