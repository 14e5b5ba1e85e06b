import type { FastifyReply } from 'fastify';

/** An answer before it is sent, so that handlers stay plain functions. */
export interface Answer {
  readonly status: number;
  readonly type: 'application/hal+json' | 'application/problem+json' | 'application/json';
  /** Undefined means no body at all, which amoCRM says with 204. */
  readonly body?: object;
}

export function ok(body: object): Answer {
  return { status: 200, type: 'application/hal+json', body };
}

/** amoCRM's word for "nothing here": an empty list, or no such id. */
export function nothing(): Answer {
  return { status: 204, type: 'application/hal+json' };
}

/** The error envelope of API v4. */
export function problem(status: number, title: string, detail: string): Answer {
  const body = { title, type: `https://httpstatus.es/${status}`, status, detail };
  return { status, type: 'application/problem+json', body };
}

/** A failure of the server's own, as https://developers.kommo.com/docs/http-codes prints it. */
export function failure(detail = 'Internal server error'): Answer {
  const answer = problem(500, 'ErrInternalServer', detail);
  return { ...answer, body: { ...answer.body, trace_id: '5a4db0c5000000000000000000000500' } };
}

export const unauthorized = problem(401, 'Unauthorized', 'Неверный логин или пароль');
export const forbidden = problem(403, 'Forbidden', 'Forbidden');
/** For a subdomain that no account has (or has any more, after a rename). */
export const noSuchAccount = problem(404, 'Not Found', 'Account not found');

export async function send(reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
  reply.code(answer.status);
  if (answer.body === undefined) return reply.send();
  return reply.type(answer.type).send(answer.body);
}
