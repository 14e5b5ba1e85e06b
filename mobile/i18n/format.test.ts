import {
  formatCompactMoney,
  formatDay,
  formatFreshness,
  formatMoment,
  formatMomentInFull,
  formatMoney,
  formatSince,
  formatTime,
  moneyParts,
  sentenceCase,
} from './format';
import type { Language } from './languages';

const NBSP = '\u00A0';
/** No-break spaces are written as `_` here, to be seen. */
const seen = (text: string) => text.replaceAll(NBSP, '_');

describe('money', () => {
  test.each<[Language, string]>([
    ['uk', '12_750_000_AED'],
    ['ru', '12_750_000_AED'],
    ['en', 'AED_12,750,000'],
  ])('in %s it is written %s', (language, text) => {
    expect(seen(formatMoney(12_750_000, 'AED', language))).toBe(text);
  });

  test('has no fraction, and zero and debts are sums too', () => {
    expect(seen(formatMoney(0, 'USD', 'uk'))).toBe('0_USD');
    expect(seen(formatMoney(-1500, 'AED', 'en'))).toBe('AED_-1,500');
  });

  test.each<[number, Language, string]>([
    [37_900_000, 'uk', '37,9_млн_AED'],
    [37_900_000, 'ru', '37,9_млн_AED'],
    [37_900_000, 'en', 'AED_37.9M'],
    [1_000_000, 'uk', '1_млн_AED'],
    [999_000, 'uk', '999_000_AED'],
    [999_960, 'uk', '1_млн_AED'],
    [999_960_000, 'uk', '1_млрд_AED'],
    [1_249_000_000, 'ru', '1,2_млрд_AED'],
    [2_000_000_000, 'en', 'AED_2B'],
  ])('the sum %d is short in %s: %s', (amount, language, text) => {
    expect(seen(formatCompactMoney(amount, 'AED', language))).toBe(text);
  });

  test('the narrow space that the serif lacks never comes out', () => {
    for (const language of ['uk', 'ru', 'en'] as const) {
      expect(formatMoney(12_750_000, 'AED', language)).not.toMatch(/[\u202F\u2009]/);
    }
  });

  test('a price can be drawn in two sizes', () => {
    expect(moneyParts(8_400_000, 'AED', 'uk')).toEqual({
      amount: `8${NBSP}400${NBSP}000`,
      currency: 'AED',
      currencyFirst: false,
    });
    expect(moneyParts(8_400_000, 'AED', 'en').currencyFirst).toBe(true);
  });
});

describe('freshness', () => {
  const now = new Date('2026-04-14T12:00:00Z');
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  test.each<[number, Language, string]>([
    [2, 'uk', 'щойно'],
    [10, 'uk', '10_с тому'],
    [10, 'ru', '10_с назад'],
    [10, 'en', '10_s ago'],
    [59, 'uk', '59_с тому'],
    [60, 'uk', '1_хв тому'],
    [3 * 3600, 'uk', '3_год тому'],
    [86_400, 'uk', '1_день тому'],
    [3 * 86_400, 'uk', '3_дні тому'],
    [11 * 86_400, 'uk', '11_днів тому'],
    [21 * 86_400, 'ru', '21_день назад'],
    [86_400, 'en', '1_day ago'],
  ])('%d seconds in %s: %s', (seconds, language, text) => {
    expect(seen(formatFreshness(ago(seconds), now, language))).toBe(text);
  });

  test('a clock that runs ahead says just now', () => {
    expect(formatFreshness(ago(-30), now, 'uk')).toBe('щойно');
  });
});

describe('dates', () => {
  const now = new Date('2026-04-14T12:00:00Z');
  const moment = (at: string, language: Language = 'uk', timeZone = 'Asia/Dubai') => ({
    at: new Date(at),
    now,
    timeZone,
    language,
  });

  test.each<[string, string]>([
    ['2026-04-13T13:00:00Z', 'учора,_17:00'],
    ['2026-04-14T12:30:00Z', 'сьогодні,_16:30'],
    ['2026-04-15T07:00:00Z', 'завтра,_11:00'],
    ['2026-04-14T05:04:00Z', 'сьогодні,_9:04'],
    ['2026-04-17T07:00:00Z', '17_квітня'],
    ['2025-12-31T07:00:00Z', '31_грудня 2025_р.'],
  ])('%s is %s in the zone of the account', (at, text) => {
    expect(seen(formatMoment(moment(at)))).toBe(text);
  });

  test('the day turns where the account is, not where the phone is', () => {
    const late = '2026-04-14T21:30:00Z';
    expect(formatDay(moment(late))).toBe('завтра');
    expect(formatDay(moment(late, 'uk', 'UTC'))).toBe('сьогодні');
  });

  test('midnight is 0:00, not 24:00', () => {
    expect(formatTime(new Date('2026-04-14T20:00:00Z'), 'Asia/Dubai', 'uk')).toBe('0:00');
    expect(formatTime(new Date('2026-04-14T20:00:00Z'), 'Asia/Dubai', 'en')).toBe('0:00');
  });

  test.each<[Language, string]>([
    ['uk', '12_квітня о 18:20'],
    ['ru', '12_апреля в 18:20'],
    ['en', '12_April at 18:20'],
  ])('in full in %s: %s', (language, text) => {
    const at = '2026-04-12T14:20:00Z';
    expect(seen(formatMomentInFull(moment(at, language)))).toBe(text);
  });

  test.each<[string, Language, string]>([
    ['2026-04-14T10:05:00Z', 'uk', 'з 14:05'],
    ['2026-04-14T10:05:00Z', 'ru', 'с 14:05'],
    ['2026-04-14T10:05:00Z', 'en', '14:05'],
    ['2026-04-13T10:05:00Z', 'uk', 'з учора'],
    ['2026-04-13T10:05:00Z', 'ru', 'со вчера'],
    ['2026-04-02T10:05:00Z', 'uk', 'з 02.04'],
    ['2025-12-31T10:05:00Z', 'ru', 'с 31.12.2025'],
    ['2026-03-22T10:05:00Z', 'en', '22_Mar'],
    ['2026-04-14T20:30:00Z', 'uk', 'з 0:30'],
  ])('since %s in %s: %s, also with a clock that runs behind', (at, language, text) => {
    expect(seen(formatSince(moment(at, language)))).toBe(text);
  });

  test('a zone this device does not know by that name becomes its own', () => {
    const at = new Date('2026-04-14T10:05:00Z');
    expect(formatTime(at, 'Mars/Olympus', 'uk')).toBe(formatTime(at, null, 'uk'));
  });

  test('a date may open a line', () => {
    expect(sentenceCase('учора, 17:00', 'uk')).toBe('Учора, 17:00');
  });
});
