import { problemSchema, statusOfKind, type ErrorKind } from '@foryou-crm/contract/problem';
import type { z } from 'zod';

export type Answer = { status: number; body: unknown; headers?: Record<string, string> };

export type Call = {
  method: string;
  path: string;
  query: string;
  body: unknown;
  bearer: string | null;
  idempotencyKey: string | null;
};

/** Everything said is checked against the contract, so the fake cannot drift from it. */
export const say = <T extends z.ZodType>(schema: T, body: z.input<T>): Answer => ({
  status: 200,
  body: schema.parse(body),
});

export function problem(kind: ErrorKind, extra: object = {}, retryAfter?: number): Answer {
  const status = statusOfKind[kind];
  const body = { type: 'about:blank', title: kind, status, detail: kind, kind, ...extra };
  return {
    status,
    body: problemSchema.parse(body),
    ...(retryAfter !== undefined && { headers: { 'Retry-After': String(retryAfter) } }),
  };
}
