import type { LiveEvent } from '@foryou-crm/contract/events';
import { and, eq, isNotNull } from 'drizzle-orm';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, oasis, startAmoWorld, type AmoWorld } from '../../amo-crm/testing/amo-world.ts';
import type { Config } from '../../config.ts';
import { bearer, startTestApp, type TestApp } from '../../testing/app.ts';
import { mirrorAccounts, mirrorLeads } from '../tables.ts';
import { readEvents, type EventReader } from '../testing/event-reader.ts';
import { oasisId } from '../testing/mirror-world.ts';

/*
 * The whole way: amoCRM changes something, its webhook comes to one backend, and a broker hears of it
 * at another one.
 */

let world: AmoWorld;
let keeping: TestApp | undefined;
let overrides: Partial<Config>;
let serving: TestApp;
let origin: string;
const readers: EventReader[] = [];

beforeAll(async () => {
  world = await startAmoWorld();
  const { database } = world;
  const port = await freePort();
  overrides = { ...world.config, publicUrl: new URL(`http://127.0.0.1:${String(port)}`) };
  serving = await startTestApp(overrides, { database, keepsMirrors: false });
  origin = await serving.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  for (const reader of readers) await reader.close();
  await keeping?.close();
  await serving.close();
  await world.close();
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Somebody connected as this amoCRM user, and what he hears at the backend that keeps no mirror. */
async function listener(amoUserId: number) {
  const person = await serving.add();
  await connect(world, world.newConnections(), person.id, { userId: amoUserId });
  const { jwt } = await serving.signIn(person.email ?? '');
  const follow = async (lastId?: string) => {
    const last = lastId === undefined ? {} : { 'last-event-id': lastId };
    const reader = await readEvents(origin, { ...bearer(jwt), ...last });
    readers.push(reader);
    return reader;
  };
  return { person, jwt, follow };
}

const isOf = (leadId: number) => (event: LiveEvent) =>
  (event.type === 'changed' || event.type === 'gone') &&
  event.entity === 'lead' &&
  event.leadId === leadId;

it('what amoCRM changes is heard at the other backend, by those alone who may see it', async () => {
  const { db } = world.database;
  const head = await listener(oasis.head);
  const broker = await listener(oasis.seesOwn);
  const first = await head.follow();
  keeping = await startTestApp(overrides, { database: world.database });
  await keeping.app.listen({ host: '127.0.0.1', port: Number(keeping.config.publicUrl.port) });
  const isWhole = and(
    eq(mirrorAccounts.accountId, oasisId),
    eq(mirrorAccounts.hookState, 'subscribed'),
    isNotNull(mirrorAccounts.importFinishedAt),
  );
  // Whoever listens while an agency is read is told to begin anew when it is whole.
  while ((await db.$count(mirrorAccounts, isWhole)) === 0) await first.next();
  const ofBroker = and(
    eq(mirrorLeads.accountId, oasisId),
    eq(mirrorLeads.responsibleUserId, oasis.seesOwn),
  );
  const [lead] = await db.select({ id: mirrorLeads.id }).from(mirrorLeads).where(ofBroker);
  if (!lead) throw new Error('The broker has no lead.');
  const own = await broker.follow();
  await own.next();
  const api = await world.newConnections().apiFor(head.person.id);

  await api.leads.patch(lead.id, { price: 77 });
  for (const reader of [first, own]) {
    const told = await reader.until(isOf(lead.id));
    expect(told.at(-1)?.event).toMatchObject({ type: 'changed', entity: 'lead' });
  }
  await api.leads.patch(lead.id, { responsibleUserId: oasis.head });
  const lost = await own.until(isOf(lead.id));
  expect(lost.at(-1)?.event).toMatchObject({ type: 'gone', entity: 'lead' });
  const kept = await first.until(isOf(lead.id));
  expect(kept.at(-1)?.event).toMatchObject({ type: 'changed' });

  // Away meanwhile: he goes on from his last id, at the backend that keeps the mirrors.
  await first.close();
  await api.leads.patch(lead.id, { price: 78 });
  const again = await readEvents(keeping.config.publicUrl.origin, {
    ...bearer(head.jwt),
    'last-event-id': kept.at(-1)?.id ?? '',
  });
  readers.push(again);
  const missed = await again.until(isOf(lead.id));
  expect(missed[0]?.event).toEqual({ type: 'ready' });
});
