import { expect, test } from 'vitest';
import { createClock, startOfDay } from './clock.ts';

test('runs with the machine, moves when told, and comes back', () => {
  let machine = 1_000_000;
  const clock = createClock(0, () => machine);
  expect(clock.now()).toBe(1000);
  clock.advance(500);
  machine += 2000;
  expect(clock.now()).toBe(1502);
  clock.set(9000);
  machine += 1000;
  expect(clock.now()).toBe(9001);
  clock.reset();
  expect(clock.now()).toBe(1003);
});

test('a day in Dubai begins at 20:00 UTC of the day before', () => {
  const at = Date.UTC(2026, 3, 14, 21, 30) / 1000;
  expect(startOfDay(at, 4 * 3600)).toBe(Date.UTC(2026, 3, 14, 20) / 1000);
});
