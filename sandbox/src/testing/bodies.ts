import { expect } from 'vitest';
import { z } from 'zod';
import type { Reply } from './client.ts';

const bodySchema = z.record(z.string(), z.unknown());
const errorsSchema = z.object({
  'validation-errors': z.array(
    z.object({
      request_id: z.string(),
      errors: z.array(z.object({ code: z.string(), path: z.string(), detail: z.string() })),
    }),
  ),
});

/** The body of a good answer. */
export function body(reply: Reply): Record<string, unknown> {
  expect([reply.status, reply.status === 200 ? '' : reply.text]).toEqual([200, '']);
  return bodySchema.parse(JSON.parse(reply.text));
}

/** What a refused write was refused for, as `request_id path code`. */
export function wrong(reply: Reply): string[] {
  expect([reply.status, reply.headers['content-type']]).toEqual([
    400,
    expect.stringContaining('application/problem+json'),
  ]);
  const { 'validation-errors': found } = errorsSchema.parse(JSON.parse(reply.text));
  return found.flatMap(({ request_id: id, errors }) =>
    errors.map(({ path, code }) => `${id} ${path} ${code}`),
  );
}
