import type { Account, Webhook } from '../store/model.ts';
import type { FormTree } from './form.ts';
import type { Hook } from './hook.ts';

/** Gathers what happens in one turn of the event loop, such as one request, into one hook a kind. */
export interface Batches {
  add(account: Account, webhook: Webhook, hook: Hook): void;
  flush(): void;
  clear(): void;
}

interface Batch {
  readonly account: Account;
  readonly webhook: Webhook;
  readonly hook: Hook;
  readonly items: FormTree[];
}

export function createBatches(
  send: (account: Account, webhook: Webhook, hook: Hook, items: readonly FormTree[]) => void,
): Batches {
  const batches = new Map<string, Batch>();

  function flush(): void {
    const all = [...batches.values()];
    batches.clear();
    for (const { account, webhook, hook, items } of all) send(account, webhook, hook, items);
  }

  return {
    add(account, webhook, hook) {
      const key = [account.id, webhook.id, hook.code, hook.action].join('/');
      const batch = batches.get(key);
      if (batch !== undefined) {
        batch.items.push(hook.item);
        return;
      }
      batches.set(key, { account, webhook, hook, items: [hook.item] });
      if (batches.size === 1) setImmediate(flush);
    },
    flush,
    clear: () => {
      batches.clear();
    },
  };
}
