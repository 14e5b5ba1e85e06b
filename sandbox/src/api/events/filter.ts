import { z } from 'zod';
import type { EventRow } from '../../store/model.ts';
import type { FilterTree } from '../query.ts';
import { listed, ranged, stagesIn } from '../query.ts';

/** What of a query stands against it, in words, or the test an event has to pass. */
export type EventFilter =
  | { readonly ok: true; readonly admits: (event: EventRow) => boolean }
  | { readonly ok: false; readonly detail: string };

const most = 10;

/**
 * Lists come in brackets or, as the vendor's own client sends them, in one text with commas.
 * https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export function readEventFilter(filter: FilterTree): EventFilter {
  const [authors, kinds, cards] = [
    many(filter, 'created_by'),
    many(filter, 'entity'),
    many(filter, 'entity_id'),
  ];
  if (authors !== null && authors.size > most) return refused('created_by', most);
  if (cards !== null && cards.size > most) return refused('entity_id', most);
  if (cards !== null && kinds?.size !== 1) {
    return { ok: false, detail: 'filter[entity_id] needs exactly one filter[entity]' };
  }
  const ids = many(filter, 'id');
  const tests: ((event: EventRow) => boolean)[] = [
    ({ id }) => ids === null || ids.has(id),
    ({ createdBy }) => authors === null || authors.has(String(createdBy)),
    ({ entityType }) => kinds === null || kinds.has(entityType),
    ({ entityId }) => cards === null || cards.has(String(entityId)),
    typeTest(many(filter, 'type')),
    timeTest(filter),
    valueTest(filter, 'value_before', ({ valueBefore }) => valueBefore),
    valueTest(filter, 'value_after', ({ valueAfter }) => valueAfter),
  ];
  return { ok: true, admits: (event) => tests.every((test) => test(event)) };
}

function refused(name: string, limit: number): EventFilter {
  return { ok: false, detail: `filter[${name}] takes no more than ${limit} values` };
}

function many(filter: FilterTree, name: string): ReadonlySet<string> | null {
  const given = parts(filter, name);
  return given === null ? null : new Set(given);
}

function parts(filter: FilterTree, name: string): string[] | null {
  const given = listed(filter, name);
  return given?.flatMap((text) => text.split(',').map((part) => part.trim())) ?? null;
}

/** `custom_field_{id}_value_changed` narrows the feed to one field; its events keep the plain type. */
function typeTest(types: ReadonlySet<string> | null): (event: EventRow) => boolean {
  if (types === null) return () => true;
  const fieldIds = [...types].flatMap((type) => {
    const id = /^custom_field_(\d+)_value_changed$/.exec(type)?.[1];
    return id === undefined ? [] : [Number(id)];
  });
  return (event) =>
    types.has(event.type) ||
    (event.type === 'custom_field_value_changed' &&
      [...event.valueAfter, ...event.valueBefore].some((value) =>
        fieldIds.some((id) => inner(value, 'custom_field_value')['field_id'] === id),
      ));
}

/** A bare time is "after it"; two of them, in a list or with a comma, are from and to. */
function timeTest(filter: FilterTree): (event: EventRow) => boolean {
  const range = ranged(filter, 'created_at');
  if (range?.kind === 'span' && (isFinite(range.from) || isFinite(range.to))) {
    return ({ createdAt }) => createdAt >= range.from && createdAt <= range.to;
  }
  const [from, to] = (parts(filter, 'created_at') ?? []).map(Number).filter(isFinite);
  if (from === undefined) return () => true;
  if (to === undefined) return ({ createdAt }) => createdAt > from;
  return ({ createdAt }) => createdAt >= from && createdAt <= to;
}

/**
 * `leads_statuses`, `responsible_user_id`, `custom_field_values` (enum ids) and `value`, each for the
 * types of event that have such a value: https://developers.kommo.com/reference/events-filtration
 */
function valueTest(
  filter: FilterTree,
  name: 'value_before' | 'value_after',
  valuesOf: (event: EventRow) => readonly object[],
): (event: EventRow) => boolean {
  const node = filter.children.get(name);
  if (node === undefined || typeof node === 'string') return () => true;
  const stages = node.children.get('leads_statuses');
  const wantedStages =
    stages === undefined ? null : stagesIn({ children: new Map([['statuses', stages]]) });
  const users = many(node, 'responsible_user_id');
  const enums = many(node, 'custom_field_values');
  const exact = many(node, 'value');
  const isWanted = (value: object) => {
    const status = inner(value, 'lead_status');
    const field = inner(value, 'custom_field_value');
    return (
      (wantedStages === null ||
        wantedStages.some(
          ({ pipelineId, statusId }) =>
            status['id'] === statusId && status['pipeline_id'] === pipelineId,
        )) &&
      (users === null || users.has(String(inner(value, 'responsible_user')['id']))) &&
      (enums === null || enums.has(String(field['enum_id']))) &&
      (exact === null || plainValues(value).some((text) => exact.has(text)))
    );
  };
  const asks = [wantedStages, users, enums, exact].some((one) => one !== null);
  return (event) => !asks || valuesOf(event).some(isWanted);
}

function plainValues(value: object): string[] {
  return [
    inner(value, 'sale_field_value')['sale'],
    inner(value, 'name_field_value')['name'],
    inner(value, 'custom_field_value')['text'],
  ].flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [String(one)] : []));
}

const innerSchema = z.record(z.string(), z.unknown());

/** The object under a key of a value, or an empty one. */
function inner(value: object, key: string): z.output<typeof innerSchema> {
  const values = innerSchema.parse(value);
  return innerSchema.safeParse(values[key]).data ?? {};
}
