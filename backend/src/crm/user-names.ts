import { AmoError } from '@foryou-crm/amocrm';
import { LRUCache } from 'lru-cache';
import type { AccountApi } from '../amo-crm/account-api.ts';

type Names = ReadonlyMap<number, string>;

const keptMs = 5 * 60_000;
const pagesBound = 8;

/**
 * Names of an account's users, as far as amoCRM tells them: only an admin's grant may list users, so
 * for the others the map is empty. Kept a few minutes, for each account and the user who asked.
 */
export function createUserNames(): (account: AccountApi) => Promise<Names> {
  const kept = new LRUCache<string, Promise<Names>>({ max: 1_000, ttl: keptMs });
  return (account) => {
    const key = `${account.connectionId}:${account.accountId}:${account.amoUserId}`;
    const known = kept.get(key);
    if (known) return known;
    const asked = listNames(account);
    kept.set(key, asked);
    asked.catch(() => kept.delete(key));
    return asked;
  };
}

async function listNames({ api }: AccountApi): Promise<Names> {
  const names = new Map<number, string>();
  try {
    for (let page = 1; page <= pagesBound; page++) {
      const { items, next } = await api.users.list({ limit: 250, page });
      for (const { id, name } of items) names.set(id, name);
      if (next === null) break;
    }
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
  return names;
}

/** amoCRM shows this user less, which is not a failure. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof AmoError && error.code === 'forbidden';
