import type { Account, Rights, User } from '../store/model.ts';
import { userOf } from '../store/world.ts';
import type { World } from '../store/world.ts';

/*
 * What a test, or a person at the sandbox's own pages, may change of an account from outside. Users
 * are replaced, never changed in place: whoever holds an old one sees the old one.
 */

/** @returns whether there is such a user. */
export function setUserRights(account: Account, userId: number, rights: Partial<Rights>): boolean {
  return replaceUser(account, userId, (user) => ({ ...user, ...rights, roleId: null }));
}

/** A closed seat stays in the list of users, and what it owns stays with it. */
export function setUserActive(account: Account, userId: number, isActive: boolean): boolean {
  return replaceUser(account, userId, (user) => ({ ...user, isActive }));
}

/** Grants that were given keep what they were given with: an administrator's stays one's. */
export function setUserAdmin(account: Account, userId: number, isAdmin: boolean): boolean {
  return replaceUser(account, userId, (user) => ({ ...user, isAdmin }));
}

export function setUserFree(account: Account, userId: number, isFree: boolean): boolean {
  return replaceUser(account, userId, (user) => ({ ...user, isFree }));
}

function replaceUser(account: Account, userId: number, change: (user: User) => User): boolean {
  if (userOf(account, userId) === undefined) return false;
  account.users = account.users.map((user) => (user.id === userId ? change(user) : user));
  return true;
}

/** @returns false when the name is another account's. From then on the old host is nobody's. */
export function renameAccount(world: World, account: Account, subdomain: string): boolean {
  const holder = world.accountAt(subdomain);
  if (holder !== undefined && holder !== account) return false;
  account.subdomain = subdomain;
  return true;
}

/** `writes_blocked` answers 402 to writes, `ended` to everything. */
export function setSubscription(account: Account, subscription: Account['subscription']): void {
  account.subscription = subscription;
}

/** @param ips - the only addresses that may call; none: everybody may. */
export function setAllowedIps(account: Account, ips: readonly string[]): void {
  account.allowedIps = [...ips];
}

/** Without it the filters of leads, contacts and companies are ignored. */
export function setFilterFeature(account: Account, isEnabled: boolean): void {
  account.isApiFilterEnabled = isEnabled;
}
