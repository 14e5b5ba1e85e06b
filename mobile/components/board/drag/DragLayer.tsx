import { Portal } from '@rn-primitives/portal';
import { useLayout } from '@/theme/layout';
import type { BoardAccount } from '../account-context';
import { BoardAccountContext, useBoardAccount } from '../account-context';
import type { Column } from '../arrange';
import { cardShape } from '../wide-layout';
import { CardActionsContext, useCardActions, useDragState, type CardActions } from './drag-context';
import type { Lifted } from './drag';
import { LiftedCard } from './LiftedCard';
import { StageDock } from './StageDock';

/** What a drag draws above the app: the card in the hand, and on the phone the stages to drop it on. */
export function DragLayer({ columns }: { columns: Column[] }) {
  const actions = useCardActions();
  const account = useBoardAccount();
  const lifted = useDragState(actions.drag, (state) => state.lifted);
  if (lifted === null) return null;
  return (
    <Portal name="board-drag">
      <Above
        actions={actions}
        account={account}
        lifted={lifted}
        columns={columns.filter(
          ({ stage, kind }) => kind !== 'incoming' && stage.id !== lifted.lead.stageId,
        )}
      />
    </Portal>
  );
}

/** A portal is drawn elsewhere and does not know the board. */
function Above({
  actions,
  account,
  lifted,
  columns,
}: {
  actions: CardActions;
  account: BoardAccount;
  lifted: Lifted;
  columns: Column[];
}) {
  const phone = useLayout() === 'phone';
  const shape = phone ? 'phone' : cardShape(lifted.rect.width);
  return (
    <CardActionsContext value={actions}>
      <BoardAccountContext value={account}>
        {phone && <StageDock columns={columns} />}
        <LiftedCard drag={actions.drag} lifted={lifted} shape={shape} />
      </BoardAccountContext>
    </CardActionsContext>
  );
}
