import { z } from 'zod';
import { ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { CardKind, Note } from '../store/model.ts';
import { newRowId } from '../store/row-id.ts';
import { userOf } from '../store/world.ts';
import { cardForCall } from './calls/card-for-call.ts';
import type { CalledCard } from './calls/card-for-call.ts';
import type { ApiCall } from './envelope.ts';
import { self } from './envelope.ts';
import { paramsSchemas } from './notes/note-types.ts';
import { post } from './route.ts';
import type { ApiRoute } from './route.ts';
import { checkItem, fieldErrors, readAll, readBatch } from './validate.ts';
import type { Checked, Item } from './validate.ts';

export const callsRoutes: readonly ApiRoute[] = [post('/api/v4/calls', addCalls)];

const maybeId = z
  .int()
  .nullish()
  .transform((value) => value ?? undefined);

const whoSchema = z.object({
  direction: z.string().pipe(z.enum(['inbound', 'outbound'])),
  responsible_user_id: maybeId,
  created_by: maybeId,
  updated_by: maybeId,
  created_at: maybeId,
});

type Given = z.output<typeof whoSchema> & {
  readonly params: Note['params'];
  readonly phone: string;
};

/**
 * `POST /api/v4/calls`: each call finds its card by the number and becomes a note there. Numbers that
 * no card has are told in `errors`; when none was found the whole answer is a 400, as seen in
 * https://github.com/amocrm/amocrm-api-php/issues/52.
 */
export function addCalls(call: ApiCall): Answer {
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const plans = readAll(items, (item) => readCall(call, item));
  if (!Array.isArray(plans)) return plans;

  const errors: object[] = [];
  const calls: object[] = [];
  for (const { item, value: given } of plans) {
    const card = cardForCall(call.account, given.phone);
    if (card === undefined) errors.push(nobody(item.requestId));
    else calls.push(added(call, item, given, card));
  }
  const body = { _total_items: calls.length, errors, _embedded: { calls } };
  return calls.length > 0 ? ok(body) : { ...ok(body), status: 400 };
}

/** The title was seen; status, detail and request id are chosen after the other errors. */
function nobody(requestId: string): object {
  return {
    request_id: requestId,
    status: 404,
    title: 'Entity not found',
    detail: 'Entity with given phone number not found',
  };
}

function readCall(call: ApiCall, item: Item): Checked<Given> {
  const who = checkItem(whoSchema, item);
  const said = checkItem(paramsSchemas.call_in, item);
  const errors = [...(who.ok ? [] : who.errors), ...(said.ok ? [] : said.errors)];
  if (!who.ok || !said.ok) return { ok: false, errors };
  for (const key of ['responsible_user_id', 'created_by', 'updated_by'] as const) {
    const id = who.value[key];
    if (id !== undefined && id !== 0 && userOf(call.account, id) === undefined) {
      errors.push(fieldErrors.choice(key));
    }
  }
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: { ...who.value, params: said.value, phone: String(said.value['phone']) },
  };
}

function added(call: ApiCall, item: Item, given: Given, card: CalledCard): object {
  const createdBy = given.created_by ?? call.viewer.user.id;
  const createdAt = given.created_at ?? call.now;
  const note: Note = {
    id: newRowId(call.account.notes),
    entityType: card.kind,
    entityId: card.id,
    noteType: given.direction === 'inbound' ? 'call_in' : 'call_out',
    params: given.params,
    isPinned: false,
    responsibleUserId: given.responsible_user_id ?? createdBy,
    createdBy,
    updatedBy: given.updated_by ?? createdBy,
    createdAt,
    updatedAt: Math.max(createdAt, call.now),
  };
  call.commit([{ entity: 'note', before: null, after: note }], createdBy);
  return {
    id: note.id,
    entity_id: card.id,
    entity_type: singular[card.kind],
    account_id: call.account.id,
    request_id: item.requestId,
    _embedded: {
      entity: { id: card.id, _links: self(call, `/api/v4/${card.kind}/${card.id}`) },
    },
  };
}

const singular: Readonly<Record<CardKind, string>> = {
  leads: 'lead',
  contacts: 'contact',
  companies: 'company',
};
