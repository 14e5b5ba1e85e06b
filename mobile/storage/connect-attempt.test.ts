import { olena } from '@/api/testing/seed';
import {
  AttemptNotKept,
  dropAttempt,
  isOpen,
  keepAttempt,
  readAttempt,
  type ConnectAttempt,
} from './connect-attempt';

/** A keychain in memory that can be told to fail, and that remembers the order of what was asked. */
const mockKeychain = { kept: new Map<string, string>(), log: [] as string[], failing: '' };
jest.mock('./secure', () => {
  const act = <T>(what: string, work: () => T): Promise<T> => {
    mockKeychain.log.push(what);
    return mockKeychain.failing === what
      ? Promise.reject(new Error('keychain'))
      : Promise.resolve(work());
  };
  return {
    secureGet: (key: string) => act('get', () => mockKeychain.kept.get(key) ?? null),
    secureSet: (key: string, value: string) =>
      act('set', () => void mockKeychain.kept.set(key, value)),
    secureRemove: (key: string) => act('remove', () => void mockKeychain.kept.delete(key)),
  };
});

const attempt: ConnectAttempt = {
  state: 's'.repeat(43),
  verifier: 'v'.repeat(43),
  url: 'https://www.amocrm.ru/oauth?state=s',
  userId: olena.profile.id,
  startedAt: '2026-11-23T09:18:00.000Z',
  expiresAt: '2026-11-23T09:38:00.000Z',
};

beforeEach(() => {
  mockKeychain.kept.clear();
  mockKeychain.log = [];
  mockKeychain.failing = '';
});

test('an attempt is written by one write and read back whole', async () => {
  await keepAttempt(attempt);
  expect(mockKeychain.log).toEqual(['set']);
  expect(await readAttempt()).toEqual(attempt);
});

test('a keychain that refuses the write rejects, so that no browser opens', async () => {
  mockKeychain.failing = 'set';
  await expect(keepAttempt(attempt)).rejects.toBeInstanceOf(AttemptNotKept);
  expect(await readAttempt()).toBeNull();
});

test('a refused write leaves the older attempt whole', async () => {
  await keepAttempt(attempt);
  mockKeychain.failing = 'set';
  await expect(keepAttempt({ ...attempt, state: 't'.repeat(43) })).rejects.toThrow();
  expect(await readAttempt()).toEqual(attempt);
});

test('a keychain that cannot be read holds no attempt', async () => {
  await keepAttempt(attempt);
  mockKeychain.failing = 'get';
  expect(await readAttempt()).toBeNull();
});

test.each(['not json', '{}', JSON.stringify({ ...attempt, state: 'short' })])(
  'a value that is not an attempt counts as none and is removed: %s',
  async (text) => {
    mockKeychain.kept.set('amo-crm.attempt', text);
    expect(await readAttempt()).toBeNull();
    expect(mockKeychain.kept.size).toBe(0);
  },
);

test('the late end of an older attempt does not take a newer one away', async () => {
  await keepAttempt(attempt);
  await dropAttempt('t'.repeat(43));
  expect(await readAttempt()).toEqual(attempt);
  await dropAttempt(attempt.state);
  expect(await readAttempt()).toBeNull();
});

test('a removal that fails does not reject: the attempt expires by itself', async () => {
  await keepAttempt(attempt);
  mockKeychain.failing = 'remove';
  await expect(dropAttempt()).resolves.toBeUndefined();
  expect(isOpen(attempt, attempt.userId, Date.parse(attempt.expiresAt))).toBe(false);
});

test('an attempt is open for the user who began it, until it expires', () => {
  const before = Date.parse(attempt.expiresAt) - 1;
  expect(isOpen(attempt, attempt.userId, before)).toBe(true);
  expect(isOpen(attempt, 'someone else', before)).toBe(false);
});
