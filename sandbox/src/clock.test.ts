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

test('frozen it stands still, moves when told, and runs again when reset', () => {
  let machine = 1_000_000;
  const clock = createClock(0, () => machine);
  clock.freeze();
  machine += 60_000;
  expect([clock.now(), clock.frozenAt()]).toEqual([1000, 1000]);
  clock.advance(5);
  expect(clock.now()).toBe(1005);
  clock.set(2000);
  machine += 60_000;
  expect(clock.now()).toBe(2000);
  clock.freeze(50);
  expect(clock.now()).toBe(50);
  clock.reset();
  expect([clock.now(), clock.frozenAt()]).toEqual([1120, null]);
});

test('whoever listens hears of moves, not of passing time', () => {
  let machine = 0;
  const clock = createClock(0, () => machine);
  let moves = 0;
  clock.onMove(() => (moves += 1));
  machine += 5000;
  clock.now();
  expect(moves).toBe(0);
  clock.advance(1);
  clock.freeze();
  clock.set(9);
  clock.reset();
  expect(moves).toBe(4);
});
