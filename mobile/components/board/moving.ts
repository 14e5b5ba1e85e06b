import { LOST_STAGE_ID, WON_STAGE_ID } from '@foryou-crm/contract/amo-crm';
import type { LeadDetails } from '@foryou-crm/contract/lead';
import type { Lead } from '@foryou-crm/contract/leads';
import type { QueryClient } from '@tanstack/react-query';
import { hideLead, movesUnderWay, showLead } from '@/api/boards';
import { failureOf, type ApiFailure } from '@/api/failure';
import { changeLead } from '@/api/lead';
import { queryKeys } from '@/api/query-keys';

/** A stage named whole: won and lost have the same ids in every pipeline. */
export type Destination = { pipelineId: number; stageId: number };

/**
 * What became of a move. `gone`: done, and the lead is not this person's to see any more. `changed`:
 * not done, because somebody had changed the lead; `lead` is what it is now.
 */
export type MoveOutcome =
  | { kind: 'moved'; lead: Lead }
  | { kind: 'gone' }
  | { kind: 'changed'; lead: Lead }
  | { kind: 'refused'; failure: ApiFailure };

/** The last move of each lead, for the next one to wait for. */
const lastMoves = new WeakMap<QueryClient, Map<number, Promise<MoveOutcome>>>();

/**
 * Moves a lead: on this device's boards at once, then in amoCRM; what amoCRM did not do is taken back
 * here. Moves of one lead follow each other, so that each knows what the one before it has made.
 */
export function moveLead(
  queries: QueryClient,
  lead: Lead,
  to: Destination,
  now = new Date(),
): Promise<MoveOutcome> {
  const under = movesUnderWay(queries);
  const moved = movedTo(lead, to, now);
  under.set(lead.id, moved);
  showEverywhere(queries, moved);
  const moves = lastMoves.get(queries) ?? new Map<number, Promise<MoveOutcome>>();
  lastMoves.set(queries, moves);
  const before = moves.get(lead.id);
  const move = send().then((outcome) => {
    if (moves.get(lead.id) === move) moves.delete(lead.id);
    return outcome;
  });
  moves.set(lead.id, move);
  return move;

  async function send(): Promise<MoveOutcome> {
    const known = asLeft(await before, lead);
    const isLast = () => under.get(lead.id) === moved;
    const settle = (show: () => void) => {
      // A later move of the same lead shows it as it will be, and settles it itself.
      if (!isLast()) return;
      under.delete(lead.id);
      show();
    };
    try {
      const { updatedAt } = known;
      const written = await changeLead(lead.id, { updatedAt, ...to });
      const { lead: after } = written;
      if (after === null) {
        settle(() => hideLead(queries, lead.id));
        return { kind: 'gone' };
      }
      settle(() => showDetails(queries, after));
      return { kind: 'moved', lead: after };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'conflict' && failure.lead !== undefined) {
        const { lead: current } = failure;
        settle(() => showEverywhere(queries, current));
        return { kind: 'changed', lead: current };
      }
      settle(() => {
        if (failure.kind === 'not_found') hideLead(queries, lead.id);
        else showEverywhere(queries, known);
      });
      return { kind: 'refused', failure };
    }
  }
}

/** The lead as the move before this one has left it. */
function asLeft(outcome: MoveOutcome | undefined, lead: Lead): Lead {
  return outcome?.kind === 'moved' || outcome?.kind === 'changed' ? outcome.lead : lead;
}

function movedTo(lead: Lead, { pipelineId, stageId }: Destination, now: Date): Lead {
  const closed = stageId === WON_STAGE_ID || stageId === LOST_STAGE_ID;
  const at = now.toISOString();
  return { ...lead, pipelineId, stageId, stageSince: at, closedAt: closed ? at : null };
}

/** On the boards, and on the lead's own screen where it has been opened. */
function showEverywhere(queries: QueryClient, lead: Lead): void {
  showLead(queries, lead);
  const { pipelineId, stageId, closedAt, updatedAt } = lead;
  queries.setQueryData<LeadDetails>(
    queryKeys.lead(lead.id),
    (old) => old && { ...old, pipelineId, stageId, closedAt, updatedAt },
  );
}

function showDetails(queries: QueryClient, lead: LeadDetails): void {
  showLead(queries, lead);
  queries.setQueryData(queryKeys.lead(lead.id), lead);
}
