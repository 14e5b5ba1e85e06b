import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerOf, setCaller, type Identify } from '../auth/caller.ts';
import { apiError } from './problem.ts';

/**
 * The one door. A route says `config: { access: 'public' | 'user' | 'admin' }`, and one that says
 * nothing asks for a user. Everybody proves who they are by `Authorization: Bearer`, and nothing
 * else: a cookie opens no API route, so no other site can ride on one.
 */
export function registerAccess(app: FastifyInstance, identify: Identify): void {
  app.decorateRequest('caller', {
    getter(this: FastifyRequest) {
      return callerOf(this);
    },
  });
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access ?? 'user';
    if (request.is404 || access === 'public') return;
    const caller = await identify(bearerToken(request));
    if (access === 'admin' && caller.role !== 'admin') {
      throw apiError.forbidden('Only administrators may do this.');
    }
    setCaller(request, caller);
  });
}

/** Longer than any JWT that is meant for us; hashing and parsing a megabyte helps nobody. */
const LONGEST_TOKEN = 8_192;

function bearerToken(request: FastifyRequest): string {
  const [, token] =
    /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined || token.length > LONGEST_TOKEN) {
    throw apiError.unauthenticated('Send Authorization: Bearer with a token of the sign-in.');
  }
  return token;
}
