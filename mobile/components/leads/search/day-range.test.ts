import { addDays, dayOf, endOfDay, isDay, startOfDay } from './day-range';

test.each<[string, string, string]>([
  ['Asia/Dubai', '2026-04-13T20:00:00.000Z', '2026-04-14T19:59:59.000Z'],
  ['UTC', '2026-04-14T00:00:00.000Z', '2026-04-14T23:59:59.000Z'],
  ['America/New_York', '2026-04-14T04:00:00.000Z', '2026-04-15T03:59:59.000Z'],
])('a day begins and ends where the account is: %s', (zone, start, end) => {
  expect(startOfDay('2026-04-14', zone)).toBe(start);
  expect(endOfDay('2026-04-14', zone)).toBe(end);
});

test('a day on which the clock is put forward is an hour shorter', () => {
  expect(startOfDay('2026-03-29', 'Europe/Kyiv')).toBe('2026-03-28T22:00:00.000Z');
  expect(endOfDay('2026-03-29', 'Europe/Kyiv')).toBe('2026-03-29T20:59:59.000Z');
});

test('late in the evening in UTC it is already the next day in Dubai', () => {
  const at = Date.parse('2026-04-14T21:30:00Z');
  expect(dayOf(at, 'Asia/Dubai')).toBe('2026-04-15');
  expect(dayOf(at, 'UTC')).toBe('2026-04-14');
});

test('days are counted over the end of a year', () => {
  expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
  expect(addDays('2026-01-03', -6)).toBe('2025-12-28');
});

test.each(['2026-02-30', '2026-13-01', '14.04.2026', '1969-05-01', ''])('%p is no day', (text) => {
  expect(isDay(text)).toBe(false);
});
