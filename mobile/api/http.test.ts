import { paths } from '@foryou-crm/contract/paths';
import { appInfoSchema } from '@foryou-crm/contract/app';
import { retryAfterOf, readData, readFailure, send } from './http';
import { problem } from './testing/fake-backend';

const answer = (status: number, body: unknown, headers = {}) => ({
  status,
  body,
  headers: new Headers(headers),
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

test('a problem of the contract is read whole, with its Retry-After', () => {
  const { status, body } = problem('retry_later', { reason: 'crm_unreachable' });
  expect(readFailure(answer(status, body, { 'Retry-After': '7' }))).toMatchObject({
    kind: 'retry_later',
    reason: 'crm_unreachable',
    retryAfter: 7,
  });
});

test.each([
  [502, undefined, 'server_down'],
  [503, { kind: 'retry_later' }, 'server_down'],
  [404, undefined, 'unreadable'],
  [400, { kind: 'attempt_invalid', reason: 'made_up' }, 'unreadable'],
])('an answer %d that is no problem of ours is %s', (status, body, kind) => {
  expect(readFailure(answer(status, body))).toEqual({ kind });
});

test('a good answer that breaks the contract is unreadable, not trusted', () => {
  const read = readData(answer(200, { mode: 'demo' }), appInfoSchema);
  expect(read).toEqual({ ok: false, failure: { kind: 'unreadable' } });
});

test.each([
  ['12', 12],
  ['Mon, 23 Nov 2026 15:00:30 GMT', 30],
  ['999999', 3600],
  ['Mon, 23 Nov 2026 14:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
])('Retry-After "%s" is %s seconds', (header, seconds) => {
  const now = Date.parse('2026-11-23T15:00:00Z');
  expect(retryAfterOf(new Headers({ 'Retry-After': header }), now)).toBe(seconds);
});

test('a request nobody answers is given up at its deadline and told as no network', async () => {
  jest.useFakeTimers();
  process.env.EXPO_PUBLIC_API_URL = 'https://backend.test/';
  const fetching = jest.spyOn(globalThis, 'fetch').mockImplementation(
    (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  );
  const reply = send({ method: 'GET', path: paths.app, deadline: 1000 });
  await jest.advanceTimersByTimeAsync(1000);
  expect(await reply).toEqual({ answered: false, failure: { kind: 'no_network' } });
  expect(fetching.mock.calls[0]?.[0]).toBe('https://backend.test/api/app');
});

test('the caller’s own abort is a rejection, not a failure to show', async () => {
  process.env.EXPO_PUBLIC_API_URL = 'https://backend.test';
  jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('aborted'));
  const aborter = new AbortController();
  aborter.abort();
  await expect(send({ method: 'GET', path: paths.app, signal: aborter.signal })).rejects.toThrow();
});
