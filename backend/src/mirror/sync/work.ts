import type { AmoApi } from '@foryou-crm/amocrm';
import { eq } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import type { Times } from '../rows/card-row.ts';
import { mirrorAccounts as accounts } from '../tables.ts';
import { asHolder, LeaseLost, type Lease, type MirrorAccount } from './lease.ts';
import { defaultRhythm, type MirrorParts, type Rhythm } from './parts.ts';
import { readersOf, type Reader } from './readers.ts';

/** One account's turn: what it is, and the only ways in which the turn may read and write. */
export interface Work extends MirrorParts {
  accountId: number;
  lease: Lease;
  rhythm: Rhythm;
  /** The backend stops: what is asked of amoCRM is given up, also while it waits for its turn. */
  signal: AbortSignal;
  /** Other accounts may be waiting for this turn to end. */
  isCrowded: () => boolean;
  /** The account's row as it is now. */
  state(): Promise<MirrorAccount>;
  /** Writes to the mirror, unless the lease was lost. */
  save<T>(work: (account: AccountTx) => Promise<T>): Promise<T>;
  /** Writes to the account's row alone. */
  note(columns: Partial<MirrorAccount>): Promise<void>;
  readers(): Promise<Reader[]>;
  /** `until`: ends its calls earlier than the turn's end does. */
  apiOf(reader: Reader, until?: AbortSignal): Promise<AmoApi>;
  /** Asks, and says when the question left and when its answer was there. */
  ask<T>(question: () => Promise<T>): Promise<{ answer: T; times: Times }>;
  /** Our clock, that many seconds from now. */
  in(seconds: number): Date;
}

export function createWork(
  parts: MirrorParts,
  lease: Lease,
  { signal, isCrowded }: Pick<Work, 'signal' | 'isCrowded'>,
): Work {
  const { db, clock } = parts;
  const { accountId } = lease;
  const save: Work['save'] = async (work) => {
    const result = await asHolder(db, lease, async (account) => {
      const saved = await work(account);
      parts.at?.('uncommitted');
      return saved;
    });
    parts.at?.('committed');
    return result;
  };
  return {
    ...parts,
    accountId,
    lease,
    signal,
    isCrowded,
    rhythm: { ...defaultRhythm, ...parts.rhythm },
    async state() {
      const [row] = await db.select().from(accounts).where(eq(accounts.accountId, accountId));
      if (row?.leaseOwner !== lease.owner) throw new LeaseLost();
      return row;
    },
    save,
    note: (columns) => save(({ tx }) => noteIn(tx, accountId, columns)),
    readers: () => readersOf(db, accountId),
    async apiOf({ userId }, until) {
      const ends = until ? AbortSignal.any([signal, until]) : signal;
      return (await parts.accountFor(userId, 'background', ends)).api;
    },
    async ask(question) {
      const askedAt = clock();
      const answer = await question();
      return { answer, times: { askedAt, savedAt: clock() } };
    },
    in: (seconds) => new Date(clock().getTime() + seconds * 1000),
  };
}

/** The same inside a transaction that writes rows as well. */
export async function noteIn(
  tx: AccountTx['tx'],
  accountId: number,
  columns: Partial<MirrorAccount>,
): Promise<void> {
  await tx.update(accounts).set(columns).where(eq(accounts.accountId, accountId));
}
