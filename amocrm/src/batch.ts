import { z } from 'zod';
import type { Client } from './client.ts';
import { listIn, type ListPlace } from './pages.ts';
import { parseReply, readAll } from './parse-reply.ts';
import { unusableReply } from './replies.ts';
import type { TransportResponse } from './transport.ts';

/** https://www.amocrm.ru/developers/content/api/recommendations */
export const largestBatch = 250;
export const recommendedBatch = 50;

/** Whatever is written in batches may have a name of the caller's own, which errors then tell. */
export interface Named {
  /** Unique in the call; the item's place when not given. amoCRM does not keep it. */
  requestId?: string;
}

/** How items of one kind are written. */
export interface BatchPlan<I extends Named, R> {
  method: 'POST' | 'PATCH';
  /** Where to, and what an answer's item is. `bare`: the answer is an array without an envelope. */
  place: ListPlace<R> | (Omit<ListPlace<R>, 'collection'> & { bare: true });
  /** The item under amoCRM's names; `request_id` is added here. Throws a RangeError when it cannot be. */
  body: (item: I) => Record<string, unknown>;
  /** What names an item when the answer has no `request_id`: the id that is patched. */
  idOf?: (item: I) => number;
  /** Most items a call, 250 when not given. */
  max?: number;
}

/** An item ready to be sent. */
export interface Prepared {
  requestId: string;
  id: number | null;
  body: Record<string, unknown>;
}

/**
 * The items as they are sent. Throws a RangeError for two items with one request id; whatever is
 * wrong with an item is thrown here, before anything leaves.
 */
export function prepare<I extends Named, R>(
  plan: BatchPlan<I, R>,
  items: readonly I[],
): Prepared[] {
  const taken = new Set<string>();
  return items.map((item, index) => {
    const requestId = item.requestId ?? String(index);
    if (requestId === '' || taken.has(requestId)) {
      throw new RangeError('Every item of a batch needs a request id of its own');
    }
    taken.add(requestId);
    const id = plan.idOf?.(item) ?? null;
    return { requestId, id, body: { ...plan.body(item), request_id: requestId } };
  });
}

/**
 * Sends items in one request and gives back each one's answer, in the order of the items, whatever
 * the order of the answer; null for an item of which the answer says nothing. amoCRM takes a batch
 * whole or not at all: one refused item fails them all.
 */
export async function sendBatch<I extends Named, R>(
  client: Client,
  plan: BatchPlan<I, R>,
  items: readonly Prepared[],
): Promise<{ results: (R | null)[]; response: TransportResponse }> {
  const response = await client.call({
    method: plan.method,
    path: plan.place.path,
    body: items.map(({ body }) => body),
    requestIds: items.map(({ requestId }) => requestId),
  });
  const answered = readAll(rawItems(plan, response), plan.place.item, prefixOf(plan), response);
  const labelled = answered.map(({ raw, value }) => ({ value, ...labelOf(raw) }));
  return { results: matched(items, labelled), response };
}

/** One request, all items or an error: `add` and `patchMany`. Nothing is sent for no items. */
export async function writeBatch<I extends Named, R>(
  client: Client,
  plan: BatchPlan<I, R>,
  items: readonly I[],
): Promise<R[]> {
  const max = plan.max ?? largestBatch;
  if (items.length > max) throw new RangeError(`At most ${max} items a call`);
  if (items.length === 0) return [];
  const { results, response } = await sendBatch(client, plan, prepare(plan, items));
  return results.map((result) => {
    if (result === null) throw unusableReply(response, 'an item is missing in the answer');
    return result;
  });
}

function rawItems<I extends Named, R>(
  { place }: BatchPlan<I, R>,
  response: TransportResponse,
): unknown[] {
  if ('bare' in place) return parseReply(z.array(z.unknown()), response);
  return listIn(parseReply(embeddedSchema, response)._embedded, place.collection, response);
}

const embeddedSchema = z.object({ _embedded: z.record(z.string(), z.unknown()) });

function prefixOf<I extends Named, R>({ place }: BatchPlan<I, R>): string {
  return 'bare' in place ? '' : `_embedded.${place.collection}.`;
}

const text = z.union([z.string(), z.number()]).transform(String);
/** Complex leads echo a list of request ids: https://www.amocrm.ru/developers/content/crm_platform/leads-api */
const labelSchema = z.object({
  request_id: z
    .union([z.array(text), text.transform((one) => [one])])
    .nullish()
    .transform((ids) => ids ?? [])
    .catch([]),
  id: z.int().nullable().catch(null),
});

function labelOf(raw: unknown): { requestIds: string[]; id: number | null } {
  const parsed = labelSchema.safeParse(raw);
  if (!parsed.success) return { requestIds: [], id: null };
  return { requestIds: parsed.data.request_id, id: parsed.data.id };
}

/** By request id, then by the patched id; by place only when the answer names nothing at all. */
function matched<R>(
  sent: readonly Prepared[],
  answered: readonly { value: R; requestIds: string[]; id: number | null }[],
): (R | null)[] {
  const known = new Set(sent.map(({ requestId }) => requestId));
  const named = answered.some(({ requestIds }) => requestIds.some((one) => known.has(one)));
  const byPlace = !named && sent.length === answered.length;
  return sent.map(({ requestId, id }, index) => {
    const one =
      answered.find(({ requestIds }) => requestIds.includes(requestId)) ??
      (id === null ? undefined : answered.find((answer) => answer.id === id)) ??
      (byPlace && id === null ? answered[index] : undefined);
    return one?.value ?? null;
  });
}
