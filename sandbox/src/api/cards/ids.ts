import type { Account, CardKind } from '../../store/model.ts';

/**
 * The id of the next card. Contacts and companies draw from one sequence, as amoCRM's seem to.
 * Ids are remembered, so that a card costs the same in a full account as in an empty one and the id
 * of a card that left without a trace is not given again.
 */
export function nextCardId(account: Account, kind: CardKind): number {
  const used = usedBy(account);
  const sequence = kind === 'leads' ? 'leads' : 'others';
  let id = used[sequence] + 1;
  // Somebody else may have put cards in since.
  while (sequence === 'leads' ? account.leads.has(id) : isTaken(account, id)) id += 1;
  used[sequence] = id;
  return id;
}

function isTaken(account: Account, id: number): boolean {
  return account.contacts.has(id) || account.companies.has(id);
}

interface Used {
  leads: number;
  others: number;
}

const usedByAccount = new WeakMap<Account, Used>();
const firstId = 1_000_000;

function usedBy(account: Account): Used {
  const known = usedByAccount.get(account);
  if (known !== undefined) return known;
  const used: Used = {
    leads: highest(account.leads),
    others: Math.max(highest(account.contacts), highest(account.companies)),
  };
  usedByAccount.set(account, used);
  return used;
}

function highest(rows: ReadonlyMap<number, unknown>): number {
  let id = firstId;
  for (const known of rows.keys()) id = Math.max(id, known);
  return id;
}
