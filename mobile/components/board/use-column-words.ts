import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/use-format';
import { useBoardAccount } from './account-context';
import type { Column } from './arrange';

/** A stage's figures in words: `7`, `7+` while the account is being read, `37,9 млн AED` after that. */
export function useColumnWords() {
  const { t } = useTranslation('board');
  const format = useFormat();
  const { currency, whole } = useBoardAccount();
  const sumOf = (sum: number) =>
    currency === null ? format.number(sum) : format.compactMoney(sum, currency);
  return (column: Column) => {
    const number = format.number(column.count);
    const leads = whole ? t('leads', { count: column.count, number }) : t('leadsSoFar', { number });
    const sum = whole ? sumOf(column.sum) : t('stillLoading');
    return {
      count: whole ? number : `${number}+`,
      sum: whole ? sum : null,
      spoken: t('stageSpoken', { name: column.stage.name, leads, sum }),
    };
  };
}
