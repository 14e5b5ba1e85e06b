import { z } from 'zod';
import { subdomainSchema } from '../hosts.ts';
import type { Account, Webhook } from './model.ts';

const webhookSchema = z.strictObject({
  id: z.int(),
  destination: z.string(),
  settings: z.array(z.string()).readonly(),
  sort: z.int(),
  isDisabled: z.boolean(),
  createdBy: z.int(),
  createdAt: z.int(),
  updatedAt: z.int(),
}) satisfies z.ZodType<Webhook>;

/** What consent, control and subscribers change in an account. Its cards are not part of this. */
export const accountStateSchema = z.strictObject({
  id: z.int(),
  subdomain: subdomainSchema,
  isIntegrationOn: z.boolean(),
  isApiFilterEnabled: z.boolean(),
  inactiveUserIds: z.array(z.int()),
  webhooks: z.array(webhookSchema).default([]),
  subscription: z.enum(['active', 'writes_blocked', 'ended']).default('active'),
  allowedIps: z.array(z.string()).default([]),
});

export type AccountState = z.output<typeof accountStateSchema>;

export function accountState(account: Account): AccountState {
  const { id, subdomain, isIntegrationOn, isApiFilterEnabled, subscription } = account;
  const inactive = account.users.filter((user) => !user.isActive);
  const inactiveUserIds = inactive.map((user) => user.id);
  const webhooks = [...account.webhooks.values()];
  return {
    id,
    subdomain,
    isIntegrationOn,
    isApiFilterEnabled,
    inactiveUserIds,
    webhooks,
    subscription,
    allowedIps: [...account.allowedIps],
  };
}

/** Puts a freshly seeded account back into the state it was in. */
export function restoreAccount(account: Account, state: AccountState): void {
  account.subdomain = state.subdomain;
  account.isIntegrationOn = state.isIntegrationOn;
  account.isApiFilterEnabled = state.isApiFilterEnabled;
  account.subscription = state.subscription;
  account.allowedIps = state.allowedIps;
  for (const webhook of state.webhooks) account.webhooks.set(webhook.id, webhook);
  for (const user of account.users) user.isActive = !state.inactiveUserIds.includes(user.id);
}
