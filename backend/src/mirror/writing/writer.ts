import type { AccountApi } from '../../amo-crm/account-api.ts';
import { apiError, type ApiError } from '../../http/problem.ts';
import { withAccount, type AccountTx } from '../account-lock.ts';
import { worthShowing } from '../reading/worth-showing.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import type { Times } from '../rows/card-row.ts';
import { busy } from './lease.ts';
import type { WritingParts } from './parts.ts';

/** Somebody who is about to write: what he sees of the mirror, and his own amoCRM. */
export interface Writer extends WritingParts {
  seeing: Seeing;
  account: AccountApi;
  /** Asks amoCRM, and says when the question left and when its answer was there. */
  ask<T>(question: () => Promise<T>): Promise<{ answer: T; times: Times }>;
  /** Writes what amoCRM said into the mirror. */
  save(work: (account: AccountTx) => Promise<unknown>): Promise<void>;
}

/** @throws {ApiError} `not_connected`, `reconnect_required`, `retry_later` */
export const seeingOf = async ({ readViewer }: WritingParts, userId: string): Promise<Seeing> =>
  worthShowing(await readViewer(userId));

/** What is not there, or not the caller's to see; while the account is first read nobody can tell. */
export const missing = ({ mirror }: Seeing, detail: string): ApiError =>
  mirror.isFilling
    ? busy('This account is being read from amoCRM for the first time.')
    : apiError.notFound(detail);

/**
 * The caller's own amoCRM, once it is known that he may see what he writes to.
 * @throws {ApiError} `not_connected`, `reconnect_required`, `retry_later`
 */
export async function writerOf(
  parts: WritingParts,
  userId: string,
  seeing: Seeing,
): Promise<Writer> {
  const { db, clock } = parts;
  const { accountId, amoUserId } = seeing.viewer;
  const account = await parts.accountFor(userId, 'interactive');
  if (account.accountId !== accountId || account.amoUserId !== amoUserId) {
    throw busy('amoCRM was connected anew meanwhile.');
  }
  return {
    ...parts,
    seeing,
    account,
    async ask(question) {
      const askedAt = clock();
      const answer = await question();
      return { answer, times: { askedAt, savedAt: clock() } };
    },
    async save(work) {
      const done = await withAccount(db, accountId, async (tx) => {
        await work(tx);
        return true;
      });
      if (done === null) throw busy('The mirror of this account is being made.');
    },
  };
}
