import { useConnectionStatus } from '@/components/amo-crm/use-connection';
import { useNow } from '@/components/amo-crm/use-now';
import { knownTimeZone } from '@/components/board/task-state';
import { useSession } from '@/session/SessionProvider';

/** What a lead needs to know of the account it is in. */
export type LeadAccount = {
  currency: string | null;
  /** A zone this device knows, or null for the device's own. */
  timeZone: string | null;
  /** The broker's own amoCRM user. */
  amoUserId: number | null;
  ownName: string | null;
  /** `oasiskey.amocrm.ru`; empty: not known yet. */
  domain: string;
  /** Milliseconds since 1970, moving once a minute. */
  now: number;
};

export function useLeadAccount(): LeadAccount {
  const { data } = useConnectionStatus();
  const { profile } = useSession();
  const now = useNow(60_000);
  return {
    currency: data?.currency ?? null,
    timeZone: knownTimeZone(data?.timeZone ?? null),
    amoUserId: data?.amoUserId ?? null,
    ownName: profile?.name ?? null,
    domain: data?.domain ?? '',
    now,
  };
}

/** A grant without the right to read users gives ids alone: then only the broker's own is known. */
export const nameOfUser = (
  user: { id: number; name: string | null },
  { amoUserId, ownName }: LeadAccount,
): string | null => user.name ?? (user.id === amoUserId ? ownName : null);
