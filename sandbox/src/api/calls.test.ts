import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { body, wrong } from '../testing/bodies.ts';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Caller;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
});

const path = '/api/v4/calls';
const anyId: unknown = expect.any(Number);
const ring = { direction: 'inbound', duration: 64, source: 'pbx', uniq: 'call-1' };

const contactSchema = z.object({
  id: z.int(),
  custom_fields_values: z
    .array(z.object({ field_code: z.string().nullable(), values: z.array(z.unknown()) }))
    .nullable(),
  _embedded: z.object({ leads: z.array(z.object({ id: z.int() })) }),
});
type Contact = z.output<typeof contactSchema>;

async function everything(kind: string): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  for (let page = 1; ; page += 1) {
    const more = rows(await admin.get(`/api/v4/${kind}?limit=250&with=leads&page=${page}`), kind);
    if (more.length === 0) return all;
    all.push(...more);
  }
}

/** Only digits, as a telephone exchange would send them. */
function phoneOf(contact: Contact): string {
  const field = contact.custom_fields_values?.find((one) => one.field_code === 'PHONE');
  const { value } = z.object({ value: z.string() }).parse(field?.values[0]);
  return value.replaceAll(/\D/g, '');
}

/** A contact whose number nobody else has, with so many active leads; and the first of them. */
async function personWith(count: number): Promise<{ id: number; phone: string; lead: number }> {
  const contacts = (await everything('contacts')).map((row) => contactSchema.parse(row));
  const numbers = contacts.map(phoneOf);
  const leads = await everything('leads');
  const active = new Set(
    leads.filter((lead) => ![142, 143].includes(Number(lead['status_id']))).map((one) => one['id']),
  );
  const found = contacts.find((contact) => {
    const isAlone = numbers.filter((number) => number === phoneOf(contact)).length === 1;
    return isAlone && contact._embedded.leads.filter(({ id }) => active.has(id)).length === count;
  });
  if (found === undefined) throw new Error(`nobody with ${count} active leads`);
  const lead = found._embedded.leads.find(({ id }) => active.has(id))?.id ?? 0;
  return { id: found.id, phone: phoneOf(found), lead };
}

test('a call lands on the one active lead of whoever has the number, as a note', async () => {
  const { lead, phone } = await personWith(1);
  const reply = await admin.post(path, [{ ...ring, phone, request_id: 'x' }]);
  const [call] = rows(reply, 'calls');
  expect(body(reply)).toMatchObject({ _total_items: 1, errors: [] });
  expect(call).toEqual({
    id: anyId,
    entity_id: lead,
    entity_type: 'lead',
    account_id: oasis.id,
    request_id: 'x',
    _embedded: {
      entity: {
        id: lead,
        _links: { self: { href: `http://${oasis.host}/api/v4/leads/${lead}` } },
      },
    },
  });
  const note = body(await admin.get(`/api/v4/leads/notes/${String(call?.['id'])}`));
  expect(note).toMatchObject({
    entity_id: lead,
    note_type: 'call_in',
    params: { uniq: 'call-1', duration: 64, source: 'pbx', link: null, phone },
  });
});

test('ten digits are enough, however they are written', async () => {
  const { lead, phone } = await personWith(1);
  const [start, end] = [phone.slice(-10, -4), phone.slice(-4)];
  const [call] = rows(await admin.post(path, [{ ...ring, phone: `8 (${start}) ${end}` }]), 'calls');
  expect(call).toMatchObject({ entity_id: lead });
});

test.each([0, 2])('with %i active leads it lands on the person', async (count) => {
  const { id, phone } = await personWith(count);
  const out = { ...ring, direction: 'outbound', phone };
  const [call] = rows(await admin.post(path, [out]), 'calls');
  expect(call).toMatchObject({ entity_id: id, entity_type: 'contact' });
  const note = body(await admin.get(`/api/v4/contacts/notes/${String(call?.['id'])}`));
  expect(note).toMatchObject({ note_type: 'call_out' });
});

test('a number nobody has is told in errors; with no other call it is a 400', async () => {
  const { phone } = await personWith(1);
  const unknown = { ...ring, phone: '+1 202 555 0199', request_id: 'nobody' };
  const error: unknown = expect.objectContaining({
    title: 'Entity not found',
    request_id: 'nobody',
  });
  const some = await admin.post(path, [unknown, { ...ring, phone }]);
  expect(body(some)).toMatchObject({ _total_items: 1, errors: [error] });
  const none = await admin.post(path, [unknown]);
  expect([none.status, json(none)]).toEqual([
    400,
    { _total_items: 0, errors: [error], _embedded: { calls: [] } },
  ]);
});

test.each([
  [{}, ['direction', 'duration', 'source', 'phone'].map((key) => `0 ${key} FieldMissing`)],
  [{ ...ring, phone: '1', direction: 'sideways' }, ['0 direction NotSupportedChoice']],
  [{ ...ring, phone: '1', created_by: 1 }, ['0 created_by NotSupportedChoice']],
])('a call is refused by the field: %j', async (item, errors) => {
  expect(wrong(await admin.post(path, [item]))).toEqual(errors);
});
