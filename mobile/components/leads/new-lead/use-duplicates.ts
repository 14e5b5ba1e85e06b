import type { Duplicates, DuplicatesRequest } from '@foryou-crm/contract/duplicates';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { findDuplicates } from '@/api/leads';
import { queryKeys } from '@/api/query-keys';

/** So long, in milliseconds, a pause in typing lasts before it is asked. */
const PAUSE = 350;
const STALE_AFTER = 60_000;
const FEWEST_DIGITS = 7;

type Field = 'phone' | 'email';

/** What to ask for; null: too little has been typed to be somebody's. */
export function askableAs(field: Field, text: string): string | null {
  const typed = text.trim();
  if (field === 'email') return /^\S+@\S+\.\S{2,}$/.test(typed) ? typed.toLowerCase() : null;
  const digits = typed.replace(/\D/g, '');
  return digits.length >= FEWEST_DIGITS && typed.length <= 64 ? digits : null;
}

const question = (field: Field, value: string) => ({
  queryKey: queryKeys.duplicates(field, value),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    findDuplicates({ [field]: value } satisfies DuplicatesRequest, signal),
  staleTime: STALE_AFTER,
  retry: false,
});

/** Who already has this phone or email; undefined: nobody is known to. */
export function useDuplicates(field: Field, text: string): Duplicates | undefined {
  const value = useLater(askableAs(field, text));
  const { data } = useQuery({ ...question(field, value ?? ''), enabled: value !== null });
  return value !== null && data !== undefined && isAny(data) ? data : undefined;
}

/**
 * Asks now, before saving, where the answer is not there yet. Resolves with whether somebody is; an
 * answer that does not come keeps nobody from saving.
 */
export function useAskDuplicates() {
  const queries = useQueryClient();
  return useCallback(
    async (field: Field, text: string): Promise<boolean> => {
      const value = askableAs(field, text);
      if (value === null) return false;
      return queries.query(question(field, value)).then(isAny, () => false);
    },
    [queries],
  );
}

export const isAny = ({ contacts, leads, isHiddenThere }: Duplicates): boolean =>
  contacts.length > 0 || leads.length > 0 || isHiddenThere;

/** The value once it has stood still; at once where there is none. */
function useLater(value: string | null): string | null {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), value === null ? 0 : PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return value === null ? null : settled;
}
