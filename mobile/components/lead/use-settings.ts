import { useQuery } from '@tanstack/react-query';
import { getChoices } from '@/api/choices';
import { getFields } from '@/api/fields';
import { queryKeys } from '@/api/query-keys';

/** Settings of an account change seldom, and the live stream tells when. */
const STALE_AFTER = 10 * 60_000;

/** The users, loss reasons and task types of the account; undefined: not known yet. */
export const useChoices = () =>
  useQuery({
    queryKey: queryKeys.choices,
    queryFn: ({ signal }) => getChoices(signal),
    staleTime: STALE_AFTER,
  }).data;

/** The account's custom fields in their groups; undefined: not known yet. */
export const useFields = () =>
  useQuery({
    queryKey: queryKeys.fields,
    queryFn: ({ signal }) => getFields(signal),
    staleTime: STALE_AFTER,
  }).data;
