import type { Viewer } from '../api/rights.ts';
import type { SandboxContext } from '../context.ts';
import type { Account, User } from '../store/model.ts';
import { userOf } from '../store/world.ts';

/** Who sits at the desk, and in which account. */
export interface Desk {
  readonly context: SandboxContext;
  readonly account: Account;
  readonly person: User;
  /** The person's own eyes: what he may not see or do in amoCRM, he may not here. */
  readonly viewer: Viewer;
  /** Where this person's pages begin. */
  readonly base: string;
}

/** The desk of an account and a person; undefined when there is no such person. */
export function deskAt(
  context: SandboxContext,
  accountId: number,
  userId: number,
): Desk | undefined {
  const account = context.world.accountById(accountId);
  const person = account && userOf(account, userId);
  if (account === undefined || person === undefined) return undefined;
  return {
    context,
    account,
    person,
    viewer: { user: person, seesAll: person.isAdmin },
    base: deskAddress(account, person),
  };
}

export function deskAddress(account: Account, person: User): string {
  return `/desk/${account.id}/${person.id}`;
}

/** A closed seat can be looked at and does nothing. */
export function isSeated({ person }: Desk): boolean {
  return person.isActive && !person.isFree;
}
