import type { Board, BoardStage } from '@foryou-crm/contract/board';
import type { Lead } from '@foryou-crm/contract/leads';

/** Where a list has been read to: lists run from the newest lead to the oldest. */
type Place = Pick<Lead, 'createdAt' | 'id'>;

/** A stage with as many of its leads as have been read. `count` and `sum` are of all of them. */
export type CachedStage = BoardStage & { readTo: Place | null };

/** A board as this device keeps it under `queryKeys.board`. */
export type CachedBoard = Omit<Board, 'stages'> & { stages: CachedStage[] };

/** What became of a board, and whether its counts are still known to the last lead. */
export type Placed = { board: CachedBoard; exact: boolean };

const isBefore = (a: Place, b: Place): boolean =>
  a.createdAt === b.createdAt ? a.id > b.id : a.createdAt > b.createdAt;

const newestFirst = (leads: readonly Lead[]): Lead[] =>
  leads.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));

const placeOf = (lead: Lead | undefined): Place | null =>
  lead === undefined ? null : { createdAt: lead.createdAt, id: lead.id };

/**
 * A board that has just been asked for, over the one before it: what was read below the first pages
 * stays, so that a list under somebody's thumb does not shrink.
 */
export function freshBoard(board: Board, old: CachedBoard | undefined): CachedBoard {
  const here = new Set(board.stages.flatMap(({ leads }) => leads.map(({ id }) => id)));
  const stages = board.stages.map((stage): CachedStage => {
    const end = placeOf(stage.leads.at(-1));
    const first = { ...stage, readTo: stage.nextCursor === null ? null : end };
    const before = old?.stages.find(({ id }) => id === stage.id);
    if (before === undefined || end === null || stage.nextCursor === null) return first;
    const [newest] = before.leads;
    // More has come than a page holds: what was read before would stand behind a gap.
    if (newest === undefined || isBefore(end, newest)) return first;
    const deeper = before.leads.filter((lead) => isBefore(end, lead) && !here.has(lead.id));
    if (deeper.length === 0) return first;
    const { nextCursor, readTo } = before;
    return { ...first, leads: [...stage.leads, ...deeper], nextCursor, readTo };
  });
  return { ...board, stages };
}

/** The first pages alone, until the board is asked anew: what is below them may not be so any more. */
export function firstPages(board: CachedBoard, size: number): CachedBoard {
  const stages = board.stages.map((stage) => {
    if (stage.leads.length <= size) return stage;
    const leads = stage.leads.slice(0, size);
    return { ...stage, leads, nextCursor: null, readTo: placeOf(leads.at(-1)) };
  });
  return { ...board, stages };
}

/** The board with the next page of a stage, if it is the page after what is here. */
export function withPage(
  board: CachedBoard,
  stageId: number,
  page: { cursor: string; data: readonly Lead[]; nextCursor: string | null },
): CachedBoard {
  const here = new Set(
    board.stages.flatMap(({ id, leads }) => (id === stageId ? [] : leads.map((lead) => lead.id))),
  );
  const stages = board.stages.map((stage) => {
    if (stage.id !== stageId || stage.nextCursor !== page.cursor) return stage;
    const ids = new Set(page.data.map(({ id }) => id));
    const leads = newestFirst([
      ...stage.leads.filter(({ id }) => !ids.has(id)),
      // What has gone on to another stage since the page was asked for is shown there.
      ...page.data.filter(({ id }) => !here.has(id)),
    ]);
    const { nextCursor } = page;
    return {
      ...stage,
      leads,
      nextCursor,
      readTo: nextCursor === null ? null : placeOf(page.data.at(-1)),
    };
  });
  return { ...board, stages };
}

/** The lead as the board has it, or null. */
export const leadOn = (board: CachedBoard, leadId: number): Lead | null =>
  board.stages.flatMap(({ leads }) => leads).find(({ id }) => id === leadId) ?? null;

/**
 * The board with a lead as it is now: in its stage, out of any other, with counts and sums to match.
 * Not exact where the lead may have been below what was read: then only the backend can count.
 */
export function placeLead(board: CachedBoard, lead: Lead): Placed {
  const here = lead.pipelineId === board.pipeline.id;
  const known = leadOn(board, lead.id) !== null;
  const without = known ? takenOut(board, lead.id) : board;
  const exact = known || board.stages.every((stage) => covers(stage, lead));
  if (!here) return { board: without, exact };
  const stages = without.stages.map((stage) =>
    stage.id === lead.stageId
      ? {
          ...stage,
          count: stage.count + 1,
          sum: stage.sum + lead.price,
          leads: newestFirst([...stage.leads, lead]),
        }
      : stage,
  );
  // What was here uncounted is counted once more: the backend sets that right.
  return { board: exact ? { ...without, stages } : withoutCounting(without, lead), exact };
}

/** The board without a lead. */
export function removeLead(board: CachedBoard, leadId: number): Placed {
  if (leadOn(board, leadId) !== null) return { board: takenOut(board, leadId), exact: true };
  return { board, exact: board.stages.every(({ nextCursor }) => nextCursor === null) };
}

/** Whether a stage's list would show the lead if it were there. */
const covers = ({ readTo }: CachedStage, lead: Lead): boolean =>
  readTo === null || lead.id === readTo.id || isBefore(lead, readTo);

function takenOut(board: CachedBoard, leadId: number): CachedBoard {
  return {
    ...board,
    stages: board.stages.map((stage) => {
      const lead = stage.leads.find(({ id }) => id === leadId);
      if (lead === undefined) return stage;
      return {
        ...stage,
        count: stage.count - 1,
        sum: stage.sum - lead.price,
        leads: stage.leads.filter(({ id }) => id !== leadId),
      };
    }),
  };
}

/** Shows the lead where it is now and leaves the figures to who knows them. */
const withoutCounting = (board: CachedBoard, lead: Lead): CachedBoard => ({
  ...board,
  stages: board.stages.map((stage) =>
    stage.id === lead.stageId && covers(stage, lead)
      ? { ...stage, leads: newestFirst([...stage.leads, lead]) }
      : stage,
  ),
});
