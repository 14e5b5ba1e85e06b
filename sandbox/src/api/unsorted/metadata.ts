import { z } from 'zod';
import { fieldErrors } from '../validate.ts';
import type { FieldError } from '../validate.ts';

/*
 * What an incoming lead says of where it came from. Numbers and texts are taken for each other: the
 * vendor's own sample has a phone as a number and a duration as a text.
 * https://www.amocrm.ru/developers/content/crm_platform/unsorted-api
 */

const loose = z.union([z.string(), z.number()]);
/** Printed as null when it was not said. */
const maybe = loose.nullish().transform((value) => value ?? null);

const sip = z.object({
  from: maybe,
  phone: maybe,
  called_at: maybe,
  duration: maybe,
  link: maybe,
  service_code: maybe,
  uniq: maybe,
  call_responsible: loose.optional(),
});

const forms = z.object({
  form_id: maybe,
  form_name: maybe,
  form_page: maybe,
  ip: maybe,
  form_sent_at: maybe,
  referer: maybe,
  visitor_uid: maybe,
  form_type: loose.optional(),
});

/** Only these two can be made over the API. */
export type AddedCategory = 'sip' | 'forms';

type Metadata = Readonly<Record<string, unknown>>;

const schemas: Readonly<Record<AddedCategory, z.ZodType<Metadata>>> = { sip, forms };

/** The least that says where it came from; the vendor's table asks for more. */
const needed: Readonly<Record<AddedCategory, readonly string[]>> = {
  sip: ['phone', 'called_at', 'duration', 'service_code'],
  forms: ['form_id', 'form_name', 'form_page', 'form_sent_at'],
};

/** @param path - where it stands in the sent item: `metadata`, or `_embedded.metadata`. */
export function readMetadata(
  category: AddedCategory,
  given: unknown,
  path: string,
): { ok: true; metadata: Metadata } | { ok: false; errors: FieldError[] } {
  if (given === undefined || given === null)
    return { ok: false, errors: [fieldErrors.missing(path)] };
  const read = schemas[category].safeParse(given);
  if (!read.success) {
    const wrong = read.error.issues.map((issue) => [path, ...issue.path.map(String)].join('.'));
    return { ok: false, errors: wrong.map((at) => fieldErrors.type(at, 'string')) };
  }
  const missing = needed[category].filter((key) => (read.data[key] ?? null) === null);
  if (missing.length === 0) return { ok: true, metadata: read.data };
  return { ok: false, errors: missing.map((key) => fieldErrors.missing(`${path}.${key}`)) };
}

/** Written only: whether the call is also to be told as a note of the lead. */
export const callEventSchema = z.object({ is_call_event_needed: z.boolean().default(false) });
