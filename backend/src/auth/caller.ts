import type { FastifyRequest } from 'fastify';

/** Who makes a request, once it is known. Role and block come from the database, every time. */
export interface Caller {
  userId: string;
  role: 'user' | 'admin';
}

/** `public`: anybody. `user`: whoever is signed in, and what a route is that says nothing. */
export type Access = 'public' | 'user' | 'admin';

/** Answers who sent a bearer token; throws an `ApiError` for a token it does not take. */
export type Identify = (token: string) => Promise<Caller>;

const callers = new WeakMap<FastifyRequest, Caller>();

export const setCaller = (request: FastifyRequest, caller: Caller) => callers.set(request, caller);

/** Only for routes that are not public: there the access hook has run before. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('A public route has no caller');
  return caller;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    readonly caller: Caller;
  }
}
