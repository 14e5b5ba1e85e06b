import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BoardAccountContext, useBoardAccount } from '@/components/board/account-context';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { ChoiceList } from '../ChoiceList';
import { StageSwatch } from '../StageChip';
import { stagesOf } from '../stage-names';
import { CreatedChoice } from './CreatedChoice';
import { PriceChoice } from './PriceChoice';
import type { FilterGroup, SearchFilters } from './search-filters';
import type { Known } from './use-filter-words';

export type FilterSheetProps = {
  /** Null: closed. */
  group: FilterGroup | null;
  filters: SearchFilters;
  known: Known;
  onChange: (change: Partial<SearchFilters>) => void;
  onClose: () => void;
};

/** Where one filter is chosen. */
export function FilterSheet(props: FilterSheetProps) {
  const { t } = useTranslation('leads');
  const { group, onClose } = props;
  const account = useBoardAccount();
  // What it showed stays while it leaves.
  const [shown, setShown] = useState<FilterGroup>('stage');
  if (group !== null && group !== shown) setShown(group);
  return (
    <Sheet open={group !== null} onClose={onClose} title={t(`filter.${shown}`)}>
      {/* A sheet is drawn elsewhere in the tree, where the screen's contexts do not reach. */}
      <BoardAccountContext value={account}>
        <Content {...props} group={shown} />
      </BoardAccountContext>
    </Sheet>
  );
}

function Content({
  group,
  filters,
  known,
  onChange,
  onClose,
}: FilterSheetProps & { group: FilterGroup }) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  const { amoUserId } = useBoardAccount();
  const { pipelines, choices } = known;
  const choose = (change: Partial<SearchFilters>) => {
    onChange(change);
    onClose();
  };
  switch (group) {
    case 'stage':
      return pipelines.map((pipeline) => (
        <ChoiceList
          key={pipeline.id}
          title={pipeline.name}
          choices={[
            { id: WHOLE, label: t('filter.allStages') },
            ...stagesOf(pipeline).map((stage) => ({
              id: stage.id,
              label: stage.name,
              mark: <StageSwatch stage={stage} />,
            })),
          ]}
          chosen={pipeline.id === filters.pipelineId ? (filters.stageId ?? WHOLE) : undefined}
          onChoose={(id) =>
            choose({ pipelineId: pipeline.id, stageId: id === WHOLE ? undefined : id })
          }
        />
      ));
    case 'responsible': {
      const others = (choices?.users ?? []).filter(({ id }) => id !== amoUserId);
      return (
        <ChoiceList
          choices={[
            ...(amoUserId === null ? [] : [{ id: amoUserId, label: t('filter.mine') }]),
            ...others.flatMap(({ id, name }) => (name === null ? [] : [{ id, label: name }])),
          ]}
          chosen={filters.responsibleUserId}
          onChoose={(id) => choose({ responsibleUserId: id })}
        />
      );
    }
    case 'tag':
      return (choices?.tags.length ?? 0) === 0 ? (
        <Text tone="ink2">{t('filter.noTags')}</Text>
      ) : (
        <ChoiceList
          choices={(choices?.tags ?? []).map(({ id, name, leads }) => ({
            id,
            label: name,
            note: format.number(leads),
          }))}
          chosen={filters.tag}
          onChoose={(id) => choose({ tag: id })}
        />
      );
    case 'task':
      return (
        <ChoiceList
          choices={taskStates.map((state, id) => ({ id, label: t(`taskState.${state}`) }))}
          chosen={taskStates.findIndex((state) => state === filters.taskState)}
          onChoose={(id) => choose({ taskState: taskStates[id] })}
        />
      );
    case 'price':
      return <PriceChoice filters={filters} onChoose={choose} />;
    case 'created':
      return <CreatedChoice filters={filters} onChoose={choose} />;
  }
}

/** No stage has this id. */
const WHOLE = 0;
const taskStates = ['overdue', 'today', 'none'] as const;
