import type { Account } from './model.ts';

/** How often the rows of an account have changed. */
const revisions = new WeakMap<Account, number>();

/** To be said after every change of a row: what was made of the rows is not good any more. */
export function rowsChanged(account: Account): void {
  revisions.set(account, (revisions.get(account) ?? 0) + 1);
}

/** Makes something of an account's rows once, and again when one of them has changed. */
export function untilChanged<Value>(
  make: (account: Account) => Value,
): (account: Account) => Value {
  const known = new WeakMap<Account, { readonly revision: number; readonly value: Value }>();
  return (account) => {
    const revision = revisions.get(account) ?? 0;
    const found = known.get(account);
    if (found?.revision === revision) return found.value;
    const value = make(account);
    known.set(account, { revision, value });
    return value;
  };
}
