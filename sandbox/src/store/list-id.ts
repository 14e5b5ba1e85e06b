import type { Account } from './model.ts';

type Numbered = 'pipeline' | 'status' | 'description' | 'lossReason' | 'user' | 'role' | 'enum';

const highestGiven = new WeakMap<Account, Map<Numbered, number>>();

/**
 * An id for a new row of one of an account's lists: above every id the list has or had.
 * @param known - the ids that are in use now.
 */
export function newListId(account: Account, what: Numbered, known: Iterable<number>): number {
  const given = highestGiven.get(account) ?? new Map<Numbered, number>();
  highestGiven.set(account, given);
  let highest = given.get(what) ?? firstId;
  for (const id of known) highest = Math.max(highest, id);
  const id = highest + 2;
  given.set(what, id);
  return id;
}

/** Above 142 and 143, which no account gives away. */
const firstId = 1000;
