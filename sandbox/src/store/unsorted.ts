import { createHash } from 'node:crypto';
import type { Account, Unsorted } from './model.ts';

/** What an incoming lead is made of, once its cards are there. */
export type NewUnsorted = Omit<Unsorted, 'uid' | 'state' | 'sortedAt'>;

/**
 * The row behind an incoming lead: its lead stands in the incoming stage, and the contacts and the
 * company that were made with it are held back until somebody accepts it. Cards that were there
 * before are linked to the lead and not named here.
 */
export function makeUnsorted(account: Account, given: NewUnsorted): Unsorted {
  const seed = [account.id, given.leadId, given.category].join('/');
  const uid = createHash('sha256').update(seed).digest('hex').slice(0, 60);
  return { ...given, uid, state: 'waiting', sortedAt: null };
}

/** Nobody has sorted it, and its lead did not go into the trash by another way. */
export function isWaiting(account: Account, { state, leadId }: Unsorted): boolean {
  return state === 'waiting' && account.leads.get(leadId)?.isDeleted === false;
}

/**
 * The contacts and companies that are held back, and so in no list. A lead never is: it shows in its
 * stage. The ids of the two kinds are of one sequence.
 */
export function heldBack(account: Account): ReadonlySet<number> {
  const ids = new Set<number>();
  for (const { state, contactIds, companyId } of account.unsorted.values()) {
    if (state !== 'waiting') continue;
    for (const id of contactIds) ids.add(id);
    if (companyId !== null) ids.add(companyId);
  }
  return ids;
}
