import type { ReconnectReason } from '@foryou-crm/contract/problem';
import type { AmoCrmTokenRow } from '../database/schema.ts';
import { ApiError } from '../http/problem.ts';
import type { Log } from '../log.ts';
import type { AccountApi } from './account-api.ts';
import type { TokenRows } from './vault/token-rows.ts';

/** After this many connections that could not be asked, amoCRM is down and the rest waits. */
const silenceBound = 3;

export interface Endings {
  /** Asks amoCRM about each connection; the vault marks those that are over. */
  check(known: readonly AmoCrmTokenRow[]): Promise<{ allAsked: boolean }>;
  /** Looks for a better reason than "revoked" for a connection that has just ended. */
  explain(ended: AmoCrmTokenRow): Promise<void>;
  /** Resolves when no explanation is being looked for any more. */
  settled(): Promise<void>;
}

/**
 * Why connections end. amoCRM's token endpoint says the same of a withdrawn grant, a deactivated user
 * and an integration that was switched off; the account's other connections tell them apart.
 */
export function createEndings(parts: {
  rows: TokenRows;
  apiFor: (userId: string) => Promise<AccountApi>;
  log: Log;
}): Endings {
  const { rows, apiFor, log } = parts;
  const running = new Set<Promise<void>>();

  async function check(known: readonly AmoCrmTokenRow[]): Promise<{ allAsked: boolean }> {
    let ended = 0;
    let silent = 0;
    for (const { userId, state } of known) {
      if (state !== 'connected' || silent >= silenceBound) continue;
      try {
        await (await apiFor(userId)).api.account.get();
      } catch (error) {
        const kind = error instanceof ApiError ? error.problem.kind : null;
        if (kind === 'reconnect_required') ended += 1;
        else if (kind !== 'not_connected') silent += 1;
      }
    }
    const [first] = known;
    if (first && silent === 0 && ended > 1) await explainTogether(first.accountId);
    return { allAsked: silent === 0 };
  }

  /** All of several connections of an account at once: the integration is off there. */
  async function explainTogether(accountId: number): Promise<void> {
    const now = await rows.ofAccount(accountId);
    if (now.length < 2 || now.some(({ state }) => state === 'connected')) return;
    for (const { id, reason } of now) {
      if (reason === 'revoked') await rows.explain(id, 'integration_disabled');
    }
  }

  /** A colleague who may read the users tells whether this one was deactivated. */
  async function lookFor(ended: AmoCrmTokenRow): Promise<ReconnectReason | null> {
    const colleagues = (await rows.ofAccount(ended.accountId)).filter(
      ({ state, amoUserId }) => state === 'connected' && amoUserId !== ended.amoUserId,
    );
    for (const { userId } of colleagues.slice(0, silenceBound)) {
      try {
        const { api } = await apiFor(userId);
        const user = await api.users.get(ended.amoUserId);
        return user?.isActive !== true ? 'user_inactive' : null;
      } catch {
        // Not an administrator, or not to be asked now: the next colleague may be.
      }
    }
    return null;
  }

  async function explain(ended: AmoCrmTokenRow): Promise<void> {
    if (ended.reason !== 'revoked') return;
    const reason = await lookFor(ended);
    if (reason !== null) await rows.explain(ended.id, reason);
  }

  return {
    check,
    explain(ended) {
      const work = explain(ended)
        .catch((error: unknown) => {
          const failure = error instanceof Error ? error.name : 'unknown';
          log.warn({ connection: ended.id, failure }, 'No better reason could be looked for');
        })
        .finally(() => running.delete(work));
      running.add(work);
      return work;
    },
    async settled() {
      await Promise.all(running);
    },
  };
}
