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
