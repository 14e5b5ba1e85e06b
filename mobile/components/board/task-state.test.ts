import { knownTimeZone, taskState } from './task-state';

const now = new Date('2026-11-23T18:00:00Z');

test.each([
  [null, 'none'],
  ['2026-11-23T17:59:59Z', 'overdue'],
  ['2026-11-23T19:59:59Z', 'today'],
  ['2026-11-23T20:00:00Z', 'later'],
] as const)('a task due %s is %s in Dubai, where midnight is at 20:00 UTC', (at, state) => {
  expect(taskState(at === null ? null : new Date(at), now, 'Asia/Dubai')).toBe(state);
});

test('the same moment is another day in another zone', () => {
  expect(taskState(new Date('2026-11-23T20:00:00Z'), now, 'UTC')).toBe('today');
});

test('a zone this device does not know becomes its own', () => {
  expect(knownTimeZone('Asia/Dubai')).toBe('Asia/Dubai');
  expect(knownTimeZone('Mars/Olympus')).toBeNull();
  expect(knownTimeZone(null)).toBeNull();
});
