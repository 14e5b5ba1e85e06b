import { z } from 'zod';
import { subdomainSchema } from '../hosts.ts';
import type { Account } from './model.ts';

/** What consent and control change in an account. Its cards are not part of this. */
export const accountStateSchema = z.strictObject({
  id: z.int(),
  subdomain: subdomainSchema,
  isIntegrationOn: z.boolean(),
  isApiFilterEnabled: z.boolean(),
  inactiveUserIds: z.array(z.int()),
});

export type AccountState = z.output<typeof accountStateSchema>;

export function accountState(account: Account): AccountState {
  const { id, subdomain, isIntegrationOn, isApiFilterEnabled } = account;
  const inactive = account.users.filter((user) => !user.isActive);
  const inactiveUserIds = inactive.map((user) => user.id);
  return { id, subdomain, isIntegrationOn, isApiFilterEnabled, inactiveUserIds };
}

/** Puts a freshly seeded account back into the state it was in. */
export function restoreAccount(account: Account, state: AccountState): void {
  account.subdomain = state.subdomain;
  account.isIntegrationOn = state.isIntegrationOn;
  account.isApiFilterEnabled = state.isApiFilterEnabled;
  for (const user of account.users) user.isActive = !state.inactiveUserIds.includes(user.id);
}
