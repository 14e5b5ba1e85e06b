import { z } from 'zod';
import { allowedAddress, installAddress, mayGrant } from '../consent/redirect.ts';
import type { SandboxContext } from '../context.ts';
import { disconnectSignature, sendDisconnectHook, visit } from '../oauth/disconnect-hook.ts';
import type { HookOutcome } from '../oauth/disconnect-hook.ts';
import type { Account } from '../store/model.ts';
import { accountNamed, ControlError, grantee, label, userNamed } from './order.ts';
import type { AddOrder } from './order.ts';

/** Who lets whom in and out, without anybody at a browser. */
export function grantOrders(order: AddOrder, context: SandboxContext): void {
  const { world, grants, integration } = context;

  order(
    'consent',
    grantee.extend({ state: z.string().optional() }),
    ({ subdomain, userId, state }) => {
      const account = accountNamed(context, subdomain);
      const user = userNamed(account, userId);
      if (!mayGrant(account, user)) throw new ControlError('This user may not grant now');
      account.isIntegrationOn = true;
      return { location: allowedAddress(context, account, user, state) };
    },
  );
  order('widget-install', grantee, async ({ subdomain, userId }) => {
    const account = accountNamed(context, subdomain);
    const address = installAddress(context, account, userNamed(account, userId));
    await context.save();
    // amoCRM waits three seconds and does not care for the answer.
    return { status: await visit(new URL(address), 3000) };
  });
  order(
    'grants/revoke',
    z.strictObject({
      subdomain: label,
      userId: z.int().optional(),
      silent: z.boolean().optional(),
    }),
    async ({ subdomain, userId, silent }) => {
      const account = accountNamed(context, subdomain);
      const revoked = grants.revoke(account.id, userId);
      const hooks = revoked > 0 && silent !== true ? await tellDisconnected(context, account) : [];
      return { revoked, hooks };
    },
  );
  order(
    'disconnect-hook',
    z.strictObject({ subdomain: label, forged: z.boolean().default(false) }),
    async ({ subdomain, forged }) => ({
      hooks: await tellDisconnected(context, accountNamed(context, subdomain), forged),
    }),
  );

  const integrationSchema = z.strictObject({
    enabled: z.boolean().optional(),
    /** Switch it in this account only; in all of them otherwise. */
    subdomain: label.optional(),
    redirectUri: z.url({ protocol: /^https?$/ }).optional(),
    secret: z.string().min(1).max(255).optional(),
  });
  order('integration', integrationSchema, async (wanted) => {
    if (wanted.redirectUri !== undefined) integration.redirectUri = wanted.redirectUri;
    if (wanted.secret !== undefined) integration.secret = wanted.secret;
    const { enabled, subdomain } = wanted;
    const hooks: HookOutcome[] = [];
    if (enabled === undefined) return { hooks };
    const accounts =
      subdomain === undefined ? world.accounts() : [accountNamed(context, subdomain)];
    for (const account of accounts) {
      const wasOn = account.isIntegrationOn;
      account.isIntegrationOn = enabled;
      if (enabled || !wasOn) continue;
      grants.revoke(account.id);
      hooks.push(...(await tellDisconnected(context, account)));
    }
    return { hooks };
  });
}

async function tellDisconnected(
  context: SandboxContext,
  account: Account,
  isForged = false,
): Promise<HookOutcome[]> {
  const { integration, settings } = context;
  if (settings.disconnectHookUrl === undefined) return [];
  // Nobody may be told of what a restart could still undo.
  await context.save();
  const secret = isForged ? `${integration.secret}-forged` : integration.secret;
  const { clientId } = integration;
  const signature = disconnectSignature(clientId, secret, account.id);
  return [await sendDisconnectHook(settings.disconnectHookUrl, clientId, signature, account.id)];
}
