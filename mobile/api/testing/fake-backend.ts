import { createHash } from 'node:crypto';
import {
  authUrlRequestSchema,
  authUrlSchema,
  connectionStatusSchema,
  exchangeCodeRequestSchema,
  noConnection,
  pipelineSchema,
  type ConnectionStatus,
} from '@foryou-crm/contract/amo-crm';
import { apiTokenSchema, appInfoSchema, callerProfileSchema } from '@foryou-crm/contract/app';
import { dataOf, listOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import type { ReconnectReason, TroubleReason } from '@foryou-crm/contract/problem';
import { problem, say, type Answer, type Call } from './answers';
import { fakeCrm } from './fake-crm';
import { fakeDesk } from './fake-desk';
import type { FakeLead } from './fake-lead';
import { olena, pipelines, type Person } from './seed';

type Attempt = { challenge: string; userId: string; used: boolean; expiresAt: number };

export const CONNECTED: ConnectionStatus = {
  ...noConnection,
  connected: true,
  hasTokens: true,
  domain: 'oasiskey.amocrm.ru',
  accountId: '31',
  accountName: 'Oasis Key Realty',
  state: 'connected',
  connectedAt: '2026-11-03T09:00:00Z',
  currency: 'AED',
  timeZone: 'Asia/Dubai',
  amoUserId: 7,
};

export const IN_TROUBLE = {
  reason: 'subscription_ended',
  since: '2026-04-12T14:20:00Z',
} as const satisfies ConnectionStatus['trouble'];

export { problem };

/** Our backend in this process, at the fetch boundary: sessions, attempts, one account. */
export function fakeBackend() {
  const sessions = new Map<string, Person>();
  const jwts = new Map<string, Person>();
  const attempts = new Map<string, Attempt>();
  const calls: Call[] = [];
  let count = 0;
  let refusal: Answer | null = null;

  const fake = {
    calls,
    crm: fakeCrm(),
    sessions,
    attempts,
    /** Search, duplicates, new and incoming leads. */
    desk: fakeDesk(),
    /** One lead with all that hangs on it, for who sets it; else leads are those of the board. */
    lead: null as FakeLead | null,
    status: noConnection,
    /** Nothing gets through. */
    offline: false,
    /** Takes an answer for one path, once. */
    next: new Map<string, Answer>(),
    /** The same until it is deleted. */
    always: new Map<string, Answer>(),
    callsTo: (path: string) => calls.filter((call) => call.path === path),
    /** Opens a session as a sign-in before this start would have. */
    openSession(person: Person = olena): string {
      const token = `session-${person.profile.id}`;
      sessions.set(token, person);
      return token;
    },
    /** The JWTs given so far stop being taken. */
    dropJwts: () => jwts.clear(),
    connect: () => {
      fake.status = CONNECTED;
      refusal = null;
    },
    /** Every question about the account is answered so, instead of with leads. */
    refuse: (answer: Answer) => {
      refusal = answer;
    },
    /** Connected, and for now of no use: so says the status, and every question about the account. */
    trouble: (reason: TroubleReason, since: string = IN_TROUBLE.since) => {
      fake.status = { ...CONNECTED, trouble: { reason, since } };
      refusal = problem('retry_later', { reason });
    },
    /** The connection has ended. */
    end: (reason: ReconnectReason, reconnectRequiredAt: string | null = IN_TROUBLE.since) => {
      const state = 'reconnect_required';
      fake.status = { ...CONNECTED, connected: false, state, reason, reconnectRequiredAt };
      refusal = problem('reconnect_required', { reason });
    },
    fetch: (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      const url = new URL(input instanceof Request ? input.url : input);
      const authorization = new Headers(init.headers).get('Authorization');
      const call = {
        method: init.method ?? 'GET',
        path: url.pathname,
        query: url.search,
        body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
        bearer: authorization?.replace('Bearer ', '') ?? null,
        idempotencyKey: new Headers(init.headers).get('Idempotency-Key'),
      };
      calls.push(call);
      if (fake.offline) return Promise.reject(new TypeError('Network request failed'));
      const planned = fake.next.get(url.pathname) ?? fake.always.get(url.pathname);
      fake.next.delete(url.pathname);
      const follows = planned === undefined && call.path === paths.events && isLetIn(call);
      if (follows) {
        const lastEventId = new Headers(init.headers).get('Last-Event-ID');
        return Promise.resolve(fake.crm.stream(lastEventId, init.signal));
      }
      const { status, body, headers } = planned ?? answer(call, url);
      return Promise.resolve(
        new Response(JSON.stringify(body), { status, ...(headers && { headers }) }),
      );
    },
  };

  const isLetIn = ({ bearer }: Call) =>
    jwts.has(bearer ?? '') && fake.status.connected && refusal === null;

  function answer(call: Call, url: URL): Answer {
    if (call.path === paths.app) {
      return say(dataOf(appInfoSchema), {
        data: { mode: 'development', signIn: 'password', crm: 'amocrm', demo: null },
      });
    }
    if (call.path.startsWith('/api/auth/')) return auth(call);
    const caller = jwts.get(call.bearer ?? '');
    if (caller === undefined) return problem('unauthenticated');
    switch (call.path) {
      case paths.me:
        return say(dataOf(callerProfileSchema), { data: caller.profile });
      case paths.amoCrm.status:
        return say(dataOf(connectionStatusSchema), { data: fake.status });
      case paths.amoCrm.authUrl:
        return begin(call, caller);
      case paths.amoCrm.exchangeCode:
        return exchange(call, caller);
      case paths.amoCrm.disconnect:
        fake.status = noConnection;
        return say(dataOf(connectionStatusSchema), { data: fake.status });
    }
    if (refusal !== null) return refusal;
    if (!fake.status.connected) return problem('not_connected');
    if (call.path === paths.amoCrm.pipelines) {
      return say(listOf(pipelineSchema), { data: pipelines, count: pipelines.length });
    }
    return (
      fake.lead?.answer(call) ??
      fake.desk.answer(call, url) ??
      fake.crm.answer(call.method, url, call.body) ??
      problem('not_found')
    );
  }

  function auth(call: Call): Answer {
    const person = sessions.get(call.bearer ?? '');
    if (call.path === paths.auth.token) {
      if (person === undefined) return { status: 401, body: {} };
      count += 1;
      const claims = Buffer.from(JSON.stringify({ iat: 0, exp: 300, n: count }));
      const token = `h.${claims.toString('base64url')}.s`;
      jwts.set(token, person);
      return say(apiTokenSchema, { token });
    }
    if (call.path === paths.auth.signIn) {
      const given = call.body as { email?: string; password?: string };
      if (given.password !== 'right' || given.email !== olena.profile.email) {
        return { status: 401, body: { code: 'INVALID_EMAIL_OR_PASSWORD' } };
      }
      const token = fake.openSession();
      return { status: 200, body: {}, headers: { 'set-auth-token': token } };
    }
    sessions.delete(call.bearer ?? '');
    return { status: 200, body: { success: true } };
  }

  function begin(call: Call, { profile }: Person): Answer {
    const { challenge } = authUrlRequestSchema.parse(call.body);
    const state = createHash('sha256').update(String(attempts.size)).digest('base64url');
    const expiresAt = Date.now() + 20 * 60_000;
    attempts.set(state, { challenge, userId: profile.id, used: false, expiresAt });
    return say(dataOf(authUrlSchema), {
      data: {
        url: `https://www.amocrm.ru/oauth?client_id=demo&state=${state}&mode=post_message`,
        state,
        expiresAt: new Date(expiresAt).toISOString(),
      },
    });
  }

  function exchange(call: Call, { profile }: Person): Answer {
    const given = exchangeCodeRequestSchema.parse(call.body);
    const attempt = attempts.get(given.state);
    const refuse = (reason: string) => problem('attempt_invalid', { reason });
    if (attempt === undefined) return refuse('unknown');
    if (attempt.userId !== profile.id) return refuse('other_user');
    if (attempt.expiresAt <= Date.now()) return refuse('expired');
    const proof = createHash('sha256').update(given.verifier).digest('base64url');
    if (proof !== attempt.challenge) return refuse('verifier_mismatch');
    if (attempt.used) return refuse('used');
    attempt.used = true;
    fake.status = CONNECTED;
    return say(dataOf(connectionStatusSchema), { data: fake.status });
  }

  return fake;
}

export type FakeBackend = ReturnType<typeof fakeBackend>;
