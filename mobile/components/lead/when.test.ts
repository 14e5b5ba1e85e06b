import { fromInputText, inputText, instantOf, quickTime, wallTime } from './when';

const DUBAI = 'Asia/Dubai';
const KYIV = 'Europe/Kyiv';

test('tomorrow at ten is tomorrow at ten in the account’s zone, not in the phone’s', () => {
  const late = new Date('2026-11-24T21:30:00Z');
  expect(quickTime('tomorrow', late, DUBAI).toISOString()).toBe('2026-11-26T06:00:00.000Z');
  expect(quickTime('tomorrow', late, KYIV).toISOString()).toBe('2026-11-25T08:00:00.000Z');
});

test('an hour on is rounded up to five minutes, never less than an hour', () => {
  const now = new Date('2026-11-24T09:01:20Z');
  expect(quickTime('hour', now, DUBAI).toISOString()).toBe('2026-11-24T10:05:00.000Z');
});

test('three days on keeps its hour over a clock change', () => {
  const before = new Date('2026-10-23T12:00:00Z');
  const then = quickTime('threeDays', before, KYIV);
  expect(wallTime(then, KYIV)).toMatchObject({ day: 26, hour: 10, minute: 0 });
});

test('a time in the gap of a clock change is the time after it', () => {
  const gap = instantOf({ year: 2026, month: 3, day: 29, hour: 3, minute: 30 }, KYIV);
  expect([0, 4]).toContain(wallTime(gap, KYIV).hour % 4);
});

test.each([DUBAI, KYIV, 'Asia/Kathmandu', null])(
  'what an input shows in %p is read back as the same instant',
  (zone) => {
    for (const text of ['2026-11-24T00:00', '2027-02-28T23:45', '2026-07-01T12:30']) {
      const at = fromInputText(text, zone);
      expect(at && inputText(at, zone)).toBe(text);
    }
  },
);

test.each(['', 'tomorrow', '2026-11-24'])('%p names no time', (text) => {
  expect(fromInputText(text, DUBAI)).toBeNull();
});
