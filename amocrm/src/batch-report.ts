import {
  prepare,
  recommendedBatch,
  sendBatch,
  type BatchPlan,
  type Named,
  type Prepared,
} from './batch.ts';
import type { Client } from './client.ts';
import { AmoError, type ItemProblem } from './errors.ts';

/**
 * What became of one item of a long write.
 *
 * - `done`: amoCRM has it.
 * - `refused`: amoCRM has not; `problems` says what is wrong with it, and is empty when another item
 *   of the same request was refused, which takes all of them down.
 * - `unknown`: the request left and no good answer came, or the answer did not name the item. Look
 *   before you send a new entity again: amoCRM has no idempotency key.
 * - `not_sent`: an earlier request failed in a way that the next would as well.
 */
export type ItemOutcome<R> = { index: number; requestId: string } & (
  | { status: 'done'; result: R }
  | { status: 'refused'; error: AmoError; problems: readonly ItemProblem[] }
  | { status: 'unknown'; error: AmoError }
  | { status: 'not_sent'; error: AmoError }
);

type Verdict<R> = { outcomes: ItemOutcome<R>[]; stop: AmoError | null };
type Placed = Prepared & { index: number };

/** A patch answered 504 is halved at most this often: 50, 25, 13, 7. */
const halvings = 3;

/**
 * Writes any number of items, 50 a request as amoCRM recommends, and says of each what became of it;
 * in the order given, one request at a time. Rejects only for an argument that cannot be asked for.
 *
 * A request that amoCRM refuses for its data does not stop the rest; any other failure does. A patch
 * answered 504 is sent again in halves, because a patch that was done twice is done; a create is never
 * sent again. Source: https://www.amocrm.ru/developers/content/api/recommendations
 */
export async function writeAll<I extends Named, R>(
  client: Client,
  plan: BatchPlan<I, R>,
  items: readonly I[],
): Promise<ItemOutcome<R>[]> {
  const placed = prepare(plan, items).map((item, index) => ({ ...item, index }));
  const size = Math.min(recommendedBatch, plan.max ?? recommendedBatch);
  const outcomes: ItemOutcome<R>[] = [];
  for (let at = 0; at < placed.length; at += size) {
    const verdict = await writePart(client, plan, placed.slice(at, at + size), halvings);
    outcomes.push(...verdict.outcomes);
    if (verdict.stop === null) continue;
    outcomes.push(...notSent<R>(placed.slice(at + size), verdict.stop));
    break;
  }
  return outcomes;
}

async function writePart<I extends Named, R>(
  client: Client,
  plan: BatchPlan<I, R>,
  part: readonly Placed[],
  mayHalve: number,
): Promise<Verdict<R>> {
  try {
    const { results } = await sendBatch(client, plan, part);
    return { outcomes: part.map((item, at) => answered(item, results[at] ?? null)), stop: null };
  } catch (error) {
    if (!(error instanceof AmoError)) throw error;
    const shrinks = plan.method === 'PATCH' && error.status === 504 && part.length > 1;
    if (shrinks && mayHalve > 0) return inHalves(client, plan, part, mayHalve - 1);
    return failed(part, error);
  }
}

async function inHalves<I extends Named, R>(
  client: Client,
  plan: BatchPlan<I, R>,
  part: readonly Placed[],
  mayHalve: number,
): Promise<Verdict<R>> {
  const middle = Math.ceil(part.length / 2);
  const first = await writePart(client, plan, part.slice(0, middle), mayHalve);
  const rest = part.slice(middle);
  if (first.stop !== null) {
    // The 504 before may have done these: nobody knows.
    const lost = rest.map((item) => unknown<R>(item, first.stop ?? new AmoError('server_error')));
    return { outcomes: [...first.outcomes, ...lost], stop: first.stop };
  }
  const second = await writePart(client, plan, rest, mayHalve);
  return { outcomes: [...first.outcomes, ...second.outcomes], stop: second.stop };
}

function answered<R>(item: Placed, result: R | null): ItemOutcome<R> {
  const { index, requestId } = item;
  if (result !== null) return { index, requestId, status: 'done', result };
  const cause = new Error('an item is missing in the answer');
  return unknown(item, new AmoError('invalid_response', { outcomeUnknown: true, cause }));
}

function failed<R>(part: readonly Placed[], error: AmoError): Verdict<R> {
  const ofData = error.code === 'validation_failed' || error.code === 'invalid_request';
  const outcomes = part.map((item): ItemOutcome<R> => {
    if (error.outcomeUnknown) return unknown(item, error);
    const { index, requestId } = item;
    const problems = error.items
      .filter((problem) => problem.requestId === requestId)
      .map((problem) => ({ ...problem, index }));
    return { index, requestId, status: 'refused', error, problems };
  });
  return { outcomes, stop: ofData ? null : error };
}

function unknown<R>({ index, requestId }: Placed, error: AmoError): ItemOutcome<R> {
  return { index, requestId, status: 'unknown', error };
}

function notSent<R>(rest: readonly Placed[], error: AmoError): ItemOutcome<R>[] {
  return rest.map(({ index, requestId }) => ({ index, requestId, status: 'not_sent', error }));
}
