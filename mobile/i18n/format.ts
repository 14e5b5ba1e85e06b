import { i18n } from './i18n';
import { localeOf, type Language } from './languages';

const NBSP = '\u00A0';
/** Literata has no narrow no-break space, and `Intl` groups Ukrainian and Russian digits with it. */
const wide = (text: string) => text.replace(/[\u202F\u2009]/g, NBSP);

const number = (value: number, language: Language, maximumFractionDigits = 0) =>
  wide(new Intl.NumberFormat(localeOf[language], { maximumFractionDigits }).format(value));

const withCurrency = (amount: string, currency: string, language: Language) =>
  language === 'en' ? `${currency}${NBSP}${amount}` : `${amount}${NBSP}${currency}`;

/** A whole number with its groups: `12 750` (uk, ru), `12,750` (en). */
export const formatNumber = (value: number, language: Language): string => number(value, language);

/** `amount`: whole units. `12 750 000 AED` (uk, ru), `AED 12,750,000` (en). */
export const formatMoney = (amount: number, currency: string, language: Language): string =>
  withCurrency(number(amount, language), currency, language);

export interface MoneyParts {
  amount: string;
  currency: string;
  /** Where the currency stands, for those who draw it smaller than the sum. */
  currencyFirst: boolean;
}

/** The two halves of a sum, for a price whose currency is drawn smaller. */
export const moneyParts = (amount: number, currency: string, language: Language): MoneyParts => ({
  amount: number(amount, language),
  currency,
  currencyFirst: language === 'en',
});

/** The sum of many: from a million with one digit after the point, `37,9 млн AED`. */
export function formatCompactMoney(amount: number, currency: string, language: Language): string {
  const size = Math.abs(amount);
  if (size < 999_950) return formatMoney(amount, currency, language);
  const t = i18n.getFixedT(language, 'common');
  const billions = size >= 999_950_000;
  const value = number(amount / (billions ? 1e9 : 1e6), language, 1);
  const short = t(billions ? 'format.billions' : 'format.millions', { value });
  return withCurrency(short.replace(/ /g, NBSP), currency, language);
}

/** How long ago, for data that is refreshed all day: `10 с тому`, `5 хв тому`, `3 год тому`. */
export function formatFreshness(at: Date, now: Date, language: Language): string {
  const t = i18n.getFixedT(language, 'common');
  const seconds = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 1000));
  const words = () => {
    if (seconds < 5) return t('format.justNow');
    if (seconds < 60) return t('format.secondsAgo', { value: seconds });
    if (seconds < 3600) return t('format.minutesAgo', { value: Math.floor(seconds / 60) });
    if (seconds < 86_400) return t('format.hoursAgo', { value: Math.floor(seconds / 3600) });
    return t('format.daysAgo', { count: Math.floor(seconds / 86_400) });
  };
  return keepNumbers(words());
}

/** A number stays with its noun at the end of a line. */
export const keepNumbers = (text: string): string => text.replace(/(\d) (?=\S)/g, `$1${NBSP}`);

interface Moment {
  at: Date;
  now: Date;
  /** IANA name of the account's zone; null: the zone of this device. */
  timeZone: string | null;
  language: Language;
}

const zones = new Map<string, { timeZone?: string }>();

/** The zone if this device knows it by that name, else its own: a name must not break a screen. */
function inZone(timeZone: string | null): { timeZone?: string } {
  if (timeZone === null) return {};
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const zone = isKnown(timeZone) ? { timeZone } : {};
  zones.set(timeZone, zone);
  return zone;
}

function isKnown(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** Days since 1970 of the calendar day it is there then. */
function dayNumber(at: Date, timeZone: string | null): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...inZone(timeZone),
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  return Math.round(Date.UTC(part('year'), part('month') - 1, part('day')) / 86_400_000);
}

const yearOf = (at: Date, timeZone: string | null): string =>
  new Intl.DateTimeFormat('en-US', { ...inZone(timeZone), year: 'numeric' }).format(at);

export const formatTime = (at: Date, timeZone: string | null, language: Language): string =>
  wide(
    new Intl.DateTimeFormat(localeOf[language], {
      ...inZone(timeZone),
      hour: 'numeric',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(at),
  ).replace(/^0(?=\d:)/, '');

/** @param date a calendar day, `2026-11-24`, which is the same weekday everywhere */
export const formatWeekday = (date: string, width: 'short' | 'long', language: Language): string =>
  new Intl.DateTimeFormat(localeOf[language], { weekday: width, timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );

/** Near in words, far in numbers, without the hour: `сьогодні`, `завтра`, `17 квітня`. */
export function formatDay({ at, now, timeZone, language }: Moment): string {
  const t = i18n.getFixedT(language, 'common');
  const away = dayNumber(at, timeZone) - dayNumber(now, timeZone);
  if (away === -1) return t('format.yesterday');
  if (away === 0) return t('format.today');
  if (away === 1) return t('format.tomorrow');
  const date = new Intl.DateTimeFormat(localeOf[language], {
    ...inZone(timeZone),
    day: 'numeric',
    month: 'long',
    ...(yearOf(at, timeZone) !== yearOf(now, timeZone) && { year: 'numeric' }),
  }).format(at);
  return keepNumbers(wide(date));
}

/** The day, with the hour where the day is near: `учора, 17:00`, `завтра, 11:00`, `17 квітня`. */
export function formatMoment(moment: Moment): string {
  const { at, now, timeZone, language } = moment;
  const day = formatDay(moment);
  if (Math.abs(dayNumber(at, timeZone) - dayNumber(now, timeZone)) > 1) return day;
  return `${day},${NBSP}${formatTime(at, timeZone, language)}`;
}

/** The day and the hour, however far: `12 квітня о 18:20`. */
export function formatMomentInFull(moment: Moment): string {
  const t = i18n.getFixedT(moment.language, 'common');
  return t('format.dayAt', {
    day: formatDay(moment),
    time: formatTime(moment.at, moment.timeZone, moment.language),
  });
}

/** Since when, for where there is hardly room: `з 14:05` today, `з учора`, `з 12.04`. */
export function formatSince(moment: Moment): string {
  const { at, timeZone, language } = moment;
  const t = i18n.getFixedT(language, 'common');
  const away = dayNumber(moment.now, timeZone) - dayNumber(at, timeZone);
  // "Tomorrow" is today by a clock that runs behind.
  if (away <= 0) return t('format.sinceTime', { time: formatTime(at, timeZone, language) });
  if (away === 1) return t('format.sinceYesterday');
  const day = new Intl.DateTimeFormat(localeOf[language], {
    ...inZone(timeZone),
    day: '2-digit',
    month: language === 'en' ? 'short' : '2-digit',
    ...(yearOf(at, timeZone) !== yearOf(moment.now, timeZone) && { year: 'numeric' }),
  }).format(at);
  return t('format.sinceDay', { day: keepNumbers(wide(day)) });
}

/** The first letter up, for a date or a state that opens a line. */
export const sentenceCase = (text: string, language: Language): string =>
  text.charAt(0).toLocaleUpperCase(localeOf[language]) + text.slice(1);
