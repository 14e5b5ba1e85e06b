import type { ParseKeys } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppInfo } from '@/api/app-info';

export type AmoCrmWord = ParseKeys<'amo-crm'>;
export type Words = (key: AmoCrmWord, values?: Record<string, string | number>) => string;

/** How the vendor of this deployment calls itself; words for people say `{{crm}}`. */
export function useCrmName(): string {
  return useAppInfo().data?.crm === 'kommo' ? 'Kommo' : 'amoCRM';
}

/** The words of `amo-crm.json` with the vendor's name filled in. */
export function useWords(): Words {
  const { t } = useTranslation('amo-crm');
  const crm = useCrmName();
  return useCallback((key, values) => t(key, { crm, ...values }), [t, crm]);
}
