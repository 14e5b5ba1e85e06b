import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askAs } from '../testing/ask.ts';
import type { Ask } from '../testing/ask.ts';
import { wrong } from '../testing/bodies.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Ask;
beforeEach(async () => {
  admin = await askAs(amo, oasis, oasis.admin);
});

describe('sources', () => {
  const root = '/api/v4/sources';
  const site = { name: 'Site', external_id: 'site-1' };

  test('are made, listed, found by their outside name, changed and deleted', async () => {
    expect((await admin('GET', root)).status).toBe(204);
    const made = await admin('POST', root, [
      { ...site, default: true, request_id: 'r' },
      { name: 'Phone', external_id: 'phone-1', origin_code: 'x', services: [{ type: 'whatsapp' }] },
    ]);
    const [first = {}, second = {}] = rows(made, 'sources');
    expect(first).toEqual({
      id: first['id'],
      ...site,
      pipeline_id: oasis.mainPipeline,
      services: [],
      default: true,
      origin_code: null,
      request_id: 'r',
      _links: first['_links'],
    });
    expect(json(await admin('GET', root))).toMatchObject({ _total_items: 2 });
    const found = rows(await admin('GET', `${root}?filter[external_id][]=phone-1`), 'sources');
    expect(found.map(({ id }) => id)).toEqual([second['id']]);

    const one = `${root}/${String(second['id'])}`;
    const changed = await admin('PATCH', one, { name: 'Line', default: true });
    expect(json(changed)).toMatchObject({ name: 'Line', default: true, origin_code: 'x' });
    // One default at most.
    expect(json(await admin('GET', `${root}/${String(first['id'])}`))).toMatchObject({
      default: false,
    });
    expect((await admin('DELETE', one)).status).toBe(204);
    expect((await admin('GET', one)).status).toBe(404);
    expect((await admin('DELETE', root, [{ id: first['id'] }])).status).toBe(204);
    expect((await admin('GET', root)).status).toBe(204);
  });

  test('keep the name they have outside, which is short and theirs alone', async () => {
    const [made] = rows(await admin('POST', root, [site]), 'sources');
    const change = { id: made?.['id'], external_id: 'other' };
    expect(wrong(await admin('PATCH', root, [change]))).toEqual([
      '0 external_id NotSupportedChoice',
    ]);
    expect(wrong(await admin('POST', root, [site]))).toEqual(['0 external_id NotSupportedChoice']);
    const long = { ...site, external_id: 'x'.repeat(37) };
    expect(wrong(await admin('POST', root, [long]))).toEqual(['0 external_id TooLong']);
    const lost = { name: 'x', external_id: 'y', pipeline_id: 1 };
    expect(wrong(await admin('POST', root, [lost]))).toEqual(['0 pipeline_id NotSupportedChoice']);
  });

  test('come fifty at a time and are a hundred at most', async () => {
    const some = (count: number, tag: string) =>
      Array.from({ length: count }, (_, place) => ({ name: 'x', external_id: `${tag}${place}` }));
    expect((await admin('POST', root, some(51, 'a'))).status).toBe(422);
    expect((await admin('POST', root, some(50, 'a'))).status).toBe(200);
    expect((await admin('POST', root, some(50, 'b'))).status).toBe(200);
    expect((await admin('POST', root, some(1, 'c'))).status).toBe(422);
  });

  test('are written by an administrator', async () => {
    const broker = await askAs(amo, oasis, oasis.seesAll);
    expect((await broker('POST', root, [site])).status).toBe(403);
  });
});

describe('loss reasons', () => {
  const root = '/api/v4/leads/loss_reasons';

  test('are for everybody to read, one by one or all', async () => {
    const broker = await askAs(amo, oasis, oasis.seesOwn);
    const list = await broker('GET', root);
    expect(json(list)).toMatchObject({ _total_items: 5, _page: 1 });
    const [first = {}] = rows(list, 'loss_reasons');
    expect(Object.keys(first).sort()).toEqual(
      'id name sort created_at updated_at _links'.split(' ').sort(),
    );
    expect(json(await broker('GET', `${root}/${String(first['id'])}`))).toEqual(first);
    expect((await broker('GET', `${root}/1`)).status).toBe(204);
    expect((await broker('POST', root, [{ name: 'x' }])).status).toBe(403);
  });

  test('that are added together stand one after the other', async () => {
    const made = await admin('POST', root, [{ name: 'Ціна' }, { name: 'Строки' }]);
    expect(rows(made, 'loss_reasons')).toMatchObject([{ sort: 60 }, { sort: 70 }]);
  });

  test('are added at the end, renamed, and taken away', async () => {
    const made = await admin('POST', root, [{ name: 'Ціна', request_id: 4 }]);
    const [reason = {}] = rows(made, 'loss_reasons');
    expect(reason).toMatchObject({ name: 'Ціна', sort: 60, request_id: '4' });
    const lead = await admin('POST', '/api/v4/leads', [
      { status_id: 143, pipeline_id: oasis.mainPipeline, loss_reason_id: reason['id'] },
    ]);
    expect(lead.status).toBe(200);
    await amo.order('clock/advance', { seconds: 60 });
    const one = `${root}/${String(reason['id'])}`;
    const changed = await admin('PATCH', one, { name: 'Задорого' });
    expect(json(changed)).toMatchObject({
      name: 'Задорого',
      sort: 60,
      created_at: reason['created_at'],
    });
    const { updated_at: updatedAt } = z.object({ updated_at: z.number() }).parse(json(changed));
    expect(updatedAt).toBeGreaterThanOrEqual(Number(reason['created_at']) + 60);
    const batch = await admin('PATCH', root, [{ id: reason['id'], sort: 5 }]);
    expect(batch.status).toBe(200);
    expect(rows(await admin('GET', root), 'loss_reasons')[0]).toMatchObject({ name: 'Задорого' });
    expect((await admin('DELETE', one)).status).toBe(204);
    expect((await admin('GET', one)).status).toBe(204);
    expect(wrong(await admin('PATCH', root, [{ id: reason['id'], sort: 5 }]))).toEqual([
      '0 id NotSupportedChoice',
    ]);
  });
});
