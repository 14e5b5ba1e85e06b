import { afterAll, beforeAll, expect, test } from 'vitest';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { links, oasis, rows, startClient } from '../testing/client.ts';
import type { Client } from '../testing/client.ts';

let amo: Client;
let admin: Caller;
beforeAll(async () => {
  amo = await startClient();
  admin = await callerIn(amo, oasis, oasis.admin);
});
afterAll(() => amo.sandbox.close());

/** All ids of a list, by following `next`. */
async function walk(kind: string, query = ''): Promise<number[]> {
  const ids: number[] = [];
  let path: string | undefined = `/api/v4/${kind}?limit=50${query}`;
  while (path !== undefined) {
    const reply = await admin.get(path);
    if (reply.status === 204) break;
    ids.push(...rows(reply, kind).map(({ id }) => Number(id)));
    const next: string | undefined = links(reply)['next'];
    path = next?.slice(next.indexOf('/api/'));
  }
  return ids;
}

test.each(['leads', 'contacts', 'companies'])(
  'the pages of %s hold every card once, by id, whatever was made, changed, thrown away and restored',
  async (kind) => {
    const { subdomain } = oasis;
    const before = await walk(kind);
    const made = rows(await admin.post(`/api/v4/${kind}`, [{}, {}, {}]), kind).map(({ id }) =>
      Number(id),
    );
    const [first = 0, second = 0] = before;
    const [, gone = 0] = made;
    await admin.patch(`/api/v4/${kind}/${first}`, { name: 'Changed' });
    await amo.order('cards/delete', { subdomain, kind, ids: [second, gone] });
    await amo.order('cards/restore', { subdomain, kind, ids: [second] });

    const expected = [...before, ...made].filter((id) => id !== gone);
    expect(expected).toEqual([...expected].sort((a, b) => a - b));
    expect(await walk(kind)).toEqual(expected);
    expect(await walk(kind, '&order[id]=desc')).toEqual([...expected].reverse());
    const byTime = await walk(kind, '&order[updated_at]=asc');
    expect([...byTime].sort((a, b) => a - b)).toEqual(expected);
  },
);

test('a list that was asked for before shows what has changed since', async () => {
  const { subdomain, seesOwn } = oasis;
  const own = await callerIn(amo, oasis, seesOwn);
  const query = '&filter[price][from]=77000001&order[updated_at]=desc';
  const words = '&query=Lighthouse';
  const owned = () => own.get(`/api/v4/leads?limit=50${query}`);
  expect(await walk('leads', query)).toEqual([]);
  expect(await walk('leads', words)).toEqual([]);

  const draft = { name: 'Lighthouse', price: 77_000_001, responsible_user_id: oasis.seesAll };
  const [made] = rows(await admin.post('/api/v4/leads', [draft]), 'leads');
  const id = Number(made?.['id']);
  expect(await walk('leads', query)).toEqual([id]);
  expect(await walk('leads', words)).toEqual([id]);
  // Nobody else's eyes are lent by it.
  expect((await owned()).status).toBe(204);

  await admin.patch(`/api/v4/leads/${id}`, { responsible_user_id: seesOwn });
  expect(rows(await owned(), 'leads')).toHaveLength(1);
  const dueAt = 1_900_000_000;
  const task = { text: 'Call', complete_till: dueAt, entity_id: id, entity_type: 'leads' };
  await admin.post('/api/v4/tasks', [task]);
  const [shown] = rows(await admin.get(`/api/v4/leads?limit=50${query}`), 'leads');
  expect(shown).toMatchObject({ closest_task_at: dueAt });

  await amo.order('leads/delete', { subdomain, all: true });
  expect(await walk('leads')).toEqual([]);
});
