import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';
import { differences } from '../testing/shape.ts';

/**
 * Every recorded body of leads: requests are sent as they were recorded, with this account's ids in
 * place of theirs, and answers are held against those that were recorded for them.
 */

const amo = freshClient();
let admin: Caller;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
});

const path = '/api/v4/leads';
const pipeline = oasis.mainPipeline;
const [incoming, first, second] = [68412310, 68412314, 68412318];

/** A recorded request with other ids; every id that is named must stand in it. */
function sent(name: string, ids: Readonly<Record<number, number>>): unknown {
  let text = JSON.stringify(fixture(name));
  for (const [theirs, ours] of Object.entries(ids)) {
    const pattern = new RegExp(`(?<=:)${theirs}(?=[,}])`, 'g');
    expect(text, `${name} has no ${theirs}`).toMatch(pattern);
    text = text.replaceAll(pattern, String(ours));
  }
  return JSON.parse(text);
}

/** What one account has and the recorded one had not: fields, tags, a company. */
const more = /custom_fields_values\[\]|tags\[\]|companies\[\]/;

describe('read', () => {
  test('the list, its second page', async () => {
    // The recorded ones are won, and so closed.
    const won = `filter[statuses][0][pipeline_id]=${pipeline}&filter[statuses][0][status_id]=142`;
    const ours = json(await admin.get(`${path}?limit=2&page=2&${won}`));
    expect(differences(ours, fixture('leads.list.response'), more)).toEqual([]);
  });

  test('one, lost, with everything that can be asked for', async () => {
    const stage = `filter[statuses][0][pipeline_id]=${pipeline}&filter[statuses][0][status_id]=143`;
    const lost = rows(await admin.get(`${path}?limit=250&with=contacts&${stage}`), 'leads');
    const [lead] = lost.filter((row) => row['loss_reason_id'] !== null);
    const everything = 'contacts,loss_reason,catalog_elements,is_price_modified_by_robot,source_id';
    const ours = json(await admin.get(`${path}/${String(lead?.['id'])}?with=${everything}`));
    expect(differences(ours, fixture('leads.one.response'), more)).toEqual([]);
  });
});

describe('written', () => {
  test('created as in the record, with fields and tags by name and by id', async () => {
    const tags = rows(await admin.get(`${path}/tags`), 'tags').map(({ id }) => Number(id));
    const [one = 0, two = 0] = tags;
    const request = sent('leads.create.request', { 294471: 690131, 217261: one, 2719: two });
    const reply = await admin.post(path, request);
    expect([reply.status, differences(json(reply), fixture('leads.create.response'))]).toEqual([
      200,
      [],
    ]);
    const [made, other] = rows(reply, 'leads');
    expect(json(await admin.get(`${path}/${String(made?.['id'])}`))).toMatchObject({
      name: 'Сделка для примера 1',
      created_by: 0,
      price: 20000,
      custom_fields_values: [{ field_id: 690131, values: [{ value: 'Наш первый клиент' }] }],
      _embedded: { tags: [{ name: 'Первый тег' }, { id: one }] },
    });
    expect(json(await admin.get(`${path}/${String(other?.['id'])}`))).toMatchObject({
      _embedded: { tags: [{ id: two }] },
    });
  });

  test('changed as in the record: one is lost, tags come and go, the other loses all tags', async () => {
    const tags_to_add = [{ name: 'Первый тег' }];
    const made = await admin.post(path, [{ tags_to_add }, { tags_to_add }]);
    const [a = 0, b = 0] = rows(made, 'leads').map(({ id }) => Number(id));
    const [reason] = rows(await admin.get(`${path}/loss_reasons`), 'loss_reasons');
    const request = sent('leads.patch.request', {
      54886: a,
      54884: b,
      47521: pipeline,
      525743: second,
      7323: Number(reason?.['id']),
    });
    const reply = await admin.patch(path, request);
    expect([reply.status, differences(json(reply), fixture('leads.patch.response'))]).toEqual([
      200,
      [],
    ]);
    expect(json(await admin.get(`${path}/${a}?with=loss_reason`))).toMatchObject({
      status_id: 143,
      closed_at: 1589297221,
      updated_by: 0,
      loss_reason_id: reason?.['id'],
      _embedded: { tags: [{ name: 'Второй тег' }], loss_reason: [{ id: reason?.['id'] }] },
    });
    expect(json(await admin.get(`${path}/${b}`))).toMatchObject({
      price: 50000,
      status_id: second,
      _embedded: { tags: [] },
    });
  });

  test('complex as in the record: the second waits among the incoming ones', async () => {
    const request = sent('leads.complex.request', {
      2004184: oasis.seesAll,
      66186: 690111,
      193200: 690112,
      66192: 690101,
      193226: 690104,
      1286573: 690131,
      1286575: 690221,
      2957741: 690222,
      2957743: 690223,
      33929752: first,
      33929749: incoming,
      3383152: pipeline,
    });
    const reply = await admin.post(`${path}/complex`, request);
    expect(reply.status).toBe(200);
    const ours = z.array(z.record(z.string(), z.unknown())).parse(json(reply));
    // The record answers a company for the second one, too, which its request does not have.
    const wrong = differences(ours, fixture('leads.complex.response'));
    expect(wrong).toEqual(['[].company_id: number|null instead of number']);
    expect(ours[1]).toMatchObject({ company_id: null, request_id: ['uns_qweasd'], merged: false });
    const unsorted = rows(await admin.get(`${path}/unsorted?limit=250`), 'unsorted');
    expect(unsorted.map((row) => row['_embedded'])).toContainEqual(
      expect.objectContaining({ leads: [expect.objectContaining({ id: ours[1]?.['id'] })] }),
    );
  });
});
