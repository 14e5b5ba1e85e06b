import type { Lead } from '@foryou-crm/contract/leads';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { useFormat } from '@/i18n/use-format';
import type { Column } from './arrange';
import { iconOfKind } from './stage-look';
import type { MoveTarget } from './use-move-lead';

/** "Move to…": every stage of the pipeline that a lead can go to. Null: it is closed. */
export function MoveSheet({
  lead,
  columns,
  onMove,
  onClose,
}: {
  lead: Lead | null;
  columns: Column[];
  onMove: (lead: Lead, target: MoveTarget) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('board');
  const format = useFormat();
  // It still says whose it is while it leaves.
  const [last, setLast] = useState(lead);
  if (lead !== null && lead !== last) setLast(lead);
  return (
    <Sheet
      open={lead !== null}
      onClose={onClose}
      title={t('move.title')}
      description={last?.name ?? ''}
    >
      <Group>
        {columns
          .filter(({ kind }) => kind !== 'incoming')
          .map(({ stage, kind, count }) => (
            <ListRow
              key={stage.id}
              label={stage.name}
              value={format.number(count)}
              chosen={stage.id === last?.stageId}
              {...(kind !== 'open' && kind !== 'incoming' && { icon: iconOfKind[kind] })}
              onPress={() => {
                onClose();
                if (lead !== null) onMove(lead, stage);
              }}
            />
          ))}
      </Group>
    </Sheet>
  );
}
