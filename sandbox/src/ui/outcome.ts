import { z } from 'zod';
import type { Answer } from '../http/answer.ts';
import type { Desk } from './desk.ts';
import type { Notice } from './notices.ts';

const errorSchema = z.object({ path: z.string(), detail: z.string() });
const bodySchema = z.object({
  'validation-errors': z.array(z.object({ errors: z.array(errorSchema) })).optional(),
  errors: z.record(z.string(), z.string()).optional(),
  detail: z.string().optional(),
});

/** What became of an act, and where the person goes on. */
export interface Outcome extends Notice {
  /** Below the desk's own address; where he was unless said otherwise. */
  readonly to?: string;
}

export function good(words: string, to?: string): Outcome {
  return { isGood: true, words, ...(to !== undefined && { to }) };
}

export function bad(words: string, to?: string): Outcome {
  return { isGood: false, words, ...(to !== undefined && { to }) };
}

/** The API's answer in a sentence. */
export function outcome(desk: Desk, answer: Answer, done: string): Outcome {
  if (answer.status < 300) return good(done);
  if (answer.status === 403) {
    return bad(`${desk.person.name} may not do this: the rights of this seat do not allow it.`);
  }
  if (answer.status === 404) return bad('It is not there any more. Nothing was changed.');
  const read = bodySchema.safeParse(answer.body ?? {});
  const body = read.success ? read.data : {};
  const found = (body['validation-errors'] ?? []).flatMap(({ errors }) =>
    errors.map(({ path, detail }) => `${path}: ${detail}`),
  );
  const said = [...found, ...Object.values(body.errors ?? {})].join(' ');
  return bad(`Nothing was changed. ${said === '' ? (body.detail ?? '') : said}`.trim());
}

const idsSchema = z.object({
  _embedded: z.record(z.string(), z.array(z.object({ id: z.int() }))),
});

/** The id of the one thing that was made. */
export function madeId(answer: Answer): number | null {
  const read = idsSchema.safeParse(answer.body);
  return read.success ? (Object.values(read.data._embedded)[0]?.[0]?.id ?? null) : null;
}
