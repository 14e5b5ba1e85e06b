import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';
import { keys } from '../testing/shape.ts';

const amo = freshClient();
let admin: Caller;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
});

async function created(kind: string, ...items: object[]): Promise<number[]> {
  const reply = await admin.post(`/api/v4/${kind}`, items);
  expect([reply.status, reply.status === 200 ? '' : reply.text]).toEqual([200, '']);
  return rows(reply, kind).map(({ id }) => Number(id));
}

async function read(path: string): Promise<unknown> {
  const reply = await admin.get(`/api/v4/${path}`);
  expect(reply.status).toBe(200);
  return json(reply);
}

describe('contacts', () => {
  test('a name is made of its parts, a bare name has none, and a part changes the whole', async () => {
    const [a, b, c] = await created(
      'contacts',
      { first_name: 'Катерина', last_name: 'Білик' },
      { name: 'Diana' },
      {},
    );
    expect(await read(`contacts/${a}`)).toMatchObject({ name: 'Катерина Білик' });
    expect(await read(`contacts/${b}`)).toMatchObject({
      name: 'Diana',
      first_name: '',
      last_name: '',
    });
    expect(await read(`contacts/${c}`)).toMatchObject({
      name: '',
      responsible_user_id: oasis.admin,
    });
    await admin.patch(`/api/v4/contacts/${a}`, { last_name: 'Гай' });
    expect(await read(`contacts/${a}`)).toMatchObject({
      name: 'Катерина Гай',
      first_name: 'Катерина',
      last_name: 'Гай',
    });
    await admin.patch(`/api/v4/contacts/${a}`, { created_by: 0 });
    expect(await read(`contacts/${a}`)).toMatchObject({ name: 'Катерина Гай', last_name: 'Гай' });
  });

  test('answers have ids and links; a change adds its time', async () => {
    const post = await admin.post('/api/v4/contacts', [{ name: 'A', request_id: 'x' }]);
    const item = ['id', '_links', '_links.self', '_links.self.href'];
    const inList = (more: string[]) =>
      [
        '_links',
        '_links.self',
        '_links.self.href',
        '_embedded',
        '_embedded.contacts',
        ...[...item, ...more].map((key) => `_embedded.contacts.${key}`),
      ].sort();
    expect(keys(json(post))).toEqual(inList(['request_id']));
    const [id] = rows(post, 'contacts').map((row) => Number(row['id']));
    const patch = await admin.patch('/api/v4/contacts', [{ id, name: 'B' }]);
    expect(keys(json(patch))).toEqual(inList(['name', 'updated_at']));
    const one = await admin.patch(`/api/v4/contacts/${id}`, { name: 'C' });
    expect(keys(json(one))).toEqual([...item, 'name', 'updated_at'].sort());
  });

  test('a new contact can belong to a company, which must be there', async () => {
    const [company] = await created('companies', { name: 'Дюна' });
    const [id] = await created('contacts', { _embedded: { companies: [{ id: company }] } });
    expect(await read(`contacts/${id}`)).toMatchObject({
      _embedded: { companies: [{ id: company }] },
    });
    expect(await read(`companies/${company}?with=contacts`)).toMatchObject({
      _embedded: { contacts: [{ id }] },
    });
    const wrong = await admin.post('/api/v4/contacts', [{ _embedded: { companies: [{ id }] } }]);
    expect(json(wrong)).toMatchObject({
      'validation-errors': [{ errors: [{ path: '_embedded.companies.0.id' }] }],
    });
  });

  test('contacts and companies draw their ids from one sequence', async () => {
    const [a] = await created('contacts', {});
    const [b] = await created('companies', {});
    const [c] = await created('contacts', {});
    expect([b, c]).toEqual([Number(a) + 1, Number(a) + 2]);
  });

  test('who may not see a contact cannot change it; who sees but may not edit is refused', async () => {
    const [id] = await created('contacts', { name: 'Hers' });
    const path = `/api/v4/contacts/${id}`;
    const blind = await callerIn(amo, oasis, oasis.seesOwn);
    expect((await blind.patch(path, { name: 'His' })).status).toBe(404);
    const seer = await callerIn(amo, oasis, oasis.seesAll);
    expect((await seer.patch(path, { name: 'His' })).status).toBe(403);
    expect(await read(`contacts/${id}`)).toMatchObject({ name: 'Hers' });
  });
});

describe('companies', () => {
  test('a change answers with the name too, one and many', async () => {
    const [id] = await created('companies', { name: 'Дюна' });
    const many = await admin.patch('/api/v4/companies', [{ id, name: 'Оаза' }]);
    const [told] = rows(many, 'companies');
    expect(told).toMatchObject({ id, name: 'Оаза' });
    expect(keys(told)).toEqual([
      '_links',
      '_links.self',
      '_links.self.href',
      'id',
      'name',
      'updated_at',
    ]);
    const one = await admin.patch(`/api/v4/companies/${id}`, {
      tags_to_add: [{ name: 'Партнер' }],
    });
    expect(json(one)).toMatchObject({ id, name: 'Оаза' });
    expect(await read(`companies/${id}`)).toMatchObject({
      _embedded: { tags: [{ name: 'Партнер', color: null }] },
    });
  });
});

describe('tags of each kind', () => {
  const tagSchema = z.object({ id: z.int(), name: z.string(), color: z.string().nullable() });
  const tags = async (kind: string, query = '') =>
    rows(await admin.get(`/api/v4/${kind}/tags${query}`), 'tags').map((row) =>
      tagSchema.strict().parse(row),
    );

  test('the tags on cards are in the book, by id, name and text', async () => {
    expect(await tags('leads', '?limit=2')).toEqual([
      { id: 204101, name: 'VIP', color: 'FFCE5A' },
      { id: 204103, name: 'Інвестор', color: '90CDB0' },
    ]);
    const names = async (query: string) => (await tags('leads', query)).map(({ name }) => name);
    expect(await names('?filter[id][]=204105&filter[id][]=204107')).toEqual(['Готівка', 'Іпотека']);
    expect(await names(`?filter[name]=${encodeURIComponent('Інвестор')}`)).toEqual(['Інвестор']);
    expect(await names(`?filter[name]=${encodeURIComponent('Інвест')}`)).toEqual([]);
    expect(await names('?query=gold')).toEqual(['Golden Visa']);
    expect((await admin.get('/api/v4/contacts/tags')).status).toBe(204);
  });

  test('a new name makes a tag, an old one answers with its id; only leads’ tags have colours', async () => {
    const reply = await admin.post('/api/v4/leads/tags', [
      { name: 'Новий', color: '10599D', request_id: 'a' },
      { name: 'VIP' },
    ]);
    const [made, known] = rows(reply, 'tags');
    expect(json(reply)).toMatchObject({ _total_items: 2 });
    expect(made).toMatchObject({ name: 'Новий', color: '10599D', request_id: 'a' });
    expect(keys(made)).toEqual(['color', 'id', 'name', 'request_id']);
    expect(known).toEqual({ id: 204101, name: 'VIP', color: 'FFCE5A', request_id: '1' });
    const [contactTag] = rows(
      await admin.post('/api/v4/contacts/tags', [{ name: 'VIP', color: '10599D' }]),
      'tags',
    );
    expect(contactTag).toMatchObject({ name: 'VIP', color: null });
    expect(contactTag?.['id']).not.toBe(204101);
    expect(await tags('contacts')).toHaveLength(1);
  });

  test('a tag without a name or with a colour of its own is refused', async () => {
    const reply = await admin.post('/api/v4/leads/tags', [
      { color: '10599D' },
      { name: 'A', color: 'red' },
    ]);
    expect(json(reply)).toMatchObject({
      status: 400,
      'validation-errors': [
        { request_id: '0', errors: [{ path: 'name', code: 'FieldMissing' }] },
        { request_id: '1', errors: [{ path: 'color', code: 'NotSupportedChoice' }] },
      ],
    });
  });

  test('a contact takes contacts’ tags only', async () => {
    const reply = await admin.post('/api/v4/contacts', [{ tags_to_add: [{ id: 204101 }] }]);
    expect(json(reply)).toMatchObject({
      'validation-errors': [{ errors: [{ path: 'tags_to_add.0.id' }] }],
    });
  });
});
