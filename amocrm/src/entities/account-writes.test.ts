import { describe, expect, it } from 'vitest';
import { replayed } from '../testing/replayed.ts';

/** What is sent when an account's own make-up is written: fields, roles, users, reasons, sources. */
function sent(body: object, status = 200) {
  const { api, requests } = replayed(JSON.stringify(body), status);
  const last = () => {
    const { method, url, body: text } = requests.at(-1) ?? {};
    const json: unknown = text === undefined ? null : JSON.parse(text);
    return { method, path: url?.pathname, body: json };
  };
  return { api, requests, last };
}
const list = (name: string, ...items: object[]) => ({ _embedded: { [name]: items } });

describe('a field', () => {
  const raw = { id: 5, name: 'Bay', type: 'select', request_id: '0' };

  it('goes with its choices and stages under amoCRM’s names, and comes back whole', async () => {
    const { api, last } = sent(list('custom_fields', raw), 201);
    const [field] = await api.customFields.add('leads', [
      {
        name: 'Bay',
        type: 'select',
        groupId: 'leads_1',
        isApiOnly: true,
        enums: [{ value: 'north', sort: 1, code: 'N' }],
        requiredStatuses: [{ pipelineId: 3, statusId: 142 }],
        nested: [{ value: 'a', sort: 1, parentRequestId: 'p' }],
        chainedLists: [{ title: 't', catalogId: 9, parentCatalogId: 8 }],
      },
    ]);
    expect(field).toMatchObject({ id: 5, name: 'Bay', type: 'select' });
    expect(last()).toEqual({
      method: 'POST',
      path: '/api/v4/leads/custom_fields',
      body: [
        {
          name: 'Bay',
          type: 'select',
          group_id: 'leads_1',
          is_api_only: true,
          enums: [{ value: 'north', sort: 1, code: 'N' }],
          required_statuses: [{ pipeline_id: 3, status_id: 142 }],
          nested: [{ value: 'a', sort: 1, parent_request_id: 'p' }],
          chained_lists: [{ title: 't', catalog_id: 9, parent_catalog_id: 8 }],
          request_id: '0',
        },
      ],
    });
  });

  it('of a list is changed at the list’s address, and deleted', async () => {
    const { api, last } = sent(raw, 201);
    await api.customFields.patch({ catalogId: 7 }, 5, { groupId: null, sort: 2 });
    expect(last()).toEqual({
      method: 'PATCH',
      path: '/api/v4/catalogs/7/custom_fields/5',
      body: { group_id: null, sort: 2 },
    });
    await api.customFields.delete('contacts', 5);
    expect(last()).toMatchObject({ method: 'DELETE', path: '/api/v4/contacts/custom_fields/5' });
  });

  it('group is made, changed and deleted by an id that is no number', async () => {
    const group = { id: 'leads_71', name: 'Flat', request_id: '0' };
    const adding = sent(list('custom_field_groups', group), 201);
    expect(await adding.api.customFields.addGroups('leads', [{ name: 'Flat' }])).toMatchObject([
      { id: 'leads_71', name: 'Flat' },
    ]);
    const { api, last } = sent(group);
    await api.customFields.patchGroup('leads', 'leads_71', { name: 'House' });
    expect(last().path).toBe('/api/v4/leads/custom_fields/groups/leads_71');
    await expect(api.customFields.deleteGroup('leads', '../1')).rejects.toThrow(RangeError);
  });
});

describe('rights', () => {
  const role = { id: 4, name: 'Broker', request_id: '0' };

  it('of a role go nested, and null takes those of stages away', async () => {
    const { api, last } = sent(list('roles', role), 201);
    await api.roles.add([
      {
        name: 'Broker',
        rights: {
          leads: { view: 'M', add: 'A' },
          mailAccess: true,
          statusRights: [
            { entityType: 'leads', pipelineId: 3, statusId: 4, rights: { view: 'D' } },
          ],
        },
      },
    ]);
    expect(last().body).toEqual([
      {
        name: 'Broker',
        rights: {
          leads: { view: 'M', add: 'A' },
          mail_access: true,
          status_rights: [
            { entity_type: 'leads', pipeline_id: 3, status_id: 4, rights: { view: 'D' } },
          ],
        },
        request_id: '0',
      },
    ]);
    const changing = sent(role, 202);
    await changing.api.roles.patch(4, { rights: { statusRights: null } });
    expect(changing.last().body).toEqual({ rights: { status_rights: null } });
  });

  it('of a user name his role and group', async () => {
    const { api, last } = sent(list('users', { id: 3, name: 'A', request_id: '0' }), 201);
    await api.users.add([
      { name: 'A', email: 'a@example.com', password: 'p', rights: { isFree: false, roleId: 4 } },
    ]);
    expect(last().body).toMatchObject([{ rights: { is_free: false, role_id: 4 } }]);
  });
});

describe('more than amoCRM takes is refused before anything leaves', () => {
  const user = { name: 'A', email: 'a@example.com', password: 'p' };
  const source = { name: 'A', externalId: 'a' };
  it.each([
    ['eleven users', sent({}), (api: Api) => api.users.add(Array(11).fill(user))],
    ['eleven seats', sent({}), (api: Api) => api.users.activate(Array(11).fill(1))],
    ['a seat of nobody', sent({}), (api: Api) => api.users.deactivate([0])],
    ['fifty-one sources', sent({}), (api: Api) => api.sources.add(Array(51).fill(source))],
    ['a change of nothing', sent({}), (api: Api) => api.roles.patchMany([{ id: 0 }])],
  ])('%s', async (_, { api, requests }, call) => {
    await expect(call(api)).rejects.toThrow(RangeError);
    expect(requests).toEqual([]);
  });
});
type Api = ReturnType<typeof sent>['api'];
