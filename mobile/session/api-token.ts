import { z } from 'zod';
import type { ApiResult } from '@/api/failure';
import type { JwtReply } from './auth-api';

/** Renewed this long before its end, so that a slow request does not arrive with a dead one. */
const MARGIN = 30_000;

type Held = { jwt: string; freshUntil: number };

/**
 * The JWT for the API, in memory only. However many requests want one, one is fetched.
 *
 * @param fetchJwt asks the backend with the session
 * @param onNoSession told when the session itself is gone
 */
export function createApiToken(
  fetchJwt: () => Promise<JwtReply>,
  onNoSession: () => void,
  now: () => number = Date.now,
) {
  let held: Held | null = null;
  let flight: Promise<ApiResult<string>> | null = null;
  // A fetch that ends after a sign-out must not bring the old session's token back.
  let generation = 0;

  async function fetchOne(): Promise<ApiResult<string>> {
    const mine = generation;
    const reply = await fetchJwt();
    if (mine !== generation) return signedOut;
    switch (reply.kind) {
      case 'jwt':
        held = { jwt: reply.jwt, freshUntil: now() + lifetimeOf(reply.jwt) - MARGIN };
        return { ok: true, data: reply.jwt };
      case 'no_session':
        onNoSession();
        return signedOut;
      case 'failed':
        return { ok: false, failure: reply.failure };
    }
  }

  function fetchShared(): Promise<ApiResult<string>> {
    const shared = (flight ??= fetchOne().finally(() => {
      if (flight === shared) flight = null;
    }));
    return shared;
  }

  return {
    get: (): Promise<ApiResult<string>> =>
      held !== null && now() < held.freshUntil
        ? Promise.resolve({ ok: true, data: held.jwt })
        : fetchShared(),

    /** Another one than `refused`, which the API did not take. */
    renew(refused: string): Promise<ApiResult<string>> {
      if (held?.jwt === refused) held = null;
      return held === null ? fetchShared() : Promise.resolve({ ok: true, data: held.jwt });
    },

    forget(): void {
      generation += 1;
      held = null;
      flight = null;
    },
  };
}

const signedOut: ApiResult<string> = {
  ok: false,
  failure: {
    kind: 'unauthenticated',
    type: 'about:blank',
    title: 'Signed out',
    status: 401,
    detail: 'There is no session on this device',
  },
};

const claimsSchema = z.object({ iat: z.number(), exp: z.number() });

/**
 * Milliseconds, by the server's two stamps: this device's clock may be wrong. A token that cannot
 * be read is used once and not kept.
 */
function lifetimeOf(jwt: string): number {
  try {
    const payload = jwt.split('.')[1] ?? '';
    const text = atob(payload.replace(/-/g, '+').replace(/_/g, '/'));
    const { iat, exp } = claimsSchema.parse(JSON.parse(text));
    return (exp - iat) * 1000;
  } catch {
    return 0;
  }
}
