import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { wrong } from '../testing/bodies.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';
import { keys } from '../testing/shape.ts';

const amo = freshClient();
let admin: Caller;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
});

const path = '/api/v4/leads/complex';
const madeSchema = z.array(
  z.strictObject({
    id: z.int(),
    contact_id: z.int().nullable(),
    company_id: z.int().nullable(),
    request_id: z.array(z.string()),
    merged: z.boolean(),
  }),
);

function made(reply: Reply) {
  expect([reply.status, reply.status === 200 ? '' : reply.text]).toEqual([200, '']);
  return madeSchema.parse(json(reply));
}

test('a lead, its contact and its company are made and linked to each other', async () => {
  const reply = await admin.post(path, [
    {
      name: 'Пентхаус',
      request_id: 'first',
      tags_to_add: [{ name: 'VIP' }],
      _embedded: {
        contacts: [{ first_name: 'Катерина', tags_to_add: [{ name: 'Новий' }] }],
        companies: [{ name: 'Дюна' }],
      },
    },
    { _embedded: { contacts: [], companies: null } },
  ]);
  expect(keys(json(reply))).toEqual(keys(fixture('leads.complex.response')));
  const [first, second] = made(reply);
  expect(first).toMatchObject({ request_id: ['first'], merged: false });
  expect(second).toMatchObject({ request_id: ['1'], contact_id: null, company_id: null });
  const { id, contact_id: contactId, company_id: companyId } = first ?? {};
  expect(json(await admin.get(`/api/v4/leads/${id}?with=contacts`))).toMatchObject({
    name: 'Пентхаус',
    _embedded: {
      tags: [{ name: 'VIP' }],
      contacts: [{ id: contactId, is_main: true }],
      companies: [{ id: companyId }],
    },
  });
  expect(json(await admin.get(`/api/v4/contacts/${contactId}`))).toMatchObject({
    name: 'Катерина',
    _embedded: { tags: [{ name: 'Новий' }], companies: [{ id: companyId }] },
  });
});

test('a contact and a company that are there are named by id', async () => {
  const [contact] = rows(await admin.post('/api/v4/contacts', [{ name: 'A' }]), 'contacts');
  const [company] = rows(await admin.post('/api/v4/companies', [{ name: 'B' }]), 'companies');
  const [first] = made(
    await admin.post(path, [
      { _embedded: { contacts: [{ id: contact?.['id'] }], companies: [{ id: company?.['id'] }] } },
    ]),
  );
  expect(first).toMatchObject({ contact_id: contact?.['id'], company_id: company?.['id'] });
  expect(json(await admin.get(`/api/v4/contacts/${first?.contact_id}`))).toMatchObject({
    name: 'A',
    _embedded: { companies: [{ id: company?.['id'] }] },
  });
});

test('errors name the path through the embedded cards, and nothing is made', async () => {
  const contactsBefore = rows(
    await admin.get('/api/v4/contacts?order[id]=desc&limit=1'),
    'contacts',
  );
  const forty = Array.from({ length: 41 }, () => ({ field_code: 'PHONE', values: [] }));
  const reply = await admin.post(path, [
    { _embedded: { contacts: [{ name: 'Good' }] } },
    {
      status_id: 1,
      _embedded: {
        contacts: [{ name: 'A', responsible_user_id: 1, tags_to_add: [{ id: 5 }] }],
        companies: [{ name: 'A' }, { name: 'B' }],
      },
    },
    { _embedded: { contacts: [{ id: 1 }] } },
    { custom_fields_values: forty, _embedded: { contacts: [{ first_name: 5 }] } },
  ]);
  expect(wrong(reply)).toEqual([
    '1 status_id NotSupportedChoice',
    '1 _embedded.contacts.0.responsible_user_id NotSupportedChoice',
    '1 _embedded.contacts.0.tags_to_add.0.id NotSupportedChoice',
    '1 _embedded.companies TooManyElements',
    '2 _embedded.contacts.0.id NotSupportedChoice',
    '3 _embedded.contacts.0.first_name InvalidType',
  ]);
  expect(rows(await admin.get('/api/v4/contacts?order[id]=desc&limit=1'), 'contacts')).toEqual(
    contactsBefore,
  );
});

describe('metadata', () => {
  const metadata = {
    category: 'forms',
    form_id: 123,
    form_name: 'Форма на сайті',
    form_page: 'https://example.com',
    form_sent_at: 1_608_905_348,
    ip: '8.8.8.8',
    referer: 'https://example.com/form.html',
  };
  const incoming = 68412310;

  test('makes an incoming lead, whose new contact is in no list while it waits', async () => {
    const [first] = made(
      await admin.post(path, [
        {
          status_id: incoming,
          pipeline_id: oasis.mainPipeline,
          request_id: 'uns',
          _embedded: { metadata, contacts: [{ first_name: 'Євген' }] },
        },
      ]),
    );
    expect(first).toMatchObject({ request_id: ['uns'], merged: false });
    const waiting = rows(await admin.get('/api/v4/leads/unsorted?limit=250'), 'unsorted');
    expect(
      waiting.find(({ _embedded: cards }) => JSON.stringify(cards).includes(`${first?.id}`)),
    ).toMatchObject({ category: 'forms', pipeline_id: oasis.mainPipeline });
    expect(json(await admin.get(`/api/v4/leads/${first?.id}`))).toMatchObject({
      status_id: incoming,
    });
    const contact = `/api/v4/contacts?filter[id]=${first?.contact_id}`;
    expect((await admin.get(contact)).status).toBe(204);
    await admin.patch(`/api/v4/leads/${first?.id}`, { price: 1 });
    expect(rows(await admin.get(contact), 'contacts')).toHaveLength(1);
  });

  test('needs a category that can be made, and what its category needs', async () => {
    const reply = await admin.post(path, [
      { _embedded: { metadata: { ...metadata, category: 'mail' } } },
      { _embedded: { metadata: { category: 'forms', form_id: 1 } } },
    ]);
    expect(wrong(reply)).toEqual([
      '0 _embedded.metadata.category NotSupportedChoice',
      '1 _embedded.metadata.form_name FieldMissing',
      '1 _embedded.metadata.form_page FieldMissing',
      '1 _embedded.metadata.form_sent_at FieldMissing',
    ]);
  });
});

test('no more than 40 fields a card and 50 leads a call', async () => {
  const fields = Array.from({ length: 41 }, () => ({ field_id: 690131, values: [{ value: 'A' }] }));
  const reply = await admin.post(path, [{ custom_fields_values: fields }]);
  expect(reply.status).toBe(400);
  expect(reply.text).toContain('"path":"custom_fields_values"');
  const many = await admin.post(
    path,
    Array.from({ length: 51 }, () => ({})),
  );
  expect([many.status, json(many)]).toEqual([
    422,
    expect.objectContaining({ detail: 'Limit 50 per page' }),
  ]);
});
