import { leadSchema, type Lead } from '@foryou-crm/contract/leads';
import type { QueryClient } from '@tanstack/react-query';
import {
  freshBoard,
  leadOn,
  placeLead,
  removeLead,
  type CachedBoard,
  type Placed,
} from './board-cache';
import { getBoard } from './leads';
import { queryKeys } from './query-keys';

/** Leads of one page of a stage; a stage's cursor is good for this size alone. */
export const PAGE = 20;

/** Leads that were moved here and that amoCRM has not answered about: shown as they will be. */
const underWay = new WeakMap<QueryClient, Map<number, Lead>>();

export function movesUnderWay(queries: QueryClient): Map<number, Lead> {
  const known = underWay.get(queries);
  if (known !== undefined) return known;
  const made = new Map<number, Lead>();
  underWay.set(queries, made);
  return made;
}

/** Asks for a board anew: deeper pages stay, and so does what is being moved. */
export async function readBoard(
  queries: QueryClient,
  pipelineId: number,
  signal: AbortSignal,
): Promise<CachedBoard> {
  const board = await getBoard({ pipelineId, limit: PAGE }, signal);
  const old = queries.getQueryData<CachedBoard>(queryKeys.board(pipelineId));
  let fresh = freshBoard(board, old);
  for (const lead of movesUnderWay(queries).values()) fresh = placeLead(fresh, lead).board;
  return fresh;
}

/** Shows a lead as it is now on every board of this device. */
export function showLead(queries: QueryClient, lead: Lead): void {
  change(queries, (board) => placeLead(board, leadSchema.parse(lead)));
}

export function hideLead(queries: QueryClient, leadId: number): void {
  change(queries, (board) => removeLead(board, leadId));
}

/** A lead that is moved without being opened is known from the boards alone; null: none shows it. */
export function shownLead(queries: QueryClient, leadId: number): Lead | null {
  for (const board of boardsOf(queries)) {
    const lead = leadOn(board, leadId);
    if (lead !== null) return lead;
  }
  return null;
}

/** The boards that this device has. */
export const boardsOf = (queries: QueryClient): CachedBoard[] =>
  queries
    .getQueriesData<CachedBoard>({ queryKey: queryKeys.boards })
    .flatMap(([, board]) => board ?? []);

function change(queries: QueryClient, how: (board: CachedBoard) => Placed): void {
  for (const [queryKey, board] of queries.getQueriesData<CachedBoard>({
    queryKey: queryKeys.boards,
  })) {
    if (board === undefined) continue;
    const placed = how(board);
    const state = queries.getQueryState(queryKey);
    // As old as it was: one lead is not the whole board.
    queries.setQueryData(queryKey, placed.board, { updatedAt: state?.dataUpdatedAt ?? 0 });
    // An answer that is on its way may be older than this.
    const outdated = !placed.exact || state?.fetchStatus === 'fetching';
    if (outdated) void queries.invalidateQueries({ queryKey, exact: true });
  }
}
