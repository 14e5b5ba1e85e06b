import { expect } from 'vitest';
import type { AmoApi } from '../../api.ts';
import type { AccountWith } from '../../entities/account/account.ts';
import { caught } from '../caught.ts';
import { everything, first } from '../first.ts';
import { admin, subdomain } from '../sandbox-world.ts';
import type { ExercisesOf } from './exercise.ts';

const everyWith: Record<AccountWith, true> = {
  amojo_id: true,
  uuid: true,
  users_groups: true,
  task_types: true,
  version: true,
  datetime_settings: true,
  drive_url: true,
  is_api_filter_enabled: true,
  amojo_rights: true,
  entity_names: true,
  invoices_settings: true,
};
const isWith = (name: string): name is AccountWith => name in everyWith;

export const accountExercises: ExercisesOf<'account'> = {
  get: async (api) => {
    const asked = await api.account.get({ with: Object.keys(everyWith).filter(isWith) });
    expect(asked).toMatchObject({ subdomain, currentUserId: admin });
    const { amojoId, uuid, usersGroups, taskTypes, version, timezone, driveUrl } = asked;
    const { isApiFilterEnabled, amojoRights, entityNames, invoicesSettings, dateFormats } = asked;
    const filled = [amojoId, uuid, usersGroups, taskTypes, version, timezone, driveUrl];
    const more = [isApiFilterEnabled, amojoRights, entityNames, invoicesSettings, dateFormats];
    expect([...filled, ...more]).not.toContain(null);
    const plain = await api.account.get();
    expect(plain).toMatchObject({ id: asked.id, amojoId: null, taskTypes: null, timezone: null });
  },
};

const newUser = (email: string) => ({ name: 'New', email, password: 'a-password' });

export const userExercises: ExercisesOf<'users'> = {
  list: async (api) => {
    const { items } = await api.users.list({ with: ['role', 'group', 'uuid', 'phone_number'] });
    expect(items.find(({ id }) => id === admin)).toMatchObject({ isAdmin: true, isActive: true });
    expect(items.every(({ roles, groups }) => roles !== null && groups !== null)).toBe(true);
  },
  get: async (api) => {
    expect(await api.users.get(admin)).toMatchObject({ id: admin, roles: null });
    expect(await api.users.get(1)).toBeNull();
  },
  pages: async (api) => {
    const ids = (await everything(api.users.pages({ limit: 2 }))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(admin);
  },
  add: async (api) => {
    const role = first(await api.roles.add([{ name: 'For a user' }]));
    const user = { ...newUser('added@example.com'), rights: { isFree: false, roleId: role.id } };
    const made = first(await api.users.add([user]));
    expect(made).toMatchObject({ name: 'New', email: 'added@example.com', roleId: role.id });
    expect(await api.users.get(made.id)).toMatchObject({ email: 'added@example.com' });
  },
  activate: async (api) => {
    const { id } = first(await api.users.add([newUser('active@example.com')]));
    await api.users.deactivate([id]);
    await api.users.activate([id]);
    expect((await api.users.get(id))?.isActive).toBe(true);
  },
  deactivate: async (api) => {
    const { id } = first(await api.users.add([newUser('closed@example.com')]));
    await api.users.deactivate([id]);
    expect((await api.users.get(id))?.isActive).toBe(false);
  },
};

const newRole = async (api: AmoApi, name: string) => first(await api.roles.add([{ name }]));

export const roleExercises: ExercisesOf<'roles'> = {
  list: async (api) => {
    const { id } = await newRole(api, 'Listed');
    const { items } = await api.roles.list({ with: ['users'], limit: 250 });
    expect(items.find((role) => role.id === id)).toMatchObject({ name: 'Listed', userIds: [] });
  },
  get: async (api) => {
    const role = await newRole(api, 'One');
    expect(await api.roles.get(role.id)).toMatchObject({ name: 'One', userIds: null });
    expect(await api.roles.get(1)).toBeNull();
  },
  pages: async (api) => {
    const { id } = await newRole(api, 'Paged');
    const all = await everything(api.roles.pages({ limit: 1 }));
    expect(all.map((role) => role.id)).toContain(id);
  },
  add: async (api) => {
    const { pipelineId, id: statusId } = first(
      await api.statuses.list(first(await api.pipelines.list()).id),
    );
    const closed = { entityType: 'leads' as const, pipelineId, statusId };
    const made = first(
      await api.roles.add([
        {
          name: 'Broker',
          rights: {
            leads: { view: 'M', edit: 'G', add: 'A', delete: 'D', export: 'D' },
            tasks: { edit: 'A', delete: 'M' },
            mailAccess: true,
            statusRights: [{ ...closed, rights: { view: 'D' } }],
          },
        },
      ]),
    );
    expect((await api.roles.get(made.id))?.rights).toMatchObject({
      leads: { view: 'M', edit: 'G', add: 'A', delete: 'D', export: 'D' },
      tasks: { edit: 'A', delete: 'M' },
      mailAccess: true,
      statusRights: [{ ...closed, rights: { view: 'D' } }],
    });
  },
  patch: async (api) => {
    const { id } = await newRole(api, 'Old');
    await api.roles.patch(id, { name: 'New', rights: { contacts: { view: 'A' } } });
    const role = await api.roles.get(id);
    expect(role?.name).toBe('New');
    expect(role?.rights?.contacts).toMatchObject({ view: 'A', edit: 'D' });
  },
  patchMany: async (api) => {
    const roles = [await newRole(api, 'a'), await newRole(api, 'b')];
    await api.roles.patchMany(roles.map(({ id, name }) => ({ id, name: `${name}2` })));
    const names = await Promise.all(roles.map(async ({ id }) => (await api.roles.get(id))?.name));
    expect(names).toEqual(['a2', 'b2']);
  },
  delete: async (api) => {
    const { id } = await newRole(api, 'Gone');
    await api.roles.delete(id);
    expect(await api.roles.get(id)).toBeNull();
    expect((await caught(api.roles.delete(id))).code).toBe('not_found');
  },
};

const newHook = (at: string) => ({ destination: `https://app.example/hooks/${at}` });
const settings = ['add_lead', 'status_lead'];

export const webhookExercises: ExercisesOf<'webhooks'> = {
  subscribe: async (api) => {
    const hook = newHook('again');
    const one = await api.webhooks.subscribe({ ...hook, settings: ['add_lead'] });
    const again = await api.webhooks.subscribe({ ...hook, settings, sort: 7 });
    expect(again).toMatchObject({ ...hook, id: one.id, settings, sort: 7, isDisabled: false });
  },
  list: async (api) => {
    const made = await api.webhooks.subscribe({ ...newHook('listed'), settings });
    expect(await api.webhooks.list(newHook('listed'))).toEqual([made]);
    expect(await api.webhooks.list()).toContainEqual(made);
    expect(await api.webhooks.list(newHook('none'))).toEqual([]);
  },
  delete: async (api) => {
    const { destination } = await api.webhooks.subscribe({ ...newHook('gone'), settings });
    await api.webhooks.delete(destination);
    expect(await api.webhooks.list({ destination })).toEqual([]);
    expect((await caught(api.webhooks.delete(destination))).code).toBe('not_found');
  },
};
