import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/use-format';
import { useBoardAccount } from './account-context';
import type { Column } from './arrange';
import type { Completeness } from './use-board';

/** Whether a count is all there is, or only what has come so far. */
export const isWhole = (completeness: Completeness): boolean => completeness === 'complete';

/** A stage's figures in words: `7`, `7+` while more may come, `37,9 млн AED` once all is here. */
export function useColumnWords() {
  const { t } = useTranslation('board');
  const format = useFormat();
  const { currency } = useBoardAccount();
  const sumOf = (sum: number) =>
    currency === null ? format.number(sum) : format.compactMoney(sum, currency);
  return (column: Column, completeness: Completeness) => {
    const whole = isWhole(completeness);
    const number = column.leads.length;
    const leads = whole
      ? t('leads', { count: number })
      : t('leadsSoFar', { number: format.number(number) });
    const sum = whole ? sumOf(column.sum) : t('stillLoading');
    return {
      count: whole ? format.number(number) : `${format.number(number)}+`,
      sum: whole ? sumOf(column.sum) : null,
      spoken: t('stageSpoken', { name: column.stage.name, leads, sum }),
    };
  };
}
