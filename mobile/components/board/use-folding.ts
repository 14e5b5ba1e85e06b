import { useCallback, useState } from 'react';
import type { Column } from './arrange';

export type Folding = {
  isFolded: (column: Column) => boolean;
  fold: (stageId: number) => void;
  unfold: (stageId: number) => void;
};

/** Which of the folded stages were opened. Open stages never fold. */
export function useFolding(): Folding {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  return {
    isFolded: ({ kind, stage }) => kind !== 'open' && !opened.has(stage.id),
    fold: useCallback(
      (stageId: number) => setOpened((old) => new Set([...old].filter((id) => id !== stageId))),
      [],
    ),
    unfold: useCallback((stageId: number) => setOpened((old) => new Set([...old, stageId])), []),
  };
}
