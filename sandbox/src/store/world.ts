import type { Account, User } from './model.ts';

/** Every account of this amoCRM. One object for the life of a server; `reset` fills it anew. */
export interface World {
  accounts(): readonly Account[];
  accountById(id: number): Account | undefined;
  accountAt(subdomain: string): Account | undefined;
  reset(): void;
}

/**
 * @param seed - makes the accounts; called at every reset.
 * @param kept - what an earlier run has left; seeded without it.
 */
export function createWorld(seed: () => Account[], kept: Account[] | null = null): World {
  let accounts = kept ?? seed();
  return {
    accounts: () => accounts,
    accountById: (id) => accounts.find((account) => account.id === id),
    accountAt: (subdomain) => accounts.find((account) => account.subdomain === subdomain),
    reset: () => {
      accounts = seed();
    },
  };
}

export function userOf(account: Account, id: number): User | undefined {
  return account.users.find((user) => user.id === id);
}

/** The first free id of a collection, above every id in it. */
export function nextId(rows: ReadonlyMap<number, unknown>, floor = 0): number {
  let highest = floor;
  for (const id of rows.keys()) highest = Math.max(highest, id);
  return highest + 1;
}
