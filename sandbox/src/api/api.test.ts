import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshClient, json, links, oasis, rows } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';
import { keys } from '../testing/shape.ts';

const amo = freshClient();

const contactSchema = z.object({
  custom_fields_values: z.array(z.record(z.string(), z.unknown())),
  _embedded: z.object({ leads: z.array(z.object({ id: z.number() })) }),
});

/** Reads as one of the agency's people. */
async function as(userId: number) {
  const { access_token: accessToken } = await amo.connect(oasis, userId);
  return (path: string) => amo.api(oasis.host, path, accessToken);
}

describe('bodies have the keys of amoCRM’s own', () => {
  const everything =
    'amojo_id,uuid,amojo_rights,users_groups,task_types,version,entity_names,datetime_settings,drive_url,is_api_filter_enabled';

  test('account', async () => {
    const get = await as(oasis.admin);
    const reply = await get(`/api/v4/account?with=${everything}`);
    expect(reply.headers['content-type']).toMatch(/^application\/hal\+json/);
    expect(keys(json(reply))).toEqual(
      expect.arrayContaining(
        // Per-language grammar differs from account to account.
        keys(fixture('account.get.response')).filter((key) => !key.startsWith('entity_names.')),
      ),
    );
    expect(keys(json(await get('/api/v4/account')))).not.toContain('_embedded');
  });

  test('contacts carry phone as a multitext field, tasks an empty result as a list', async () => {
    const get = await as(oasis.admin);
    const [contact] = rows(await get('/api/v4/contacts?limit=1&with=leads'), 'contacts');
    const { custom_fields_values: fields, _embedded: linked } = contactSchema.parse(contact);
    expect(fields[0]).toMatchObject({ field_code: 'PHONE', field_type: 'multitext' });
    expect(linked.leads.length).toBeGreaterThan(0);
    const [open] = rows(await get('/api/v4/tasks?limit=1&filter[is_completed]=0'), 'tasks');
    expect(open).toMatchObject({ result: [], is_completed: false, entity_type: 'leads' });
    const [done] = rows(await get('/api/v4/tasks?limit=1&filter[is_completed]=1'), 'tasks');
    expect(keys(done)).toContain('result.text');
    expect(done).toMatchObject({ is_completed: true });
  });

  test('contact, company and task have the documented fields and no others', async () => {
    const get = await as(oasis.admin);
    const shared =
      'id responsible_user_id group_id created_by updated_by created_at updated_at account_id _links';
    const card = `${shared} name is_deleted closest_task_at custom_fields_values _embedded`;
    const fields = {
      contacts: `${card} first_name last_name`,
      companies: card,
      tasks: `${shared} entity_id entity_type duration is_completed task_type_id text result complete_till`,
    };
    for (const [name, expected] of Object.entries(fields)) {
      const [row = {}] = rows(await get(`/api/v4/${name}?limit=1`), name);
      expect(Object.keys(row).sort(), name).toEqual(expected.split(' ').sort());
      const one = await get(`/api/v4/${name}/${String(row['id'])}`);
      expect(json(one)).toEqual(row);
    }
  });

  test('links are built on the address the caller used', async () => {
    const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
    const reply = await amo.call('/api/v4/leads?limit=1', {
      host: 'oasiskey.amocrm.ru',
      headers: { authorization: `Bearer ${accessToken}`, 'x-forwarded-proto': 'https' },
    });
    expect(links(reply)['next']).toBe('https://oasiskey.amocrm.ru/api/v4/leads?limit=1&page=2');
  });
});

describe('pages', () => {
  test('follow next to its end: every lead once, in order', async () => {
    const get = await as(oasis.admin);
    const ids: unknown[] = [];
    let path: string | undefined = '/api/v4/leads?limit=100&filter[price][from]=0';
    let pages = 0;
    while (path !== undefined) {
      const reply = await get(path);
      pages += 1;
      ids.push(...rows(reply, 'leads').map((lead) => lead['id']));
      const next: string | undefined = links(reply)['next'];
      path = next?.slice(next.indexOf('/api'));
    }
    expect([pages, ids.length, new Set(ids).size]).toEqual([4, 320, 320]);
    expect(ids).toEqual(ids.map(Number).sort((a, b) => a - b));
  });

  test.each([
    ['', 50],
    ['?limit=7', 7],
    ['?limit=250', 250],
    ['?limit=1000', 250],
    ['?limit=0', 50],
    ['?limit=-1', 50],
    ['?limit=abc', 50],
    ['?limit=1e2', 50],
  ])('leads%s has %i rows', async (query, count) => {
    const get = await as(oasis.admin);
    expect(rows(await get(`/api/v4/leads${query}`), 'leads')).toHaveLength(count);
  });

  test('a page that ends exactly at the last row has no next', async () => {
    const get = await as(oasis.admin);
    await amo.order('leads/delete', { subdomain: oasis.subdomain, all: true });
    await amo.order('leads/create', { subdomain: oasis.subdomain, count: 100 });
    expect(links(await get('/api/v4/leads?limit=50&page=2'))).not.toHaveProperty('next');
  });

  test('nothing is 204 without a body: past the end, an empty account, a missing id', async () => {
    const get = await as(oasis.admin);
    const past = await get('/api/v4/leads?page=9999');
    await amo.order('leads/delete', { subdomain: oasis.subdomain, all: true });
    const all = [past];
    for (const path of ['leads', 'contacts', 'companies', 'tasks']) {
      all.push(await get(`/api/v4/${path}`), await get(`/api/v4/${path}/1`));
    }
    all.push(await get('/api/v4/leads/pipelines/1'), await get('/api/v4/leads/not-a-number'));
    expect(all.map(({ status, text }) => `${status}${text}`)).toEqual(all.map(() => '204'));
  });
});

describe('filters and orders', () => {
  const numbers = (list: Record<string, unknown>[], key: string) => list.map((row) => row[key]);

  test('by id, one or many, in every bracket form', async () => {
    const get = await as(oasis.admin);
    const [a, b] = numbers(rows(await get('/api/v4/leads?limit=2'), 'leads'), 'id').map(Number);
    for (const query of [
      `filter[id][]=${a}&filter[id][]=${b}`,
      `filter[id][0]=${a}&filter[id][1]=${b}`,
      `filter%5Bid%5D%5B%5D=${a}&filter%5Bid%5D%5B%5D=${b}`,
    ]) {
      expect(numbers(rows(await get(`/api/v4/leads?${query}`), 'leads'), 'id')).toEqual([a, b]);
    }
    expect(rows(await get(`/api/v4/leads?filter[id]=${a}`), 'leads')).toHaveLength(1);
  });

  test('by pipeline and stage together', async () => {
    const get = await as(oasis.admin);
    const stage = `filter[statuses][0][pipeline_id]=${oasis.mainPipeline}&filter[statuses][0][status_id]=142`;
    const found = rows(await get(`/api/v4/leads?limit=250&${stage}`), 'leads');
    expect(found).toHaveLength(48);
    expect(new Set(numbers(found, 'pipeline_id'))).toEqual(new Set([oasis.mainPipeline]));
  });

  test('by a span of time, both ends in; a bare time on leads means that very second', async () => {
    const get = await as(oasis.admin);
    const path = '/api/v4/leads?limit=250&order[updated_at]=desc';
    const times = numbers(rows(await get(path), 'leads'), 'updated_at').map(Number);
    expect(times).toEqual([...times].sort((x, y) => y - x));
    const from = times[9] ?? 0;
    const since = rows(await get(`${path}&filter[updated_at][from]=${from}`), 'leads');
    expect(since).toHaveLength(times.filter((time) => time >= from).length);
    const future = Math.floor(Date.now() / 1000) + 1e6;
    expect((await get(`${path}&filter[updated_at][from]=${future}`)).status).toBe(204);
    expect((await get(`${path}&filter[updated_at]=${from + 1e6}`)).status).toBe(204);
  });

  test('an account without the filter feature ignores lead filters but not task filters', async () => {
    const get = await as(oasis.admin);
    await amo.order('accounts/set', { subdomain: oasis.subdomain, isApiFilterEnabled: false });
    const future = 'filter[updated_at][from]=99999999999';
    expect(rows(await get(`/api/v4/leads?${future}`), 'leads')).toHaveLength(50);
    expect((await get(`/api/v4/tasks?${future}`)).status).toBe(204);
    expect(json(await get('/api/v4/account?with=is_api_filter_enabled'))).toMatchObject({
      is_api_filter_enabled: false,
    });
  });

  test('tasks: by card and by owner; a bare time means later than; never ordered by updated_at', async () => {
    const get = await as(oasis.admin);
    const path = '/api/v4/tasks?limit=250';
    const tasks = rows(await get(path), 'tasks');
    const first = tasks[0] ?? {};
    const card = `filter[entity_type]=leads&filter[entity_id][]=${String(first['entity_id'])}`;
    expect(new Set(numbers(rows(await get(`${path}&${card}`), 'tasks'), 'entity_id'))).toEqual(
      new Set([first['entity_id']]),
    );
    const times = numbers(tasks, 'updated_at').map(Number);
    const newest = Math.max(...times);
    expect((await get(`${path}&filter[updated_at]=${newest}`)).status).toBe(204);
    const ordered = rows(await get(`${path}&order[updated_at]=desc`), 'tasks');
    expect(numbers(ordered, 'id')).toEqual(numbers(tasks, 'id'));
  });

  test('a text finds a lead by its contact’s phone, in any format', async () => {
    const get = await as(oasis.admin);
    await amo.order('leads/create', { subdomain: oasis.subdomain, name: 'Маєток Ґданськ' });
    const byName = rows(await get(`/api/v4/leads?query=${encodeURIComponent('ґданськ')}`), 'leads');
    expect(numbers(byName, 'name')).toEqual(['Маєток Ґданськ']);
    const byPhone = rows(await get('/api/v4/leads?limit=250&query=505550'), 'leads');
    expect(byPhone.length).toBeGreaterThan(0);
    expect(byPhone.length).toBeLessThan(320);
  });

  test('only_deleted shows trashed leads, reduced, and nothing else does', async () => {
    const get = await as(oasis.admin);
    const id = Number(rows(await get('/api/v4/leads?limit=1'), 'leads')[0]?.['id']);
    await amo.order('leads/delete', { subdomain: oasis.subdomain, ids: [id] });
    expect((await get(`/api/v4/leads/${id}`)).status).toBe(204);
    const trash = rows(await get('/api/v4/leads?with=only_deleted'), 'leads');
    expect(trash).toHaveLength(1);
    expect(trash[0]).toMatchObject({ id, is_deleted: true });
    expect(trash[0]).not.toHaveProperty('name');
  });
});
