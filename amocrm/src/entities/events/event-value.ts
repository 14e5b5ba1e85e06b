import { z } from 'zod';
import { amoId } from '../common.ts';

/**
 * What changed in an event, before or after: a list of objects with one key, which tells the shape.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */

const id = z.object({ id: amoId });
const entity = z.object({ entity: z.object({ type: z.string(), id: amoId }) });
const looseText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? null);

const schemas = {
  note: id,
  lead_status: z
    .object({ id: amoId, pipeline_id: amoId })
    .transform((raw) => ({ id: raw.id, pipelineId: raw.pipeline_id })),
  customer_status: id,
  responsible_user: id,
  tag: z.object({ name: z.string() }),
  link: entity,
  unlink: entity,
  task: z.object({ text: z.string() }),
  task_type: id,
  /** Unix seconds. */
  task_deadline: z.object({ timestamp: z.int() }),
  message: z.object({ id: z.union([z.string(), z.number().transform(String)]) }),
  custom_field_value: z
    .object({
      field_id: amoId,
      field_type: z.union([z.number(), z.string()]).nullish(),
      enum_id: z.int().nullish().catch(null),
      text: looseText,
    })
    .transform((raw) => ({
      fieldId: raw.field_id,
      fieldType: raw.field_type ?? null,
      enumId: raw.enum_id ?? null,
      text: raw.text,
    })),
  nps: z.object({ rate: z.number() }),
  helpbot: id,
  transaction: id,
};

type Schemas = typeof schemas;
export type KnownValue = keyof Schemas;

/** One value of an event. `other` is what is not documented, as amoCRM sent it. */
export type EventValue =
  | { [K in KnownValue]: { type: K; value: z.output<Schemas[K]> } }[KnownValue]
  | { type: 'other'; value: unknown };

const readers: Readonly<Record<string, (value: unknown) => EventValue | null>> = {
  note: reader('note', schemas.note),
  lead_status: reader('lead_status', schemas.lead_status),
  customer_status: reader('customer_status', schemas.customer_status),
  responsible_user: reader('responsible_user', schemas.responsible_user),
  tag: reader('tag', schemas.tag),
  link: reader('link', schemas.link),
  unlink: reader('unlink', schemas.unlink),
  task: reader('task', schemas.task),
  task_type: reader('task_type', schemas.task_type),
  task_deadline: reader('task_deadline', schemas.task_deadline),
  message: reader('message', schemas.message),
  custom_field_value: reader('custom_field_value', schemas.custom_field_value),
  nps: reader('nps', schemas.nps),
  helpbot: reader('helpbot', schemas.helpbot),
  transaction: reader('transaction', schemas.transaction),
};

function reader<K extends string, V>(type: K, schema: z.ZodType<V>) {
  return (value: unknown): { type: K; value: V } | null => {
    const parsed = schema.safeParse(value);
    return parsed.success ? { type, value: parsed.data } : null;
  };
}

/** The values of an event; an object instead of a list counts as one. Never fails. */
export function eventValues(raw: unknown): EventValue[] {
  if (raw === null || raw === undefined) return [];
  const list: unknown[] = Array.isArray(raw) ? raw : [raw];
  return list.map(eventValue);
}

function eventValue(raw: unknown): EventValue {
  const other: EventValue = { type: 'other', value: raw };
  if (typeof raw !== 'object' || raw === null) return other;
  const [entry, more]: (readonly [string, unknown])[] = Object.entries(raw);
  if (entry === undefined || more !== undefined) return other;
  const [key, value] = entry;
  const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
  return read?.(value) ?? other;
}
