import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { allowedAddress, installAddress, mayGrant } from '../consent/redirect.ts';
import type { SandboxContext } from '../context.ts';
import { subdomainSchema } from '../hosts.ts';
import { registeredIntegration } from '../oauth/integration.ts';
import { disconnectSignature, sendDisconnectHook, visit } from '../oauth/disconnect-hook.ts';
import type { HookOutcome } from '../oauth/disconnect-hook.ts';
import type { Account, User } from '../store/model.ts';
import { userOf } from '../store/world.ts';
import { faultSchema } from './faults.ts';
import { createLeads, createSchema, deleteLeads, deleteSchema } from './seed-helpers.ts';

/** An order that names something this amoCRM does not have, or may not do. */
class ControlError extends Error {}

const constraints = { place: 'common' };
const label = subdomainSchema;

/**
 * `/_sandbox/*` on the common host: what tests order this amoCRM to do. Registered only with
 * `control`; the orders ask for no sign-in, so the option is for tests on one machine.
 */
export function controlRoutes(app: FastifyInstance, context: SandboxContext): void {
  const { clock, world, grants, faults, traffic, integration } = context;

  function order<Body extends z.ZodType>(
    path: string,
    schema: Body,
    act: (body: z.output<Body>) => object | Promise<object>,
  ): void {
    app.post(`/_sandbox/${path}`, { constraints }, async (request, reply) => {
      const body = schema.safeParse(request.body ?? {});
      if (!body.success) return refuse(reply, 422, z.prettifyError(body.error));
      try {
        return await reply.send(await act(body.data));
      } catch (cause) {
        if (cause instanceof ControlError) return refuse(reply, 404, cause.message);
        throw cause;
      }
    });
  }

  const accountNamed = (subdomain: string): Account => {
    const account = world.accountAt(subdomain);
    if (account === undefined) throw new ControlError(`No account at ${subdomain}`);
    return account;
  };
  const userNamed = (account: Account, userId: number): User => {
    const user = userOf(account, userId);
    if (user === undefined) throw new ControlError(`No user ${userId} in ${account.subdomain}`);
    return user;
  };
  const tellDisconnected = async (account: Account, isForged = false): Promise<HookOutcome[]> => {
    const { disconnectHookUrl } = context.settings;
    if (disconnectHookUrl === undefined) return [];
    // Nobody may be told of what a restart could still undo.
    await context.save();
    const secret = isForged ? `${integration.secret}-forged` : integration.secret;
    const signature = disconnectSignature(integration.clientId, secret, account.id);
    return [
      await sendDisconnectHook(disconnectHookUrl, integration.clientId, signature, account.id),
    ];
  };
  const time = () => ({ now: clock.now() });

  order('clock/advance', z.strictObject({ seconds: z.int() }), ({ seconds }) => {
    clock.advance(seconds);
    return time();
  });
  order('clock/set', z.strictObject({ now: z.int().min(0) }), ({ now }) => {
    clock.set(now);
    return time();
  });
  order('clock/reset', z.strictObject({}), () => {
    clock.reset();
    return time();
  });

  const grantee = z.strictObject({ subdomain: label, userId: z.int() });
  order(
    'consent',
    grantee.extend({ state: z.string().optional() }),
    ({ subdomain, userId, state }) => {
      const account = accountNamed(subdomain);
      const user = userNamed(account, userId);
      if (!mayGrant(account, user)) throw new ControlError('This user may not grant now');
      account.isIntegrationOn = true;
      return { location: allowedAddress(context, account, user, state) };
    },
  );
  order('widget-install', grantee, async ({ subdomain, userId }) => {
    const account = accountNamed(subdomain);
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
      const account = accountNamed(subdomain);
      const revoked = grants.revoke(account.id, userId);
      const hooks = revoked > 0 && silent !== true ? await tellDisconnected(account) : [];
      return { revoked, hooks };
    },
  );
  order(
    'disconnect-hook',
    z.strictObject({ subdomain: label, forged: z.boolean().default(false) }),
    async ({ subdomain, forged }) => ({
      hooks: await tellDisconnected(accountNamed(subdomain), forged),
    }),
  );

  order('accounts/rename', z.strictObject({ from: label, to: label }), ({ from, to }) => {
    const account = accountNamed(from);
    if (world.accountAt(to) !== undefined) throw new ControlError(`${to} is taken`);
    account.subdomain = to;
    return { id: account.id, subdomain: to };
  });
  order(
    'accounts/set',
    z.strictObject({ subdomain: label, isApiFilterEnabled: z.boolean() }),
    ({ subdomain, isApiFilterEnabled }) => {
      accountNamed(subdomain).isApiFilterEnabled = isApiFilterEnabled;
      return { subdomain, isApiFilterEnabled };
    },
  );
  order(
    'users/set',
    grantee.extend({ isActive: z.boolean() }),
    ({ subdomain, userId, isActive }) => {
      userNamed(accountNamed(subdomain), userId).isActive = isActive;
      return { userId, isActive };
    },
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
    const accounts = subdomain === undefined ? world.accounts() : [accountNamed(subdomain)];
    for (const account of accounts) {
      const wasOn = account.isIntegrationOn;
      account.isIntegrationOn = enabled;
      if (enabled || !wasOn) continue;
      grants.revoke(account.id);
      hooks.push(...(await tellDisconnected(account)));
    }
    return { hooks };
  });

  order('faults', faultSchema, (fault) => {
    faults.add(fault);
    return { open: faults.open().length };
  });
  order('faults/clear', z.strictObject({}), () => {
    faults.clear();
    return { open: 0 };
  });

  order('leads/create', createSchema, (wanted) =>
    createLeads(accountNamed(wanted.subdomain), wanted, clock.now()),
  );
  order('leads/delete', deleteSchema, (wanted) =>
    deleteLeads(accountNamed(wanted.subdomain), wanted, clock.now()),
  );

  app.get('/_sandbox/requests', { constraints }, () => ({
    requests: traffic.requests(),
    tokenCalls: traffic.tokenCalls(),
  }));
  order('requests/clear', z.strictObject({}), () => {
    traffic.reset();
    return {};
  });

  order('reset', z.strictObject({}), () => {
    clock.reset();
    world.reset();
    grants.reset();
    faults.clear();
    traffic.reset();
    Object.assign(integration, registeredIntegration(context.settings));
    return time();
  });
}

async function refuse(reply: FastifyReply, status: number, error: string): Promise<FastifyReply> {
  return reply.code(status).send({ error });
}
