import type { Change } from '../store/changes.ts';
import type { Account } from '../store/model.ts';

/** Which stage every lead left last, as far as it was seen. */
export interface StaleStages {
  of(account: Account, change: Change): number | undefined;
  remember(account: Account, change: Change): void;
}

export function createStaleStages(): StaleStages {
  const accounts = new WeakMap<Account, Map<number, number>>();
  return {
    of(account, change) {
      if (change.entity !== 'lead' || change.after === null) return undefined;
      return accounts.get(account)?.get(change.after.id);
    },
    remember(account, change) {
      if (change.entity !== 'lead' || change.before === null || change.after === null) return;
      if (change.before.statusId === change.after.statusId) return;
      const known = accounts.get(account) ?? new Map<number, number>();
      accounts.set(account, known.set(change.after.id, change.before.statusId));
    },
  };
}
