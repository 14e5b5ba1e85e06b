import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askAs } from '../testing/ask.ts';
import type { Ask } from '../testing/ask.ts';
import { wrong } from '../testing/bodies.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';

const amo = freshClient();
let admin: Ask;
beforeEach(async () => {
  admin = await askAs(amo, oasis, oasis.admin);
});

const root = '/api/v4/leads/pipelines';
const main = `${root}/${oasis.mainPipeline}`;
const plain = { name: 'New', sort: 30, is_main: false, is_unsorted_on: true };

const statusSchema = z.object({
  id: z.number(),
  name: z.string(),
  sort: z.number(),
  color: z.string(),
  type: z.number(),
});
const pipelineSchema = z.object({
  id: z.number(),
  is_main: z.boolean(),
  _embedded: z.object({ statuses: z.array(statusSchema) }),
});

async function pipelines() {
  return z.array(pipelineSchema).parse(rows(await admin('GET', root), 'pipelines'));
}

async function statuses(path = main) {
  return z.array(statusSchema).parse(rows(await admin('GET', `${path}/statuses`), 'statuses'));
}

function first(reply: Reply) {
  return pipelineSchema.parse(rows(reply, 'pipelines')[0]);
}

test('writing pipelines and statuses is an administrator’s', async () => {
  const broker = await askAs(amo, oasis, oasis.seesAll);
  const [, stage] = await statuses();
  const one = `${main}/statuses/${String(stage?.id)}`;
  const tries = [
    await broker('POST', root, [plain]),
    await broker('PATCH', main, { name: 'x' }),
    await broker('DELETE', main),
    await broker('POST', `${main}/statuses`, [{ name: 'x' }]),
    await broker('PATCH', one, { name: 'x' }),
    await broker('DELETE', one),
  ];
  expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 403));
});

describe('pipelines', () => {
  test('a new one has the three system stages whatever it was given', async () => {
    const made = first(await admin('POST', root, [plain]));
    const { statuses: own } = made._embedded;
    expect(own.map(({ type, sort, color }) => [type, sort, color])).toEqual([
      [1, 10, '#c1c1c1'],
      [0, 10_000, '#CCFF66'],
      [0, 11_000, '#D5D8DB'],
    ]);
    expect(own.slice(1).map(({ id }) => id)).toEqual([142, 143]);
    expect((await pipelines()).map(({ id }) => id)).toContain(made.id);
  });

  test('there is one main pipeline, the last that was made so', async () => {
    const made = first(await admin('POST', root, [{ ...plain, is_main: true }]));
    const mains = async () => (await pipelines()).filter((one) => one.is_main).map(({ id }) => id);
    expect(await mains()).toEqual([made.id]);
    await admin('PATCH', `${root}/${made.id}`, { is_main: false });
    expect(await mains()).toEqual([oasis.mainPipeline]);
    await admin('PATCH', `${root}/${made.id}`, { is_main: true });
    expect((await admin('DELETE', `${root}/${made.id}`)).status).toBe(204);
    expect(await mains()).toEqual([oasis.mainPipeline]);
  });

  test('one with leads in it stays, and so does the last one', async () => {
    expect((await admin('DELETE', main)).status).toBe(400);
    await amo.order('leads/delete', { subdomain: oasis.subdomain, all: true });
    const [a, b] = await pipelines();
    expect((await admin('DELETE', `${root}/${String(a?.id)}`)).status).toBe(204);
    expect((await admin('GET', `${root}/${String(a?.id)}`)).status).toBe(204);
    expect((await admin('DELETE', `${root}/${String(b?.id)}`)).status).toBe(400);
    expect(await pipelines()).toHaveLength(1);
  });

  test('there are no more than fifty', async () => {
    const more = Array.from({ length: 48 }, () => plain);
    expect((await admin('POST', root, [...more, plain])).status).toBe(400);
    expect((await admin('POST', root, more)).status).toBe(200);
    expect(await pipelines()).toHaveLength(50);
    expect((await admin('POST', root, [plain])).status).toBe(400);
  });

  test.each([
    [{ ...plain, sort: undefined }, 'sort FieldMissing'],
    [{ ...plain, is_main: undefined }, 'is_main FieldMissing'],
    [{ ...plain, is_unsorted_on: 1 }, 'is_unsorted_on InvalidType'],
    [{ ...plain, name: 5 }, 'name InvalidType'],
    [
      { ...plain, _embedded: { statuses: [{ name: 'x', color: '#123456' }] } },
      '_embedded.statuses.0.color NotSupportedChoice',
    ],
  ])('%j is refused and nothing is made', async (given, expected) => {
    const reply = await admin('POST', root, [plain, given]);
    expect(wrong(reply)).toEqual([`1 ${expected}`]);
    expect(await pipelines()).toHaveLength(2);
  });

  test('an unknown one is 204 to read and 404 to write', async () => {
    expect((await admin('GET', `${root}/1`)).status).toBe(204);
    expect((await admin('PATCH', `${root}/1`, { name: 'x' })).status).toBe(404);
    expect((await admin('DELETE', `${root}/1`)).status).toBe(404);
    expect((await admin('POST', `${root}/1/statuses`, [{ name: 'x' }])).status).toBe(404);
  });
});

describe('statuses', () => {
  test('stand in their order, numbered by tens, whatever numbers they were sent with', async () => {
    const reply = await admin('POST', `${main}/statuses`, [
      { name: 'Last', sort: 900 },
      { name: 'Between', sort: 25, color: '#deff81' },
    ]);
    expect(rows(reply, 'statuses').map((status) => status['sort'])).toEqual([80, 30]);
    const names = (await statuses()).map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(['Неразобранное', 'Новий запит', 'Between', 'Кваліфікація']);
    const [, , between] = await statuses();
    await admin('PATCH', `${main}/statuses/${String(between?.id)}`, { sort: 10_500 });
    expect((await statuses()).map(({ sort }) => sort)).toEqual([
      10, 20, 30, 40, 50, 60, 70, 80, 10_000, 11_000,
    ]);
    const last = (await statuses()).slice(6, 8).map(({ name }) => name);
    expect(last).toEqual(['Last', 'Between']);
  });

  test('of won and lost only the name changes; the incoming one not at all', async () => {
    const change = { name: 'Угода', color: '#deff81', sort: 5 };
    expect(json(await admin('PATCH', `${main}/statuses/142`, change))).toMatchObject({
      name: 'Угода',
      color: '#CCFF66',
      sort: 10_000,
    });
    const other = (await pipelines())[1];
    expect(other?._embedded.statuses.find(({ id }) => id === 142)?.name).not.toBe('Угода');
    const [incoming] = await statuses();
    const path = `${main}/statuses/${String(incoming?.id)}`;
    expect((await admin('PATCH', path, change)).status).toBe(400);
    for (const system of [path, `${main}/statuses/142`, `${main}/statuses/143`]) {
      expect((await admin('DELETE', system)).status).toBe(400);
    }
  });

  test('a deleted one sends its leads to the first stage, and history tells of it', async () => {
    const [, start, gone] = await statuses();
    const inStage = async (id: number | undefined) =>
      rows(
        await admin(
          'GET',
          `/api/v4/leads?limit=250&filter[statuses][0][pipeline_id]=${oasis.mainPipeline}&filter[statuses][0][status_id]=${String(id)}`,
        ),
        'leads',
      );
    const [there, here] = [await inStage(gone?.id), await inStage(start?.id)];
    expect((await admin('DELETE', `${main}/statuses/${String(gone?.id)}`)).status).toBe(204);
    expect(await inStage(gone?.id)).toEqual([]);
    expect(await inStage(start?.id)).toHaveLength(there.length + here.length);
    const lead = String(there[0]?.['id']);
    const events = rows(
      await admin(
        'GET',
        `/api/v4/events?filter[entity]=lead&filter[entity_id][]=${lead}&filter[type]=lead_status_changed`,
      ),
      'events',
    );
    expect(events[0]).toMatchObject({
      created_by: oasis.admin,
      value_after: [{ lead_status: { id: start?.id } }],
      value_before: [{ lead_status: { id: gone?.id } }],
    });
  });

  test('there are no more than a hundred, the system ones among them', async () => {
    const more = Array.from({ length: 92 }, (_, place) => ({ name: `s${place}` }));
    expect((await admin('POST', `${main}/statuses`, [...more, { name: 'x' }])).status).toBe(400);
    expect((await admin('POST', `${main}/statuses`, more)).status).toBe(200);
    expect(await statuses()).toHaveLength(100);
  });

  test.each([
    [{ color: '#fffeb2' }, 'name FieldMissing'],
    // Reads show such a colour, writes do not take it.
    [{ name: 'x', color: '#99ccff' }, 'color NotSupportedChoice'],
    [{ name: 'x', color: 7 }, 'color InvalidType'],
    [
      { name: 'x', descriptions: [{ level: 'expert', description: 'a' }] },
      'descriptions.0.level NotSupportedChoice',
    ],
    [
      { name: 'x', descriptions: [{ level: 'newbie', description: 'a'.repeat(1001) }] },
      'descriptions.0.description TooLong',
    ],
    [{ name: 'x', descriptions: [{ level: 'newbie' }] }, 'descriptions.0.description FieldMissing'],
    [
      { name: 'x', descriptions: [{ id: 1, level: 'newbie', description: 'a' }] },
      'descriptions.0.id NotSupportedChoice',
    ],
    [
      {
        name: 'x',
        descriptions: [
          { level: 'newbie', description: 'a' },
          { level: 'newbie', description: 'b' },
        ],
      },
      'descriptions.1.level NotSupportedChoice',
    ],
  ])('%j is refused', async (given, expected) => {
    const before = await statuses();
    expect(wrong(await admin('POST', `${main}/statuses`, [given]))).toEqual([`0 ${expected}`]);
    expect(await statuses()).toEqual(before);
  });

  test('descriptions of a thousand characters with emoji are kept as they are', async () => {
    const text = '🏡'.repeat(500);
    const reply = await admin('POST', `${main}/statuses`, [
      { name: 'x', descriptions: [{ level: 'master', description: text }] },
    ]);
    expect(rows(reply, 'statuses')[0]).toMatchObject({ descriptions: [{ description: text }] });
    // Without being asked for them, a list has none.
    expect((await admin('GET', `${main}/statuses`)).text).not.toContain('descriptions');
  });
});
