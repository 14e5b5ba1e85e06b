import { boardSchema } from '@foryou-crm/contract/board';
import { dataOf } from '@foryou-crm/contract/envelope';
import { incomingPageSchema } from '@foryou-crm/contract/incoming';
import { leadsPageSchema, type Lead } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, oasis } from '../../amo-crm/testing/amo-world.ts';
import {
  startSignedInApp,
  type Person,
  type SignedInApp,
} from '../../amo-crm/testing/signed-in-app.ts';
import { users } from '../../database/schema.ts';
import { startMirrorWorld, type MirrorBackend } from '../testing/mirror-world.ts';

/*
 * The same people ask amoCRM itself and our mirror of it: what they see has to be the same, whoever's
 * token has filled the mirror.
 */

let mirrored: Awaited<ReturnType<typeof startMirrorWorld>>;
let backend: MirrorBackend;
let app: SignedInApp;
let olena: Person;
let olenaId: string;

beforeAll(async () => {
  mirrored = await startMirrorWorld();
  await mirrored.reset();
  app = await startSignedInApp(mirrored.world);
  olena = await app.as('olena@demo.example');
  const [row] = await mirrored.db.select().from(users).where(eq(users.email, 'olena@demo.example'));
  olenaId = row?.id ?? '';
  backend = mirrored.newBackend();
  await mirrored.connectAs(backend);
  await backend.mirror.settle();
});
afterAll(async () => {
  await app.close();
  await mirrored.world.close();
});

async function listed(): Promise<Lead[]> {
  const leads: Lead[] = [];
  let cursor = '';
  do {
    const answer = await olena.get(`${paths.leads}?limit=100${cursor}`);
    const page = leadsPageSchema.parse(answer.json());
    leads.push(...page.data);
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    if (cursor === '') expect(page.total).toBe(leads.length);
  } while (cursor !== '');
  return leads;
}

describe.each([
  ['the head of sales', oasis.head],
  ['a broker who sees all', oasis.seesAll],
  ['a broker who sees his group', 10412014],
  ['a broker to whom a stage is shut', 10412027],
  ['a broker who sees his own', oasis.seesOwn],
])('%s', (_who, userId) => {
  it('sees in the mirror what amoCRM shows him', async () => {
    await connect(mirrored.world, backend.connections, olenaId, { userId });
    const api = await backend.connections.apiFor(olenaId);
    const leadIds: number[] = [];
    for await (const { items } of api.leads.pages({ limit: 250 })) {
      leadIds.push(...items.map(({ id }) => id));
    }
    const names = new Map<number, string>();
    for await (const { items } of api.contacts.pages({ limit: 250 })) {
      for (const { id, name } of items) names.set(id, name);
    }
    const leads = await listed();
    expect(leads.map(({ id }) => id).sort()).toEqual(leadIds.sort());
    for (const { contact } of leads) {
      if (contact) expect(contact.name).toBe(names.get(contact.id) ?? null);
    }
    const incoming = incomingPageSchema.parse(
      (await olena.get(`${paths.incoming}?limit=100`)).json(),
    );
    const shown = await api.unsorted.list({ limit: 250 });
    expect(incoming.data.map(({ uid }) => uid).sort()).toEqual(
      shown.items.map(({ uid }) => uid).sort(),
    );
    const [lead] = leads;
    const answer = await olena.get(`${paths.board}?pipelineId=${String(lead?.pipelineId)}`);
    const { stages } = dataOf(boardSchema).parse(answer.json()).data;
    for (const { id, count, sum } of stages) {
      const own = leads.filter((one) => one.pipelineId === lead?.pipelineId && one.stageId === id);
      expect([count, sum]).toEqual([own.length, own.reduce((all, { price }) => all + price, 0)]);
    }
  });
});
