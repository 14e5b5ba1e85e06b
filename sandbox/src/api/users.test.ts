import { beforeEach, describe, expect, test } from 'vitest';
import { askAs } from '../testing/ask.ts';
import type { Ask } from '../testing/ask.ts';
import { wrong } from '../testing/bodies.ts';
import { freshClient, json, oasis, palm, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Ask;
beforeEach(async () => {
  admin = await askAs(amo, oasis, oasis.admin);
});

const person = { name: 'Ірина', email: 'iryna@oasiskey.example', password: 'secret-enough' };
const seniorRole = 51204;

describe('users', () => {
  test('have the documented keys, and more only when asked', async () => {
    const [plain = {}] = rows(await admin('GET', '/api/v4/users'), 'users');
    expect(Object.keys(plain).sort()).toEqual('id name email lang rights _links'.split(' ').sort());
    expect(plain).toMatchObject({
      rights: {
        leads: { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'A' },
        contacts: { view: 'A' },
        companies: { view: 'A' },
        tasks: { edit: 'A', delete: 'A' },
        mail_access: true,
        catalog_access: true,
        status_rights: null,
        is_admin: true,
        is_free: false,
        is_active: true,
        group_id: null,
        role_id: null,
      },
    });
    const everything = 'role,group,uuid,amojo_id,user_rank,phone_number';
    const [asked = {}] = rows(await admin('GET', `/api/v4/users?with=${everything}`), 'users');
    for (const key of ['uuid', 'amojo_id', 'user_rank', 'phone_number']) {
      expect(asked).toHaveProperty(key);
    }
    expect(asked).toMatchObject({ _embedded: { roles: [], groups: [] } });
  });

  test('show a stage that was taken away', async () => {
    const id = oasis.seesAllButBookings;
    expect(json(await admin('GET', `/api/v4/users/${id}`))).toMatchObject({
      rights: {
        status_rights: [
          {
            entity_type: 'leads',
            pipeline_id: oasis.mainPipeline,
            rights: { view: 'D', edit: 'D', delete: 'D' },
          },
        ],
      },
    });
  });

  test('are added with rights of their own or with those of a role', async () => {
    const reply = await admin('POST', '/api/v4/users', [
      { ...person, request_id: 'a', rights: { leads: { view: 'M' }, group_id: 418205 } },
      { ...person, email: 'b@oasiskey.example', rights: { role_id: seniorRole } },
    ]);
    expect(reply.status).toBe(201);
    const [own, senior] = rows(reply, 'users');
    expect(own).toMatchObject({
      request_id: 'a',
      lang: 'ru',
      rights: { leads: { view: 'M', edit: 'D', add: 'D' }, group_id: 418205, is_admin: false },
    });
    expect(reply.text).not.toContain(person.password);
    expect(senior).toMatchObject({ rights: { leads: { view: 'A' }, role_id: seniorRole } });
    expect(json(await admin('GET', '/api/v4/users'))).toMatchObject({ _total_items: 9 });
  });

  test.each([
    [{ ...person, password: undefined }, 'password FieldMissing'],
    [{ ...person, email: 'nobody' }, 'email InvalidValue'],
    [{ ...person, email: 'm.lysenko@oasiskey.example' }, 'email NotSupportedChoice'],
    [{ ...person, rights: { leads: { view: 'Z' } } }, 'rights.leads.view NotSupportedChoice'],
    [{ ...person, rights: { leads: { add: 'M' } } }, 'rights.leads.add NotSupportedChoice'],
    [{ ...person, rights: { role_id: 1 } }, 'rights.role_id NotSupportedChoice'],
    [{ ...person, rights: { group_id: 1 } }, 'rights.group_id NotSupportedChoice'],
  ])('%j is refused', async (given, expected) => {
    expect(wrong(await admin('POST', '/api/v4/users', [given]))).toEqual([`0 ${expected}`]);
  });

  test('come ten at a time, and none above a hundred', async () => {
    const many = (count: number, tag: string) =>
      Array.from({ length: count }, (_, place) => ({
        ...person,
        email: `${tag}${place}@oasiskey.example`,
      }));
    expect((await admin('POST', '/api/v4/users', many(11, 'x'))).status).toBe(422);
    for (let batch = 0; batch < 9; batch += 1) {
      expect((await admin('POST', '/api/v4/users', many(10, `b${batch}-`))).status).toBe(201);
    }
    expect((await admin('POST', '/api/v4/users', many(4, 'y'))).status).toBe(403);
    expect((await admin('POST', '/api/v4/users', many(3, 'z'))).status).toBe(201);
  });

  test('leave by their seat being closed, and stay in the list', async () => {
    const broker = await askAs(amo, oasis, oasis.seesOwn);
    const who = [{ id: oasis.seesOwn }];
    expect((await admin('POST', '/api/v4/users/deactivate', who)).status).toBe(204);
    expect((await broker('GET', '/api/v4/account')).status).toBe(401);
    expect(json(await admin('GET', `/api/v4/users/${oasis.seesOwn}`))).toMatchObject({
      rights: { is_active: false },
    });
    expect((await admin('POST', '/api/v4/users/activate', who)).status).toBe(202);
    expect((await broker('GET', '/api/v4/account')).status).toBe(200);
    expect(wrong(await admin('POST', '/api/v4/users/activate', [{ id: 1 }]))).toEqual([
      '0 id NotSupportedChoice',
    ]);
  });

  test('and roles are no business of a broker', async () => {
    const broker = await askAs(amo, oasis, oasis.seesAll);
    const tries = [
      await broker('POST', '/api/v4/users', [person]),
      await broker('POST', '/api/v4/users/deactivate', [{ id: oasis.admin }]),
      await broker('GET', '/api/v4/roles'),
      await broker('GET', `/api/v4/roles/${seniorRole}`),
      await broker('POST', '/api/v4/roles', [{ name: 'x' }]),
      await broker('PATCH', `/api/v4/roles/${seniorRole}`, { name: 'x' }),
      await broker('DELETE', `/api/v4/roles/${seniorRole}`),
    ];
    expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 403));
  });
});

describe('roles', () => {
  const one = `/api/v4/roles/${seniorRole}`;

  test('tell whose they are when asked', async () => {
    expect(json(await admin('GET', '/api/v4/roles?with=users'))).toMatchObject({
      _total_items: 1,
      _page: 1,
      _page_count: 1,
      _embedded: {
        roles: [
          {
            id: seniorRole,
            _embedded: { users: [{ id: oasis.seesAll }] },
          },
        ],
      },
    });
    const plain = json(await admin('GET', one));
    expect(plain).not.toHaveProperty('_embedded');
    expect(plain).not.toHaveProperty('rights.is_admin');
  });

  test('are made, and deny what they do not name', async () => {
    const reply = await admin('POST', '/api/v4/roles', [
      { name: 'Стажер', rights: { leads: { view: 'M' }, mail_access: true } },
    ]);
    expect(reply.status).toBe(201);
    expect(rows(reply, 'roles')[0]).toMatchObject({
      name: 'Стажер',
      request_id: '0',
      rights: { leads: { view: 'M', edit: 'D' }, tasks: { edit: 'D' }, mail_access: true },
    });
  });

  test('change with everybody who has them: 202, at once', async () => {
    const broker = await askAs(amo, oasis, oasis.seesAll);
    const seen = async () => rows(await broker('GET', '/api/v4/leads?limit=250'), 'leads');
    const others = (await seen()).filter((lead) => lead['responsible_user_id'] !== oasis.seesAll);
    expect(others.length).toBeGreaterThan(0);
    const reply = await admin('PATCH', one, { rights: { leads: { view: 'M' } } });
    expect([reply.status, json(reply)]).toEqual([
      202,
      expect.objectContaining({ id: seniorRole, name: 'Старший брокер' }),
    ]);
    const owners = new Set((await seen()).map((lead) => lead['responsible_user_id']));
    expect(owners).toEqual(new Set([oasis.seesAll]));
    const batch = await admin('PATCH', '/api/v4/roles', [{ id: seniorRole, name: 'Інша' }]);
    expect([batch.status, rows(batch, 'roles')[0]?.['name']]).toEqual([202, 'Інша']);
  });

  test('take stages away, which must be there, and give them back with null', async () => {
    const right = (statusId: number) => ({
      entity_type: 'leads',
      pipeline_id: oasis.mainPipeline,
      status_id: statusId,
      rights: { view: 'D', edit: 'D', delete: 'D' },
    });
    expect(
      wrong(await admin('PATCH', one, { rights: { status_rights: [right(142), right(1)] } })),
    ).toEqual(['0 rights.status_rights.1.status_id NotSupportedChoice']);
    await admin('PATCH', one, { rights: { status_rights: [right(142)] } });
    const broker = await askAs(amo, oasis, oasis.seesAll);
    const won = `/api/v4/leads?filter[statuses][0][pipeline_id]=${oasis.mainPipeline}&filter[statuses][0][status_id]=142`;
    expect((await broker('GET', won)).status).toBe(204);
    await admin('PATCH', one, { rights: { status_rights: null } });
    expect((await broker('GET', won)).status).toBe(200);
  });

  test('go, and leave their people what they could do', async () => {
    expect((await admin('DELETE', one)).status).toBe(204);
    expect((await admin('GET', one)).status).toBe(204);
    expect((await admin('DELETE', one)).status).toBe(404);
    expect(json(await admin('GET', `/api/v4/users/${oasis.seesAll}`))).toMatchObject({
      rights: { role_id: null, leads: { view: 'A' } },
    });
  });
});

describe('X-Context-User-ID', () => {
  const as = (userId: unknown, owner: number = oasis.admin) =>
    askAs(amo, oasis, owner, { 'x-context-user-id': String(userId) });

  test('an administrator’s token sees and does what that user may', async () => {
    const ask = await as(oasis.seesOwn);
    expect(json(await ask('GET', '/api/v4/account'))).toMatchObject({
      current_user_id: oasis.seesOwn,
    });
    const own = rows(await ask('GET', '/api/v4/leads?limit=250'), 'leads');
    expect(new Set(own.map((lead) => lead['responsible_user_id']))).toEqual(
      new Set([oasis.seesOwn]),
    );
    expect((await ask('GET', '/api/v4/users')).status).toBe(403);
    const made = await ask('POST', '/api/v4/leads', [{ name: 'x' }]);
    const id = String(rows(made, 'leads')[0]?.['id']);
    expect(json(await ask('GET', `/api/v4/leads/${id}`))).toMatchObject({
      created_by: oasis.seesOwn,
      responsible_user_id: oasis.seesOwn,
    });
  });

  test('nobody acts as a stranger, a closed seat, a free user or by a broker’s token', async () => {
    const closedSeat = 10412030;
    for (const who of [1, palm.admin, closedSeat, 'abc', '', '-1', '1e7']) {
      expect((await (await as(who))('GET', '/api/v4/account')).status).toBe(401);
    }
    const broker = await as(oasis.admin, oasis.seesAll);
    expect((await broker('GET', '/api/v4/account')).status).toBe(401);
    const someone = await as(oasis.seesOwn);
    expect((await someone('GET', '/api/v4/account')).status).toBe(200);
    await amo.order('users/set', {
      subdomain: oasis.subdomain,
      userId: oasis.seesOwn,
      isFree: true,
    });
    expect((await someone('GET', '/api/v4/account')).status).toBe(401);
  });
});
