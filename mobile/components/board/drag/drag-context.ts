import type { Lead } from '@foryou-crm/contract/leads';
import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { View } from 'react-native';
import type { Drag, DragState, Dropped } from './drag';

/** What can be done with a card. */
export type CardActions = {
  drag: Drag;
  open: (lead: Lead) => void;
  openMenu: (lead: Lead) => void;
  onDropped: (dropped: Dropped) => void;
};

export const CardActionsContext = createContext<CardActions | null>(null);

export function useCardActions(): CardActions {
  const actions = use(CardActionsContext);
  if (actions === null) throw new Error('useCardActions needs a board above it');
  return actions;
}

/** Follows the drag, as far as `read` looks at it. */
export function useDragState<T>(drag: Drag, read: (state: DragState) => T): T {
  return useSyncExternalStore(drag.subscribe, () => read(drag.current()));
}

/** A ref that makes a view a place to drop a card, and whether one is held over it. */
export function useDropTarget(stageId: number, enabled = true) {
  const { drag } = useCardActions();
  const over = useDragState(drag, (state) => enabled && state.over === stageId);
  const ref = useCallback(
    (view: View | null) => {
      if (view === null || !enabled) return undefined;
      return drag.addTarget(stageId, view);
    },
    [drag, stageId, enabled],
  );
  return { ref, over };
}
