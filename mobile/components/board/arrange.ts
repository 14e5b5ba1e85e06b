import {
  LOST_STAGE_ID,
  WON_STAGE_ID,
  type Pipeline,
  type Stage,
} from '@foryou-crm/contract/amo-crm';
import type { Lead } from '@foryou-crm/contract/leads';
import type { CachedBoard } from '@/api/board-cache';

/** `incoming`, `won` and `lost` are folded until they are asked for. */
export type StageKind = 'incoming' | 'open' | 'won' | 'lost';

export type Column = {
  stage: Stage;
  kind: StageKind;
  /** What has been read of the stage so far, newest first. */
  leads: Lead[];
  /** Of all its leads. */
  count: number;
  /** Of all its leads; whole units of the account's currency. */
  sum: number;
  /** The next page of its leads; null: all of them are here. */
  nextCursor: string | null;
};

export function stageKind({ id, type }: Stage): StageKind {
  if (id === WON_STAGE_ID) return 'won';
  if (id === LOST_STAGE_ID) return 'lost';
  return type === 1 ? 'incoming' : 'open';
}

const rank: Record<StageKind, number> = { incoming: 0, open: 1, won: 2, lost: 3 };

/** A board's columns: incoming, the open ones in amoCRM's order, won, lost. */
export function arrangeBoard({ pipeline, stages }: CachedBoard): Column[] {
  return stages
    .map((stage): Column => {
      const { leads, count, sum, nextCursor } = stage;
      return { stage, kind: stageKind(stage), leads, count, sum, nextCursor };
    })
    .filter((column) => pipeline.isUnsortedOn || column.kind !== 'incoming' || column.count > 0)
    .sort((a, b) => rank[a.kind] - rank[b.kind] || a.stage.sort - b.stage.sort);
}

/** What the pipeline holds in its open stages: the figures beside its name. */
export function openTotals(columns: readonly Column[]): { count: number; sum: number } {
  const open = columns.filter((column) => column.kind === 'open');
  return {
    count: open.reduce((total, column) => total + column.count, 0),
    sum: open.reduce((total, column) => total + column.sum, 0),
  };
}

/** The pipeline to show: the one chosen last, else the account's main one, else the first. */
export function choosePipeline(
  pipelines: readonly Pipeline[],
  remembered: number | null,
): Pipeline | null {
  return (
    pipelines.find(({ id }) => id === remembered) ??
    pipelines.find(({ isMain }) => isMain) ??
    pipelines[0] ??
    null
  );
}
