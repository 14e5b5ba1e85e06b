import type { ApiFailure } from '@/api/failure';
import { CONNECTED, problem } from '@/api/testing/fake-backend';
import { problemSchema, type AttemptReason, type ErrorKind } from '@foryou-crm/contract/problem';
import type { ConnectAttempt } from '@/storage/connect-attempt';
import { readCallbackQuery } from './callback-link';
import { endsAttempt, startOf, step, type CallbackState } from './callback-machine';

const NOW = Date.parse('2026-11-23T09:20:00Z');
const attempt: ConnectAttempt = {
  state: 's'.repeat(43),
  verifier: 'v'.repeat(43),
  url: 'https://www.amocrm.ru/oauth',
  userId: 'olena',
  startedAt: '2026-11-23T09:18:00.000Z',
  expiresAt: '2026-11-23T09:38:00.000Z',
};
const linkWith = (query: string) => readCallbackQuery(query);
const good = linkWith(`code=abc&state=${attempt.state}&referer=oasiskey.amocrm.ru`);

const read = (
  query: string,
  held: ConnectAttempt | null = attempt,
  more: { userId?: string; now?: number } = {},
): CallbackState =>
  step(startOf(linkWith(query)), {
    type: 'attempt_read',
    attempt: held,
    userId: 'olena',
    now: NOW,
    ...more,
  });
const exchanging = step(startOf(good), {
  type: 'attempt_read',
  attempt,
  userId: 'olena',
  now: NOW,
});
const failWith = (failure: ApiFailure): CallbackState =>
  step(exchanging, { type: 'exchange_failed', failure, now: NOW });
const failureOfKind = (kind: ErrorKind, extra: object = {}): ApiFailure =>
  problemSchema.parse(problem(kind, extra).body);
const why = (state: CallbackState) => (state.name === 'failed' ? state.why : state.name);

const state = `state=${attempt.state}`;

test('a link of this device’s attempt goes on to the exchange with its code', () => {
  expect(exchanging).toMatchObject({ name: 'exchanging', code: 'abc', confirmed: false });
});

test.each([
  ['no state', 'code=test123', attempt, {}, 'state_missing'],
  ['a forged state', `code=abc&state=${'f'.repeat(43)}`, attempt, {}, 'state_unknown'],
  ['a state of another length', 'code=abc&state=s', attempt, {}, 'state_unknown'],
  ['another user’s attempt', `code=abc&${state}`, attempt, { userId: 'maksym' }, 'other_user'],
  ['an attempt that ran out', `code=abc&${state}`, attempt, { now: NOW + 18 * 60_000 }, 'expired'],
  ['Deny', `error=access_denied&${state}`, attempt, {}, 'denied'],
  ['no code', state, attempt, {}, 'code_missing'],
  ['a code with markup', `code=<script>&${state}`, attempt, {}, 'code_missing'],
] as const)('%s fails before anything is sent', (_name, query, held, more, expected) => {
  expect(why(read(query, held, more))).toBe(expected);
});

test('Deny with a forged state is a forged link, and ends no attempt', () => {
  const forged = read(`error=access_denied&state=${'f'.repeat(43)}`);
  expect(why(forged)).toBe('state_unknown');
  expect(endsAttempt(forged)).toBe(false);
});

test('the same link a second time, its attempt gone, asks the status and is done', () => {
  const asking = read(`code=abc&${state}`, null);
  expect(asking.name).toBe('asking');
  expect(step(asking, { type: 'connected', status: CONNECTED })).toEqual({
    name: 'done',
    account: { name: 'Oasis Key Realty', domain: 'oasiskey.amocrm.ru' },
  });
  expect(why(step(asking, { type: 'not_connected' }))).toBe('state_unknown');
});

test('a reload of the stripped page asks the status too', () => {
  const asking = step(startOf(null), { type: 'attempt_read', attempt, userId: 'olena', now: NOW });
  const failed = step(asking, { type: 'not_connected' });
  expect(why(failed)).toBe('interrupted');
  expect(endsAttempt(failed)).toBe(false);
});

test.each<[AttemptReason, string]>([
  ['unknown', 'state_unknown'],
  ['expired', 'expired'],
  ['other_user', 'other_user'],
  ['verifier_mismatch', 'verifier_mismatch'],
  ['code_rejected', 'code_rejected'],
  ['host_refused', 'host_refused'],
  ['denied', 'denied'],
])('the backend’s "%s" has an ending of its own and is over', (reason, expected) => {
  const failed = failWith(failureOfKind('attempt_invalid', { reason }));
  expect(why(failed)).toBe(expected);
  expect(endsAttempt(failed)).toBe(true);
});

test('"used" asks the status: the connection may be there all the same', () => {
  const asking = failWith(failureOfKind('attempt_invalid', { reason: 'used' }));
  expect(asking.name).toBe('asking');
  expect(why(step(asking, { type: 'not_connected' }))).toBe('code_used');
});

test.each<[ApiFailure, string]>([
  [{ kind: 'no_network' }, 'no_network'],
  [{ kind: 'server_down' }, 'server_down'],
  [{ kind: 'unreadable' }, 'unreadable'],
  [failureOfKind('internal'), 'server_down'],
  [failureOfKind('rate_limited'), 'rate_limited'],
  [failureOfKind('retry_later', { reason: 'crm_unreachable' }), 'retry_later'],
])('%j keeps the code, and trying again sends the same exchange', (failure, expected) => {
  const failed = failWith(failure);
  expect(why(failed)).toBe(expected);
  expect(endsAttempt(failed)).toBe(false);
  expect(step(failed, { type: 'retry', now: NOW })).toEqual(exchanging);
});

test('trying again after the code has run out sends nothing', () => {
  const failed = failWith({ kind: 'no_network' });
  expect(why(step(failed, { type: 'retry', now: NOW + 18 * 60_000 }))).toBe('expired');
});

test('Retry-After says when', () => {
  const failed = failWith({ ...failureOfKind('rate_limited'), retryAfter: 12 });
  expect(failed).toMatchObject({ retryAt: NOW + 12_000 });
});

test('another account than before is asked about, and sent again only on a yes', () => {
  const change = {
    from: { name: 'Oasis Key Realty', domain: 'oasiskey.amocrm.ru' },
    to: { name: 'Palm & Partners', domain: 'palm.amocrm.ru' },
  };
  const asked = failWith(failureOfKind('conflict', { accountChange: change }));
  expect(asked).toMatchObject({ name: 'confirm_change', change });
  expect(step(asked, { type: 'confirm' })).toMatchObject({ name: 'exchanging', confirmed: true });
});

test('a session that ended on the way waits for a sign-in with the link in hand', () => {
  const waiting = failWith(failureOfKind('unauthenticated'));
  expect(waiting).toEqual({ name: 'sign_in', link: good });
  expect(step(waiting, { type: 'signed_in' })).toEqual(startOf(good));
});

test('the link delivered again while it is worked on changes nothing; another one starts over', () => {
  const again = { ...good, delivery: good.delivery + 1 };
  expect(step(exchanging, { type: 'link', link: again })).toBe(exchanging);
  const other = linkWith(`code=abc&state=${'o'.repeat(43)}`);
  expect(step(exchanging, { type: 'link', link: other })).toEqual(startOf(other));
});

test('an event that does not fit the state changes nothing', () => {
  const done = step(exchanging, { type: 'connected', status: CONNECTED });
  for (const event of [
    { type: 'retry', now: NOW },
    { type: 'confirm' },
    { type: 'not_connected' },
    { type: 'signed_out' },
    { type: 'exchange_failed', failure: { kind: 'no_network' }, now: NOW },
  ] as const) {
    expect(step(done, event)).toBe(done);
  }
});
