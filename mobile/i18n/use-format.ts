import { useMemo } from 'react';
import {
  formatCompactMoney,
  formatDay,
  formatFreshness,
  formatMoment,
  formatMomentInFull,
  formatMoney,
  formatNumber,
  formatSince,
  formatTime,
  formatWeekday,
  moneyParts,
  sentenceCase,
} from './format';
import { useLanguage } from './use-language';

/** The formatters of `format.ts`, in the language of the app. */
export function useFormat() {
  const { language } = useLanguage();
  return useMemo(
    () => ({
      number: (value: number) => formatNumber(value, language),
      money: (amount: number, currency: string) => formatMoney(amount, currency, language),
      moneyParts: (amount: number, currency: string) => moneyParts(amount, currency, language),
      compactMoney: (amount: number, currency: string) =>
        formatCompactMoney(amount, currency, language),
      freshness: (at: Date, now: Date) => formatFreshness(at, now, language),
      time: (at: Date, timeZone: string | null) => formatTime(at, timeZone, language),
      day: (at: Date, now: Date, timeZone: string | null) =>
        formatDay({ at, now, timeZone, language }),
      moment: (at: Date, now: Date, timeZone: string | null) =>
        formatMoment({ at, now, timeZone, language }),
      momentInFull: (at: Date, now: Date, timeZone: string | null) =>
        formatMomentInFull({ at, now, timeZone, language }),
      weekday: (date: string, width: 'short' | 'long') => formatWeekday(date, width, language),
      since: (at: Date, now: Date, timeZone: string | null) =>
        formatSince({ at, now, timeZone, language }),
      sentenceCase: (text: string) => sentenceCase(text, language),
    }),
    [language],
  );
}
