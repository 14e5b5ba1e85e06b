import type { NewNote, NewTask } from '@foryou-crm/contract/writing';
import type { QueryClient } from '@tanstack/react-query';
import { randomUUID } from 'expo-crypto';
import { failureOf, type ApiFailure } from '@/api/failure';
import { addNote, addTask, getLead, getTimeline } from '@/api/lead';
import { queryKeys } from '@/api/query-keys';
import { refreshLists, rememberNote, rememberTask } from './use-lead';

export type TaskBody = Partial<NewTask> & Pick<NewTask, 'text' | 'dueAt'>;
export type Intent = { what: 'note'; body: NewNote } | { what: 'task'; body: TaskBody };

/**
 * A note or task that amoCRM has not confirmed. It is made once under its `key`, however often it is
 * sent; `failure` is null while it is on its way.
 */
export type Unsent = Intent & {
  id: string;
  key: string;
  /** Milliseconds since 1970. */
  begunAt: number;
  failure: ApiFailure | null;
};

/** Under `crm`, so that it falls with the account; apart from the lead, so that nothing refetches it. */
export const unsentKey = (leadId: number) => [...queryKeys.crm, 'unsent', leadId];

const all = (queries: QueryClient, leadId: number): Unsent[] =>
  queries.getQueryData<Unsent[]>(unsentKey(leadId)) ?? [];

function put(queries: QueryClient, leadId: number, items: Unsent[]): void {
  queries.setQueryDefaults(unsentKey(leadId), { gcTime: Infinity });
  queries.setQueryData(unsentKey(leadId), items);
}

const replace = (queries: QueryClient, leadId: number, item: Unsent) =>
  put(
    queries,
    leadId,
    all(queries, leadId).map((one) => (one.id === item.id ? item : one)),
  );

export const discard = (queries: QueryClient, leadId: number, id: string) =>
  put(
    queries,
    leadId,
    all(queries, leadId).filter((one) => one.id !== id),
  );

/** Shows it as on its way and sends it. Resolves to what failed, or null: it is in amoCRM. */
export function send(
  queries: QueryClient,
  leadId: number,
  intent: Intent,
): Promise<ApiFailure | null> {
  const item: Unsent = {
    ...intent,
    id: randomUUID(),
    key: randomUUID(),
    begunAt: Date.now(),
    failure: null,
  };
  put(queries, leadId, [item, ...all(queries, leadId)]);
  return deliver(queries, leadId, item);
}

/** Sends it once more, under the same key: if it was made after all, that is what is answered. */
export function sendAgain(
  queries: QueryClient,
  leadId: number,
  item: Unsent,
): Promise<ApiFailure | null> {
  const again = { ...item, failure: null };
  replace(queries, leadId, again);
  return deliver(queries, leadId, again);
}

/**
 * For an answer that was lost for good: looks whether amoCRM has it by now, and only if it has not
 * asks for another under a new key.
 */
export async function checkAndSendAgain(
  queries: QueryClient,
  leadId: number,
  item: Unsent,
  amoUserId: number | null,
): Promise<ApiFailure | null> {
  const again = { ...item, key: randomUUID(), failure: null };
  replace(queries, leadId, again);
  try {
    if (await isThere(leadId, item, amoUserId)) {
      finish(queries, leadId, item.id);
      void queries.invalidateQueries({ queryKey: queryKeys.lead(leadId) });
      void queries.invalidateQueries({ queryKey: queryKeys.timeline(leadId) });
      return null;
    }
  } catch (error) {
    // It was not seen whether it is there, so the question stays what it was.
    replace(queries, leadId, item);
    return failureOf(error);
  }
  return deliver(queries, leadId, again);
}

async function deliver(
  queries: QueryClient,
  leadId: number,
  item: Unsent,
): Promise<ApiFailure | null> {
  try {
    if (item.what === 'note') {
      rememberNote(queries, leadId, await addNote(leadId, item.body, item.key));
    } else {
      rememberTask(queries, leadId, await addTask(leadId, item.body, item.key));
      void queries.invalidateQueries({ queryKey: queryKeys.lead(leadId) });
    }
    finish(queries, leadId, item.id);
    return null;
  } catch (error) {
    const failure = failureOf(error);
    replace(queries, leadId, { ...item, failure });
    return failure;
  }
}

function finish(queries: QueryClient, leadId: number, id: string): void {
  discard(queries, leadId, id);
  refreshLists(queries);
}

/** amoCRM's clock and this device's may differ by so much. */
const CLOCKS_DIFFER = 5 * 60_000;

async function isThere(
  leadId: number,
  { begunAt, ...item }: Unsent,
  amoUserId: number | null,
): Promise<boolean> {
  if (item.what === 'task') {
    const { tasks } = await getLead(leadId);
    const dueAt = Date.parse(item.body.dueAt);
    return tasks.some(
      ({ text, ...one }) => text === item.body.text && Date.parse(one.dueAt) === dueAt,
    );
  }
  const { data } = await getTimeline(leadId, undefined);
  return data.some(
    (note) =>
      note.kind === 'note' &&
      note.text === item.body.text &&
      note.author?.id === amoUserId &&
      Date.parse(note.at) >= begunAt - CLOCKS_DIFFER,
  );
}

/** Whether sending it under the same key would only be answered the same. */
export const isOutcomeLost = (failure: ApiFailure): boolean =>
  failure.kind === 'conflict' && failure.reason === 'outcome_unknown';
