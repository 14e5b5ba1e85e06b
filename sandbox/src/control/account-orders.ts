import { z } from 'zod';
import type { Hand } from '../api/cards/trash.ts';
import type { SandboxContext } from '../context.ts';
import {
  renameAccount,
  setAllowedIps,
  setFilterFeature,
  setSubscription,
  setUserActive,
  setUserAdmin,
  setUserFree,
  setUserRights,
} from './account-switches.ts';
import { accountNamed, ControlError, grantee, label, userNamed } from './order.ts';
import type { AddOrder } from './order.ts';
import {
  createLeads,
  createSchema,
  deleteLeads,
  deleteSchema,
  joinCards,
  mergeSchema,
  trashCards,
  trashSchema,
  untrashCards,
} from './seed-helpers.ts';

const reach = z.enum(['A', 'G', 'M', 'D']);
const cardRights = z.strictObject({
  view: reach,
  edit: reach,
  add: z.enum(['A', 'D']),
  delete: reach,
  export: reach,
});
const given = z.enum(['A', 'D']);

const accountSchema = z.strictObject({
  subdomain: label,
  isApiFilterEnabled: z.boolean().optional(),
  subscription: z.enum(['active', 'writes_blocked', 'ended']).optional(),
  allowedIps: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(100)
    .optional(),
});

const userSchema = grantee.extend({
  isActive: z.boolean().optional(),
  isAdmin: z.boolean().optional(),
  isFree: z.boolean().optional(),
  rights: z
    .strictObject({
      leads: cardRights.exactOptional(),
      contacts: cardRights.exactOptional(),
      companies: cardRights.exactOptional(),
      tasks: z.strictObject({ edit: reach, delete: reach }).exactOptional(),
      mailAccess: z.boolean().exactOptional(),
      catalogAccess: z.boolean().exactOptional(),
      stages: z
        .array(
          z.strictObject({
            pipelineId: z.int(),
            statusId: z.int(),
            view: given,
            edit: given,
            delete: given,
          }),
        )
        .exactOptional(),
    })
    .optional(),
});

/** What happens in an account without the API: its settings, its seats and its cards. */
export function accountOrders(order: AddOrder, context: SandboxContext): void {
  const { clock, world } = context;

  order('accounts/rename', z.strictObject({ from: label, to: label }), ({ from, to }) => {
    const account = accountNamed(context, from);
    // Not even to the name it has: nobody renames by mistake.
    if (from === to || !renameAccount(world, account, to)) throw new ControlError(`${to} is taken`);
    return { id: account.id, subdomain: to };
  });
  order('accounts/set', accountSchema, ({ subdomain, ...wanted }) => {
    const account = accountNamed(context, subdomain);
    const { isApiFilterEnabled, subscription, allowedIps } = wanted;
    if (isApiFilterEnabled !== undefined) setFilterFeature(account, isApiFilterEnabled);
    if (subscription !== undefined) setSubscription(account, subscription);
    if (allowedIps !== undefined) setAllowedIps(account, allowedIps);
    return { subdomain, ...wanted };
  });
  order('users/set', userSchema, ({ subdomain, userId, ...wanted }) => {
    const account = accountNamed(context, subdomain);
    userNamed(account, userId);
    const { isActive, isAdmin, isFree, rights } = wanted;
    if (isActive !== undefined) setUserActive(account, userId, isActive);
    if (isAdmin !== undefined) setUserAdmin(account, userId, isAdmin);
    if (isFree !== undefined) setUserFree(account, userId, isFree);
    if (rights !== undefined) setUserRights(account, userId, rights);
    return { userId, ...wanted };
  });

  const handIn = (wanted: { subdomain: string; userId?: number | undefined }): Hand => {
    const account = accountNamed(context, wanted.subdomain);
    const admin = account.users.find((user) => user.isAdmin)?.id ?? 0;
    const userId = wanted.userId === undefined ? admin : userNamed(account, wanted.userId).id;
    return { account, author: { userId, at: clock.now() }, commit: context.commit };
  };
  order('leads/create', createSchema, (wanted) => createLeads(handIn(wanted), wanted));
  order('leads/delete', deleteSchema, (wanted) => deleteLeads(handIn(wanted), wanted));
  order('cards/delete', trashSchema, (wanted) => trashCards(handIn(wanted), wanted));
  order('cards/restore', trashSchema, (wanted) => untrashCards(handIn(wanted), wanted));
  order('cards/merge', mergeSchema, (wanted) => joinCards(handIn(wanted), wanted));
}
