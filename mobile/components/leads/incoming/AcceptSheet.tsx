import type { Incoming } from '@foryou-crm/contract/incoming';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Sheet } from '@/components/ui/Sheet';
import { StageField } from '../StageField';
import { firstStage } from '../stage-names';
import { usePipelines } from '../use-account';

/** Where an accepted lead goes: the first stage of its pipeline, unless another is chosen. */
export function AcceptSheet({
  item,
  name,
  onClose,
  onAccept,
}: {
  /** Null: closed. */
  item: Incoming | null;
  name: string;
  onClose: () => void;
  onAccept: (item: Incoming, stageId: number | undefined) => void;
}) {
  const { t } = useTranslation('leads');
  const pipelines = usePipelines().data ?? [];
  const [chosen, setChosen] = useState<{ uid: string; stageId: number } | null>(null);
  const pipeline = pipelines.find(({ id }) => id === item?.pipelineId);
  const stageId =
    chosen !== null && chosen.uid === item?.uid
      ? chosen.stageId
      : pipeline && firstStage(pipeline)?.id;
  return (
    <Sheet
      open={item !== null}
      onClose={onClose}
      title={t('incoming.acceptTitle')}
      description={t('incoming.acceptText', { name })}
      footer={
        <Button
          label={t('incoming.acceptNow')}
          onPress={() => {
            if (item !== null) onAccept(item, stageId);
          }}
        />
      }
    >
      {item !== null && pipeline !== undefined && (
        <StageField
          label={t('new.stage')}
          pipelines={[pipeline]}
          pipelineId={pipeline.id}
          stageId={stageId}
          onChoose={(_pipelineId, stage) => setChosen({ uid: item.uid, stageId: stage })}
        />
      )}
    </Sheet>
  );
}
