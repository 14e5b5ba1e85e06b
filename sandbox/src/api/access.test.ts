import { describe, expect, test } from 'vitest';
import { freshClient, json, oasis, palm, rows } from '../testing/client.ts';

const amo = freshClient();

/** Reads as one of the agency's people. */
async function as(userId: number) {
  const { access_token: accessToken } = await amo.connect(oasis, userId);
  return (path: string) => amo.api(oasis.host, path, accessToken);
}

describe('rights', () => {
  const leads = '/api/v4/leads?limit=250';
  const owners = (list: Record<string, unknown>[]) =>
    new Set(list.map((lead) => lead['responsible_user_id']));

  test('M shows own cards only, in lists, by id and through filters', async () => {
    const get = await as(oasis.seesOwn);
    for (const [path, name] of [
      [leads, 'leads'],
      ['/api/v4/contacts?limit=250', 'contacts'],
      ['/api/v4/tasks?limit=250', 'tasks'],
    ] as const) {
      const own = rows(await get(path), name);
      expect(own.length).toBeGreaterThan(0);
      expect(owners(own)).toEqual(new Set([oasis.seesOwn]));
    }
    const all = await as(oasis.admin);
    const foreign = rows(await all(leads), 'leads').find(
      (lead) => lead['responsible_user_id'] !== oasis.seesOwn,
    );
    expect((await get(`/api/v4/leads/${String(foreign?.['id'])}`)).status).toBe(204);
    const path = `${leads}&filter[responsible_user_id]=${oasis.admin}`;
    expect((await get(path)).status).toBe(204);
  });

  test('G shows the group’s, A everyone’s', async () => {
    const group = rows(await (await as(oasis.seesGroup))(leads), 'leads');
    expect(new Set(group.map((lead) => lead['group_id']))).toEqual(new Set([418205]));
    expect(owners(group).size).toBe(2);
    const everyone = await as(oasis.seesAll);
    expect(rows(await everyone(`${leads}&page=2`), 'leads')).toHaveLength(70);
  });

  test('a denied stage hides its leads from one who else sees all', async () => {
    const get = await as(oasis.seesAllButBookings);
    const stages = rows(
      await get(`/api/v4/leads/pipelines/${oasis.mainPipeline}/statuses`),
      'statuses',
    );
    const booking = String(stages[5]?.['id']);
    const filter = `filter[statuses][0][pipeline_id]=${oasis.mainPipeline}&filter[statuses][0][status_id]=${booking}`;
    expect((await get(`${leads}&${filter}`)).status).toBe(204);
    expect(rows(await (await as(oasis.admin))(`${leads}&${filter}`), 'leads')).toHaveLength(6);
  });

  test('users are for administrators: 403 for a broker', async () => {
    const broker = await as(oasis.seesAll);
    for (const path of ['/api/v4/users', `/api/v4/users/${oasis.admin}`]) {
      const reply = await broker(path);
      expect([reply.status, reply.headers['content-type']]).toEqual([
        403,
        expect.stringMatching(/^application\/problem\+json/),
      ]);
    }
    const admin = await as(oasis.admin);
    const reply = await admin('/api/v4/users?with=role,group,uuid,amojo_id,user_rank');
    expect(json(reply)).toMatchObject({ _total_items: 7, _page: 1, _page_count: 1 });
    const users = rows(reply, 'users');
    const olena = users.find((user) => user['id'] === oasis.seesAll);
    expect(olena).toMatchObject({
      rights: { is_admin: false, is_active: true, group_id: null, leads: { view: 'A', edit: 'M' } },
      _embedded: { roles: [{ name: 'Старший брокер' }], groups: [] },
    });
  });
});

describe('no way in', () => {
  const refused = {
    title: 'Unauthorized',
    type: 'https://httpstatus.es/401',
    status: 401,
    detail: 'Неверный логин или пароль',
  };

  test('without a token, with garbage, with a foreign signature, with another account’s token', async () => {
    const { access_token: accessToken } = await amo.connect(palm, palm.admin);
    const [head = '', body = ''] = accessToken.split('.');
    const forged = `${head}.${body}.${'A'.repeat(342)}`;
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const wrong of ['', 'garbage', forged, `${none}.${body}.`, accessToken]) {
      const reply = await amo.api(oasis.host, '/api/v4/account', wrong);
      expect([reply.status, json(reply)]).toEqual([401, refused]);
      expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('after 24 hours, a withdrawn grant, or the integration switched off', async () => {
    const get = await as(oasis.admin);
    await amo.order('clock/advance', { seconds: 86_395 });
    expect((await get('/api/v4/account')).status).toBe(200);
    await amo.order('clock/advance', { seconds: 10 });
    expect((await get('/api/v4/account')).status).toBe(401);

    const again = await as(oasis.admin);
    await amo.order('grants/revoke', { subdomain: oasis.subdomain, userId: oasis.admin });
    expect((await again('/api/v4/account')).status).toBe(401);

    const third = await as(oasis.admin);
    await amo.order('integration', { enabled: false, subdomain: oasis.subdomain });
    expect((await third('/api/v4/account')).status).toBe(401);
  });

  test('a closed integration cannot be talked to by a token of before, once it is on again', async () => {
    const get = await as(oasis.admin);
    await amo.order('integration', { enabled: false });
    await amo.order('integration', { enabled: true });
    expect((await get('/api/v4/account')).status).toBe(401);
  });

  test('an unknown path is 404 with its address, another method 405, another host 404', async () => {
    const get = await as(oasis.admin);
    const unknown = await get('/api/v4/nothing?secret=1');
    expect(json(unknown)).toEqual({
      title: 'Not Found',
      type: 'https://httpstatus.es/404',
      status: 404,
      detail: `Cannot GET http://${oasis.host}/api/v4/nothing`,
    });
    const removed = await amo.call('/api/v4/leads', { host: oasis.host, method: 'DELETE' });
    expect([removed.status, json(removed)]).toEqual([
      405,
      expect.objectContaining({ status: 405 }),
    ]);
    const nobody = await amo.call('/api/v4/leads', { host: 'nobody.amocrm.localhost' });
    expect([nobody.status, json(nobody)]).toEqual([
      404,
      expect.objectContaining({ detail: 'Account not found' }),
    ]);
    expect((await amo.call('/api/v4/leads')).status).toBe(301);
  });
});
