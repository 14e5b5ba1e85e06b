import { nothing, ok, problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { CardKind, EventRow } from '../store/model.ts';
import { readEventFilter } from './events/filter.ts';
import { eventTypes } from './events/event-types.ts';
import { readLanguage } from './events/language.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { rowsOf } from './cards/kinds.ts';
import { canSeeCard, canSeeTask } from './rights.ts';
import { get } from './route.ts';
import type { ApiRoute } from './route.ts';

const path = '/api/v4/events';

export const eventsRoutes: readonly ApiRoute[] = [
  get(path, listEvents),
  get(`${path}/types`, listTypes),
  get(`${path}/:first`, oneEvent),
];

/** An event list is shorter than others. */
const highestLimit = 100;

/** `GET /api/v4/events`: newest first; there is no order to ask for. */
export function listEvents(call: ApiCall): Answer {
  const { account, query } = call;
  const filter = readEventFilter(query.filter);
  if (!filter.ok) return problem(400, 'Bad Request', filter.detail);
  const rows = account.events.filter((event) => filter.admits(event) && isSeen(call, event));
  rows.sort((a, b) => (a.id < b.id ? 1 : -1));
  const limited = { ...call, query: { ...query, limit: Math.min(query.limit, highestLimit) } };
  return page(limited, 'events', rows, (event) => eventBody(call, event));
}

/** `GET /api/v4/events/{id}`; 204 for one that is not there or not for these eyes. */
export function oneEvent(call: ApiCall): Answer {
  const event = call.account.events.find(({ id }) => id === call.params.first);
  return event === undefined || !isSeen(call, event) ? nothing() : ok(eventBody(call, event));
}

/** `GET /api/v4/events/types?language_code=…`, in the user's language unless told otherwise. */
export function listTypes(call: ApiCall): Answer {
  const asked = call.query.others.find(([key]) => key === 'language_code')?.[1];
  const language = readLanguage(asked) ?? call.viewer.user.lang;
  const types = eventTypes(call.account, language);
  return ok({
    _total_items: types.length,
    _links: self(call, `${path}/types`),
    _embedded: { events_types: types },
  });
}

const kinds = {
  lead: 'leads',
  contact: 'contacts',
  company: 'companies',
} as const satisfies Record<string, CardKind>;

/**
 * An event shows to whoever may see what it is about, in the trash or not. Of a task that left
 * without a trace nobody can tell whose it was: that it is gone, all may know.
 */
function isSeen({ account, viewer }: ApiCall, { entityType, entityId }: EventRow): boolean {
  if (viewer.seesAll) return true;
  if (entityType === 'task') {
    const task = account.tasks.get(entityId);
    return task === undefined || canSeeTask(viewer, account, task);
  }
  const kind = kinds[entityType];
  const card = rowsOf(account, kind).get(entityId);
  return card !== undefined && canSeeCard(viewer, account, kind, card);
}

function eventBody(call: ApiCall, event: EventRow): object {
  const { entityType, entityId } = event;
  const kind = entityType === 'task' ? 'tasks' : kinds[entityType];
  return {
    id: event.id,
    type: event.type,
    entity_id: entityId,
    entity_type: entityType,
    created_by: event.createdBy,
    created_at: event.createdAt,
    value_after: event.valueAfter,
    value_before: event.valueBefore,
    account_id: call.account.id,
    _links: self(call, `${path}/${event.id}`),
    _embedded: {
      entity: {
        id: entityId,
        ...nameOf(call, event),
        _links: self(call, `/api/v4/${kind}/${entityId}`),
      },
    },
  };
}

/** `with=lead_name` and the like: the name goes with the entity. */
function nameOf(call: ApiCall, { entityType, entityId }: EventRow): { name?: string } {
  if (entityType === 'task' || !call.query.with.has(`${entityType}_name`)) return {};
  const card = rowsOf(call.account, kinds[entityType]).get(entityId);
  return card === undefined ? {} : { name: card.name };
}
