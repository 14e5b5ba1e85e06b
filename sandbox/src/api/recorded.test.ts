import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, json, oasis } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';
import { differences } from '../testing/shape.ts';

/** Every recorded body of accounts, pipelines and statuses against what the same call answers here. */

const amo = freshClient();
let admin: Caller;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
});

const idSchema = z.object({ id: z.number() });
const pipelinesSchema = z.object({ _embedded: z.object({ pipelines: z.array(idSchema) }) });
const statusesSchema = z.object({
  _embedded: z.object({
    statuses: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        sort: z.number(),
        descriptions: z.array(z.object({ id: z.number(), level: z.string() })),
      }),
    ),
  }),
});
const requestSchema = z.record(z.string(), z.unknown());

const root = '/api/v4/leads/pipelines';
const main = `${root}/${oasis.mainPipeline}`;

describe('an account', () => {
  test('amoCRM’s, with everything that can be asked for', async () => {
    const everything =
      'amojo_id,uuid,amojo_rights,users_groups,task_types,version,entity_names,datetime_settings,drive_url,is_api_filter_enabled,invoices_settings';
    const ours = json(await admin.get(`/api/v4/account?with=${everything}`));
    // Live accounts have these, the page does not print them; the last one is the page's misspelling
    // put right.
    const known =
      /^(created_|updated_|currency|language|mobile_feature_version|invoices_settings)|date_format$/;
    expect(differences(ours, fixture('account.get.response'), known)).toEqual([]);
  });

  test('Kommo’s, which is shown abridged', async () => {
    const ours = json(await admin.get('/api/v4/account'));
    const known = /^(customers_mode|is_|contact_name|language|mobile_feature_version)/;
    expect(differences(ours, fixture('account.get.kommo.response'), known)).toEqual([]);
  });

  test('has each part only when it is asked for', async () => {
    const plain = requestSchema.parse(json(await admin.get('/api/v4/account')));
    const parts = {
      amojo_id: '',
      uuid: '',
      version: '',
      entity_names: '',
      drive_url: '',
      is_api_filter_enabled: '',
      invoices_settings: '',
      amojo_rights: '_embedded',
      users_groups: '_embedded',
      task_types: '_embedded',
      datetime_settings: '_embedded',
    };
    for (const [part, place] of Object.entries(parts)) {
      expect(plain).not.toHaveProperty(part);
      expect(plain).not.toHaveProperty('_embedded');
      const asked = json(await admin.get(`/api/v4/account?with=${part}`));
      expect(asked).toHaveProperty(place === '' ? part : `${place}.${part}`);
    }
  });
});

describe('pipelines', () => {
  test('list and one', async () => {
    for (const [path, name] of [
      [root, 'pipelines.list.response'],
      [main, 'pipelines.one.response'],
    ] as const) {
      expect(differences(json(await admin.get(path)), fixture(name))).toEqual([]);
    }
  });

  test('created as in the record', async () => {
    const reply = await admin.post(root, fixture('pipelines.create.request'));
    expect(reply.status).toBe(200);
    expect(differences(json(reply), fixture('pipelines.create.response'))).toEqual([]);
    expect(json(reply)).toMatchObject({
      _total_items: 1,
      _embedded: {
        pipelines: [
          {
            name: 'Воронка доп продаж',
            request_id: '123',
            _embedded: {
              statuses: [
                { name: 'Неразобранное', sort: 10, type: 1 },
                { name: 'Первичный контакт', sort: 20, color: '#fffeb2' },
                { id: 142, name: 'Мое название для успешных сделок', sort: 10000 },
                { id: 143, name: 'Закрыто и не реализовано', sort: 11000 },
              ],
            },
          },
        ],
      },
    });
  });

  test('changed as in the record: without incoming leads their stage is not shown', async () => {
    const made = json(await admin.post(root, fixture('pipelines.create.request')));
    const [pipeline] = pipelinesSchema.parse(made)._embedded.pipelines;
    const path = `${root}/${String(pipeline?.id)}`;
    const reply = await admin.patch(path, fixture('pipelines.patch.request'));
    expect(differences(json(reply), fixture('pipelines.patch.response'))).toEqual([]);
    expect(json(reply)).toMatchObject({
      name: 'Новое название для воронки',
      sort: 100,
      is_unsorted_on: false,
      request_id: '0',
    });
    expect(JSON.stringify(json(reply))).not.toContain('"type":1');
  });
});

describe('statuses', () => {
  const described = `${main}/statuses?with=descriptions`;

  test('list and one', async () => {
    const list = json(await admin.get(described));
    const [stage] = statusesSchema
      .parse(list)
      ._embedded.statuses.filter(({ descriptions }) => descriptions.length > 0);
    expect(differences(list, fixture('statuses.list.response'))).toEqual([]);
    const one = json(await admin.get(`${main}/statuses/${String(stage?.id)}?with=descriptions`));
    expect(differences(one, fixture('statuses.one.response'))).toEqual([]);
  });

  test('created and then changed as in the record', async () => {
    const reply = await admin.post(`${main}/statuses`, fixture('statuses.create.request'));
    expect(differences(json(reply), fixture('statuses.create.response'))).toEqual([]);
    const [first, second] = statusesSchema.parse(json(reply))._embedded.statuses;
    // The main pipeline has five stages of its own, up to 60.
    expect([first?.sort, second?.sort]).toEqual([70, 80]);

    const ids = Object.fromEntries((first?.descriptions ?? []).map(({ id, level }) => [level, id]));
    const gone = await admin.patch(`${main}/statuses/${String(first?.id)}`, {
      descriptions: [{ id: ids['newbie'], level: 'newbie' }],
    });
    expect(gone.status).toBe(200);
    const recorded = requestSchema.parse(fixture('statuses.patch.request'));
    const descriptions = z
      .array(requestSchema)
      .parse(recorded['descriptions'])
      .map((one) => ('id' in one ? { ...one, id: ids[String(one['level'])] } : one));
    const changed = await admin.patch(`${main}/statuses/${String(first?.id)}`, {
      ...recorded,
      descriptions,
    });
    expect(differences(json(changed), fixture('statuses.patch.response'))).toEqual([]);
    expect(json(changed)).toMatchObject({
      name: 'Новое название для статуса',
      color: '#c1e0ff',
      request_id: '0',
    });
    const after = z
      .object({ descriptions: z.array(z.object({ level: z.string(), updated_by: z.unknown() })) })
      .parse(json(changed)).descriptions;
    expect(after.map(({ level, updated_by: by }) => [level, by]).sort()).toEqual([
      ['candidate', 0],
      ['newbie', null],
    ]);
  });
});
