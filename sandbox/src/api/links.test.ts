import { beforeEach, describe, expect, test } from 'vitest';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Caller;
let lead: number;
let contacts: number[];
let companies: number[];
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
  [lead = 0] = await created('leads', {});
  contacts = await created('contacts', { name: 'A' }, { name: 'B' });
  companies = await created('companies', { name: 'One' }, { name: 'Two' });
});

async function created(kind: string, ...items: object[]): Promise<number[]> {
  return rows(await admin.post(`/api/v4/${kind}`, items), kind).map(({ id }) => Number(id));
}

const to = (type: string, id: number | undefined, metadata?: object) => ({
  to_entity_id: id,
  to_entity_type: type,
  ...(metadata !== undefined && { metadata }),
});
const contactLink = (id: number | undefined, isMain: boolean) =>
  to('contacts', id, { main_contact: isMain });
const companyLink = (id: number | undefined) => ({ ...to('companies', id), metadata: null });

async function links(kind: string, id: number | undefined, query = '') {
  return rows(await admin.get(`/api/v4/${kind}/${id}/links${query}`), 'links');
}

describe('a lead', () => {
  test('has many contacts, one of them the main one, and one company', async () => {
    const [a, b] = contacts;
    const [one, two] = companies;
    const reply = await admin.post(`/api/v4/leads/${lead}/link`, [
      to('contacts', a),
      to('contacts', b),
      to('companies', one),
    ]);
    expect(json(reply)).toEqual({
      _total_items: 3,
      _links: { self: { href: `http://${oasis.host}/api/v4/leads/${lead}/links` } },
      _embedded: {
        links: [contactLink(a, true), contactLink(b, false), companyLink(one)].map((link) => ({
          entity_id: lead,
          entity_type: 'leads',
          ...link,
        })),
      },
    });
    await admin.post(`/api/v4/leads/${lead}/link`, [
      to('contacts', b, { is_main: true, updated_by: oasis.admin }),
      to('companies', two),
    ]);
    expect(await links('leads', lead)).toEqual([
      contactLink(b, true),
      contactLink(a, false),
      companyLink(two),
    ]);
  });

  test('lists one of its links, and an empty list when it has none', async () => {
    await admin.post(
      `/api/v4/leads/${lead}/link`,
      contacts.map((id) => to('contacts', id)),
    );
    const [a] = contacts;
    const filter = `?filter[to_entity_type]=contacts&filter[to_entity_id]=${a}`;
    expect(await links('leads', lead, filter)).toEqual([contactLink(a, true)]);
    const [bare] = await created('leads', {});
    const reply = await admin.get(`/api/v4/leads/${bare}/links`);
    expect([reply.status, json(reply)]).toEqual([
      200,
      expect.objectContaining({ _total_items: 0, _embedded: { links: [] } }),
    ]);
    expect((await admin.get('/api/v4/leads/1/links')).status).toBe(204);
  });

  test('is parted from what it is linked to, 204 also when it was not', async () => {
    const [a, b] = contacts;
    await admin.post(`/api/v4/leads/${lead}/link`, [to('contacts', a), to('contacts', b)]);
    for (const repeat of [1, 2]) {
      const reply = await admin.post(`/api/v4/leads/${lead}/unlink`, [
        to('contacts', a),
        to('companies', companies[0]),
      ]);
      expect([repeat, reply.status, reply.text]).toEqual([repeat, 204, '']);
    }
    expect(await links('leads', lead)).toEqual([contactLink(b, true)]);
  });

  test('keeps its time of change when it is linked', async () => {
    const before = json(await admin.get(`/api/v4/leads/${lead}`));
    await amo.order('clock/advance', { seconds: 60 });
    await admin.post(`/api/v4/leads/${lead}/link`, [to('contacts', contacts[0])]);
    expect(json(await admin.get(`/api/v4/leads/${lead}`))).toEqual(before);
  });
});

test('a contact has one company; a company lists its contacts and leads', async () => {
  const [a, b] = contacts;
  const [one, two] = companies;
  await admin.post(`/api/v4/contacts/${a}/link`, [to('companies', one)]);
  await admin.post(`/api/v4/contacts/${a}/link`, [to('companies', two)]);
  await admin.post(`/api/v4/companies/${two}/link`, [to('contacts', b), to('leads', lead)]);
  expect(await links('contacts', a)).toEqual([companyLink(two)]);
  expect(await links('companies', one)).toEqual([]);
  expect(await links('companies', two)).toEqual([
    contactLink(a, true),
    contactLink(b, false),
    { ...to('leads', lead), metadata: null },
  ]);
});

describe('many at once', () => {
  test('items name both cards; the list asks for the cards it is of', async () => {
    const [a, b] = contacts;
    const [second] = await created('leads', {});
    const reply = await admin.post('/api/v4/leads/link', [
      { entity_id: lead, ...to('contacts', a) },
      { entity_id: second, ...to('contacts', b) },
    ]);
    const expected = [
      { entity_id: lead, entity_type: 'leads', ...contactLink(a, true) },
      { entity_id: second, entity_type: 'leads', ...contactLink(b, true) },
    ];
    expect(rows(reply, 'links')).toEqual(expected);
    const path = '/api/v4/leads/links';
    const both = `?filter[entity_id][]=${lead}&filter[entity_id][]=${second}`;
    expect(rows(await admin.get(`${path}${both}`), 'links')).toEqual(expected);
    expect((await admin.get(path)).status).toBe(400);
    const parted = await admin.post('/api/v4/leads/unlink', [
      { entity_id: lead, ...to('contacts', a) },
    ]);
    expect(parted.status).toBe(204);
    expect(rows(await admin.get(`${path}${both}`), 'links')).toHaveLength(1);
  });
});

describe('what is refused', () => {
  test('unknown ends and kinds, with the path; one bad item links nothing', async () => {
    const reply = await admin.post(`/api/v4/leads/${lead}/link`, [
      to('contacts', contacts[0]),
      to('contacts', 1),
      to('leads', lead),
      to('catalog_elements', 5),
      to('contacts', contacts[0], { updated_by: 1 }),
      { to_entity_type: 'contacts' },
    ]);
    expect(reply.status).toBe(400);
    const at = (place: string, path: string) => ({
      request_id: place,
      errors: [expect.objectContaining({ path })],
    });
    expect(json(reply)).toMatchObject({
      'validation-errors': [
        at('1', 'to_entity_id'),
        at('2', 'to_entity_type'),
        at('3', 'to_entity_type'),
        at('4', 'metadata.updated_by'),
        at('5', 'to_entity_id'),
      ],
    });
    expect(await links('leads', lead)).toEqual([]);
  });

  test('a card the caller may not edit is 403, an empty body 400', async () => {
    const seer = await callerIn(amo, oasis, oasis.seesAll);
    const path = `/api/v4/leads/${lead}/link`;
    expect((await seer.post(path, [to('contacts', contacts[0])])).status).toBe(403);
    expect((await admin.post(path, [])).status).toBe(400);
  });
});
