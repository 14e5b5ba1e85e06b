import { beforeEach, describe, expect, test } from 'vitest';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Caller;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
});

const { subdomain } = oasis;

async function created(kind: string, ...items: object[]): Promise<number[]> {
  return rows(await admin.post(`/api/v4/${kind}`, items), kind).map(({ id }) => Number(id));
}

const status = async (path: string) => (await admin.get(`/api/v4/${path}`)).status;
const embedded = async (path: string) => json(await admin.get(`/api/v4/${path}`));

describe('the trash', () => {
  test.each(['leads', 'contacts', 'companies'] as const)(
    'deleted %s answer 204, leave the list, cannot be changed, and come back',
    async (kind) => {
      const [id = 0] = await created(kind, { name: 'Gone' });
      const isListed = async () =>
        rows(await admin.get(`/api/v4/${kind}?filter[id]=${id}`), kind).length === 1;
      expect(await amo.order('cards/delete', { subdomain, kind, ids: [id, 1] })).toEqual({
        deleted: [id],
      });
      expect([await status(`${kind}/${id}`), await isListed()]).toEqual([204, false]);
      expect((await admin.patch(`/api/v4/${kind}/${id}`, { name: 'Back' })).status).toBe(404);
      expect(await amo.order('cards/restore', { subdomain, kind, ids: [id] })).toEqual({
        restored: [id],
      });
      expect([await status(`${kind}/${id}`), await isListed()]).toEqual([200, true]);
    },
  );

  test('a deleted contact is not shown on its lead, and is again when it comes back', async () => {
    const [contact = 0] = await created('contacts', {});
    const [company = 0] = await created('companies', {});
    const [lead] = await created('leads', {
      _embedded: { contacts: [{ id: contact }], companies: [{ id: company }] },
    });
    const shown = () => embedded(`leads/${lead}?with=contacts`);
    await amo.order('cards/delete', { subdomain, kind: 'contacts', ids: [contact] });
    await amo.order('cards/delete', { subdomain, kind: 'companies', ids: [company] });
    expect(await shown()).toMatchObject({ _embedded: { contacts: [], companies: [] } });
    await amo.order('cards/restore', { subdomain, kind: 'contacts', ids: [contact] });
    expect(await shown()).toMatchObject({ _embedded: { contacts: [{ id: contact }] } });
  });

  test('who threw a lead away, and when, stands in the list of the deleted', async () => {
    const [id = 0] = await created('leads', {});
    await amo.order('clock/advance', { seconds: 60 });
    await amo.order('cards/delete', { subdomain, kind: 'leads', ids: [id], userId: oasis.seesAll });
    const [gone] = rows(await admin.get('/api/v4/leads?with=only_deleted'), 'leads');
    expect(gone).toMatchObject({ id, is_deleted: true, updated_by: oasis.seesAll });
  });
});

describe('a merge', () => {
  test('of contacts moves their leads, company, tags and fields to the one that stays', async () => {
    const [company] = await created('companies', {});
    const [keep, other] = await created(
      'contacts',
      { name: 'Keep', tags_to_add: [{ name: 'A' }] },
      { name: 'Other', tags_to_add: [{ name: 'B' }], _embedded: { companies: [{ id: company }] } },
    );
    const [lead, both] = await created(
      'leads',
      { _embedded: { contacts: [{ id: other }] } },
      { _embedded: { contacts: [{ id: other }, { id: keep }] } },
    );
    const order = { subdomain, kind: 'contacts', keepId: keep, otherIds: [other, keep, 1] };
    expect(await amo.order('cards/merge', order)).toEqual({ merged: [other] });
    expect(await status(`contacts/${other}`)).toBe(204);
    expect(await embedded(`contacts/${keep}?with=leads`)).toMatchObject({
      name: 'Keep',
      _embedded: {
        tags: [{ name: 'A' }, { name: 'B' }],
        companies: [{ id: company }],
        leads: [{ id: lead }, { id: both }],
      },
    });
    expect(await embedded(`leads/${both}?with=contacts`)).toMatchObject({
      _embedded: { contacts: [{ id: keep, is_main: true }] },
    });
  });

  test('of companies moves their leads and contacts', async () => {
    const [keep, other] = await created('companies', { name: 'Keep' }, { name: 'Other' });
    const [contact] = await created('contacts', { _embedded: { companies: [{ id: other }] } });
    const [lead] = await created('leads', { _embedded: { companies: [{ id: other }] } });
    const order = { subdomain, kind: 'companies', keepId: keep, otherIds: [other] };
    expect(await amo.order('cards/merge', order)).toEqual({ merged: [other] });
    expect(await embedded(`companies/${keep}?with=leads,contacts`)).toMatchObject({
      _embedded: { leads: [{ id: lead }], contacts: [{ id: contact }] },
    });
  });

  test('of leads moves tasks and contacts; the price and the name of the kept one stand', async () => {
    const leads = rows(await admin.get('/api/v4/tasks?limit=250'), 'tasks');
    const other = Number(leads[0]?.['entity_id']);
    const tasks = leads.filter((task) => task['entity_id'] === other).map(({ id }) => id);
    const [keep] = await created('leads', { name: 'Keep', price: 5 });
    await amo.order('cards/merge', { subdomain, kind: 'leads', keepId: keep, otherIds: [other] });
    const moved = await admin.get(
      `/api/v4/tasks?limit=250&filter[entity_type]=leads&filter[entity_id]=${keep}`,
    );
    expect(rows(moved, 'tasks').map(({ id }) => id)).toEqual(tasks);
    expect(await embedded(`leads/${keep}`)).toMatchObject({ name: 'Keep', price: 5 });
    expect(await status(`leads/${other}`)).toBe(204);
  });

  test('into a card that is not there does nothing', async () => {
    const [other] = await created('contacts', {});
    const order = { subdomain, kind: 'contacts', keepId: 1, otherIds: [other] };
    expect(await amo.order('cards/merge', order)).toEqual({ merged: [] });
    expect(await status(`contacts/${other}`)).toBe(200);
  });
});
