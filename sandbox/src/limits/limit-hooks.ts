import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { decodeJwt, errors } from 'jose';
import type { SandboxContext } from '../context.ts';
import { problem, send } from '../http/answer.ts';
import { serverPage } from '../http/server-page.ts';
import type { Caller, LimitRules } from './limiter.ts';

/**
 * Holds callers to the limits: API calls on account hosts count. Token calls do not count (no page
 * says that they do), but a block shuts them out as well: nginx's 403 was seen there.
 */
export function limitHooks(app: FastifyInstance, context: SandboxContext): void {
  const { limiter } = context;
  app.addHook('onRequest', async (request, reply) => {
    if (!limiter.rules().isOn) return;
    const isApi = request.url.startsWith('/api/');
    if (!isApi && !request.url.startsWith('/oauth2/')) return;
    const who = callerOf(context, request);
    if (who === null) return;
    const isBlocked = limiter.isBlocked(who);
    const verdict = isBlocked ? 'blocked' : isApi ? limiter.count(who) : 'pass';
    switch (verdict) {
      case 'pass':
        return;
      case 'blocked':
        return sendPage(reply, 403, '403 Forbidden');
      case 'too_many':
        return sendTooMany(reply, limiter.rules());
    }
  });
}

function callerOf(context: SandboxContext, request: FastifyRequest): Caller | null {
  if (context.settings.vendor === 'kommo') {
    return { caller: request.ip, account: null, blocked: request.ip };
  }
  const account = context.accountFor(request.headers.host);
  if (account === undefined) return null;
  const id = String(account.id);
  const integration = integrationIn(request.headers.authorization);
  return { caller: `${integration} ${id}`, account: id, blocked: id };
}

/** Whom a token says it was given to. Not checked: a false one only counts for somebody else. */
function integrationIn(authorization: string | undefined): string {
  try {
    const { aud } = decodeJwt((authorization ?? '').replace(/^Bearer /i, ''));
    return String(aud);
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return 'nobody';
    throw cause;
  }
}

async function sendTooMany(reply: FastifyReply, rules: LimitRules): Promise<FastifyReply> {
  if (rules.format === 'html') return sendPage(reply, 429, '429 Too Many Requests');
  const answer = problem(429, 'Too Many Requests', 'Too Many Requests');
  return send(reply, { ...answer, body: { ...answer.body, retry_after: rules.retryAfter } });
}

async function sendPage(reply: FastifyReply, status: number, words: string): Promise<FastifyReply> {
  return reply.code(status).type('text/html').send(serverPage(words, words));
}
