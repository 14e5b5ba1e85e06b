import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/use-format';
import type { ValueWords } from './field-value';
import type { LeadAccount } from './use-account';

/** The words and formats that values of custom fields are shown in. */
export function useValueWords({ currency, timeZone, now }: LeadAccount): ValueWords {
  const { t } = useTranslation('lead');
  const format = useFormat();
  return useMemo(() => {
    const today = new Date(now);
    return {
      yes: t('fields.yes'),
      no: t('fields.no'),
      number: format.number,
      money: (value) => (currency === null ? format.number(value) : format.money(value, currency)),
      date: (at) => format.sentenceCase(format.day(at, today, timeZone)),
      dateTime: (at) => format.sentenceCase(format.momentInFull(at, today, timeZone)),
    };
  }, [t, format, currency, timeZone, now]);
}
