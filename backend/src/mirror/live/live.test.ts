import { paths } from '@foryou-crm/contract/paths';
import type { LiveEvent } from '@foryou-crm/contract/events';
import { and, eq, lt, sql } from 'drizzle-orm';
import { connect as connectTcp } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { blockPerson, type Person } from '../../auth/people.ts';
import { bearer, startTestApp, type TestApp } from '../../testing/app.ts';
import { withAccount, type Change } from '../account-lock.ts';
import { mirrorAccounts, mirrorChanges, mirrorLeads, mirrorUsers } from '../tables.ts';
import { readEvents, type EventReader } from '../testing/event-reader.ts';
import { mirrorRows, rightsOf, type MirrorRows } from '../testing/mirror-rows.ts';
import { pruneChanges } from './changes.ts';

const account = 31_000_005;
const [me, mate, stranger] = [1, 2, 3];
const place = { pipelineId: 10, stageId: 101 };
const quick = { heartbeatMs: 150, drainMs: 300 };
const patient = { heartbeatMs: 60_000, drainMs: 300 };

let one: TestApp;
let two: TestApp;
let beating: TestApp;
const origins = new Map<TestApp, string>();
let rows: MirrorRows;
const readers: EventReader[] = [];

beforeAll(async () => {
  one = await startTestApp({}, { live: patient, keepsMirrors: false });
  const { database } = one;
  two = await startTestApp({}, { database, live: patient, keepsMirrors: false });
  beating = await startTestApp({}, { database, live: quick, keepsMirrors: false });
  for (const app of [one, two, beating]) {
    origins.set(app, await app.app.listen({ host: '127.0.0.1', port: 0 }));
  }
  rows = mirrorRows(database.db, account);
  await rows.account();
  await rows.pipeline(10, [101, 142]);
  for (const id of [me, mate, stranger]) await rows.user(id, { rights: rightsOf('M') });
});
afterAll(async () => {
  await two.close();
  await beating.close();
  await one.close();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
  await one.database.db.update(mirrorUsers).set({ rights: rightsOf('M'), readAt: new Date() });
});

/** A person of our own, connected as this amoCRM user. */
async function somebody(amoUser = me): Promise<{ person: Person; jwt: string; session: string }> {
  const person = await one.add({ email: `p${crypto.randomUUID()}@agency.example` });
  await rows.connect(person.id, amoUser);
  const { jwt, sessionToken } = await one.signIn(person.email ?? '');
  return { person, jwt, session: sessionToken };
}
async function follow(app: TestApp, jwt: string, lastEventId?: string): Promise<EventReader> {
  const last = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const reader = await readEvents(origins.get(app) ?? '', { ...bearer(jwt), ...last });
  readers.push(reader);
  return reader;
}
const scope = (responsibleUserId: number) => ({ responsibleUserId, groupId: 0, ...place });
const lead = (id: number, before: number | null, after: number | null): Change => ({
  entity: 'lead',
  entityId: id,
  leadId: id,
  before: before === null ? null : scope(before),
  after: after === null ? null : scope(after),
});
const tell = (...changes: Change[]) =>
  withAccount(one.database.db, account, ({ changed }) => {
    changed(changes);
    return Promise.resolve();
  });
const isSync = (event: LiveEvent) => event.type === 'changed' && event.entity === 'sync';
/** What a reader is told of these changes, by a mark that everybody hears. */
async function toldOf(reader: EventReader, ...changes: Change[]): Promise<string[]> {
  await tell(...changes, { entity: 'sync' });
  const told = await reader.until(isSync);
  return told
    .filter(({ event }) => !isSync(event))
    .map(({ event }) =>
      'entity' in event ? `${event.type} ${event.entity} ${String(event.entityId)}` : event.type,
    );
}

describe('a stream', () => {
  it('begins with now, and tells what changes in the order of the commits', async () => {
    await tell(lead(1, me, me));
    const reader = await follow(one, (await somebody()).jwt);
    expect((await reader.next()).event).toEqual({ type: 'ready' });
    expect(await toldOf(reader, lead(3, me, me), lead(2, null, me))).toEqual([
      'changed lead 3',
      'changed lead 2',
    ]);
    expect(await toldOf(reader, lead(1, me, null))).toEqual(['gone lead 1']);
  });

  it('hears what another backend writes', async () => {
    const { jwt } = await somebody();
    const [a, b] = [await follow(one, jwt), await follow(two, jwt)];
    await Promise.all([a.next(), b.next()]);
    await tell(lead(7, me, me), { entity: 'sync' });
    const of = async (reader: EventReader) => (await reader.until(isSync)).map(({ id }) => id);
    expect(await of(a)).toEqual(await of(b));
  });

  it('says gone when a lead leaves one’s view, to him alone, and nothing to who never saw it', async () => {
    const mine = await follow(one, (await somebody(me)).jwt);
    const his = await follow(two, (await somebody(mate)).jwt);
    const others = await follow(one, (await somebody(stranger)).jwt);
    for (const reader of [mine, his, others]) await reader.next();
    await tell(lead(5, me, mate), { entity: 'sync' });
    const of = async (reader: EventReader) =>
      (await reader.until(isSync)).map(({ event }) => event.type);
    expect(await of(mine)).toEqual(['gone', 'changed']);
    expect(await of(his)).toEqual(['changed', 'changed']);
    expect(await of(others)).toEqual(['changed']);
  });

  it('tells of several changes of one thing the last', async () => {
    const reader = await follow(one, (await somebody()).jwt);
    await reader.next();
    const many = Array.from({ length: 20 }, () => lead(9, me, me));
    expect(await toldOf(reader, ...many, lead(9, me, mate))).toEqual(['gone lead 9']);
  });

  it('tells of contacts, tasks and notes as their rights are, and gone with their lead', async () => {
    const base = 500;
    await rows.contact({ id: base, responsibleUserId: me });
    await rows.contact({ id: base + 1, responsibleUserId: stranger });
    await rows.lead({ id: base, responsibleUserId: me, ...place });
    await rows.lead({ id: base + 1, responsibleUserId: stranger, ...place });
    await rows.task({ id: base, responsibleUserId: me });
    await rows.task({
      id: base + 1,
      responsibleUserId: stranger,
      entityType: 'leads',
      entityId: base,
    });
    await rows.task({
      id: base + 2,
      responsibleUserId: stranger,
      entityType: 'leads',
      entityId: base + 1,
    });
    await rows.note(base, base, 'a');
    await rows.note(base + 1, base + 1, 'b');
    const on = (entity: 'task' | 'note', entityId: number, leadId: number, owner: number) => ({
      entity,
      entityId,
      leadId,
      before: scope(owner),
      after: scope(owner),
    });
    const reader = await follow(one, (await somebody()).jwt);
    await reader.next();
    expect(
      await toldOf(
        reader,
        { entity: 'contact', entityId: base },
        { entity: 'contact', entityId: base + 1 },
        { entity: 'task', entityId: base },
        on('task', base + 1, base, me),
        on('task', base + 2, base + 1, stranger),
        on('note', base, base, me),
        on('note', base + 1, base + 1, stranger),
        // Deleted meanwhile.
        on('note', base + 2, base, me),
        on('note', base + 3, base + 1, stranger),
      ),
    ).toEqual([
      'changed contact 500',
      'changed task 500',
      'changed task 501',
      'changed note 500',
      'gone note 502',
    ]);
  });

  it('goes on after the last id, on another backend, and leaves nothing out', async () => {
    const { jwt } = await somebody();
    const reader = await follow(one, jwt);
    const { id } = await reader.next();
    await reader.close();
    await tell(lead(11, me, me), lead(12, stranger, stranger), lead(13, me, stranger));
    const again = await follow(two, jwt, id);
    expect((await again.next()).event).toEqual({ type: 'ready' });
    const first = await again.next();
    expect(first.event).toMatchObject({ type: 'changed', entityId: 11 });
    await again.close();
    const third = await follow(one, jwt, first.id);
    expect((await third.next()).event).toEqual({ type: 'ready' });
    expect((await third.next()).event).toMatchObject({ type: 'gone', entityId: 13 });
  });

  it.each([
    [
      'forgotten',
      async (id: string) => {
        await tell(lead(1, me, me), lead(2, me, me));
        const { db } = one.database;
        const { accountId, at } = mirrorChanges;
        await db
          .update(mirrorChanges)
          .set({ at: sql`clock_timestamp() - interval '25 hours'` })
          .where(and(eq(accountId, account), lt(at, new Date(Date.now() + 60_000))));
        await pruneChanges(db);
        return id;
      },
    ],
    ['of another account', (id: string) => Promise.resolve(id.replace(/^\d+/, '99'))],
    ['of the future', (id: string) => Promise.resolve(`${id}000`)],
    ['of other rights', (id: string) => Promise.resolve(id.replace(/\.(..)/, '.zz'))],
    ['nonsense', () => Promise.resolve('nonsense')],
  ])('begins anew after an id that is %s', async (_what, spoil) => {
    const { jwt } = await somebody();
    const reader = await follow(one, jwt);
    const { id } = await reader.next();
    const again = await follow(two, jwt, await spoil(id));
    expect((await again.next()).event).toEqual({ type: 'reset' });
  });

  it('begins anew when rights change, and holds the new ones from there on', async () => {
    const reader = await follow(one, (await somebody(stranger)).jwt);
    await reader.next();
    const { db } = one.database;
    await db
      .update(mirrorUsers)
      .set({ rights: rightsOf('A') })
      .where(eq(mirrorUsers.id, stranger));
    await tell({ entity: 'users' });
    expect((await reader.next()).event).toEqual({ type: 'reset' });
    expect((await toldOf(reader, lead(21, me, me))).at(-1)).toBe('changed lead 21');
    await db
      .update(mirrorUsers)
      .set({ rights: rightsOf('D') })
      .where(eq(mirrorUsers.id, stranger));
    // The very change that comes after is not told any more.
    await tell(lead(22, me, me));
    expect((await reader.next()).event).toEqual({ type: 'reset' });
    expect(await toldOf(reader, lead(23, me, me))).toEqual([]);
  });

  it('tells only the progress while the account is read for the first time, then begins anew', async () => {
    const { db } = one.database;
    const set = (values: Partial<typeof mirrorAccounts.$inferInsert>) =>
      db.update(mirrorAccounts).set(values).where(eq(mirrorAccounts.accountId, account));
    await set({ importStep: 'leads', importFinishedAt: null });
    const { jwt } = await somebody();
    const reader = await follow(one, jwt);
    const { id } = await reader.next();
    expect(await toldOf(reader, lead(51, null, me))).toEqual([]);
    await set({ importStep: 'done', importFinishedAt: new Date() });
    await tell({ entity: 'sync' });
    expect((await reader.next()).event).toEqual({ type: 'reset' });
    const again = await follow(two, jwt, id);
    expect((await again.next()).event).toEqual({ type: 'reset' });
  });

  it('gives signs of life that carry the place in the stream', async () => {
    const { jwt } = await somebody();
    const reader = await follow(beating, jwt);
    await reader.next();
    await tell(lead(31, stranger, stranger));
    const before = await reader.beat();
    const [{ last } = { last: 0 }] = await one.database.db
      .select({ last: mirrorAccounts.lastChange })
      .from(mirrorAccounts)
      .where(eq(mirrorAccounts.accountId, account));
    expect([before, await reader.beat()].at(-1)).toMatch(new RegExp(`\\.${String(last)}$`));
  });
});

describe('a stream ends', () => {
  it('when the person is blocked, at once and before anything more is told', async () => {
    const { person, jwt } = await somebody();
    const reader = await follow(two, jwt);
    await reader.next();
    await blockPerson(one.database.db, person, new Date());
    await reader.ended;
    await expect(reader.next()).rejects.toThrow('ended');
  });

  it.each([paths.auth.signOut, paths.auth.signOutEverywhere])(
    'when the person signs out by %s, at once and on every backend',
    async (url) => {
      const { person, jwt, session } = await somebody();
      const readers = [await follow(one, jwt), await follow(two, jwt)];
      for (const reader of readers) await reader.next();
      const other = await follow(two, (await one.signIn(person.email ?? '')).jwt);
      await other.next();
      await one.app.inject({ method: 'POST', url, headers: bearer(session) });
      for (const reader of readers) await reader.ended;
      // Another device of his goes on, unless he has signed out everywhere.
      if (url === paths.auth.signOutEverywhere) return other.ended;
      expect(await toldOf(other, lead(42, me, me))).toEqual(['changed lead 42']);
    },
  );

  it('when the connection needs another consent, at once', async () => {
    const { person, jwt } = await somebody();
    const reader = await follow(two, jwt);
    await reader.next();
    await rows.endConnection(person.id);
    await reader.ended;
  });

  it('when the token expires', async () => {
    const { jwt } = await somebody();
    // Five minutes less a moment later.
    const late = await startTestApp(
      {},
      {
        database: one.database,
        live: patient,
        keepsMirrors: false,
        clock: () => new Date(Date.now() + 5 * 60_000 - 1_500),
      },
    );
    try {
      origins.set(late, await late.app.listen({ host: '127.0.0.1', port: 0 }));
      const reader = await follow(late, jwt);
      expect((await reader.next()).event.type).toBe('ready');
      await reader.ended;
    } finally {
      await late.close();
    }
  });

  it('when the amoCRM connection ends, at once', async () => {
    const { jwt } = await somebody();
    const reader = await follow(two, jwt);
    await reader.next();
    await one.app.inject({ method: 'POST', url: paths.amoCrm.disconnect, headers: bearer(jwt) });
    await reader.ended;
  });

  it('at the next heartbeat, when nobody was told why', async () => {
    const { person, jwt } = await somebody();
    const reader = await follow(beating, jwt);
    await reader.next();
    await one.database.pool.query('delete from amo_crm_tokens where user_id = $1', [person.id]);
    await reader.ended;
  });

  it('when the backend closes', async () => {
    const { jwt } = await somebody();
    const closing = await startTestApp(
      {},
      { database: one.database, live: patient, keepsMirrors: false },
    );
    origins.set(closing, await closing.app.listen({ host: '127.0.0.1', port: 0 }));
    const reader = await follow(closing, jwt);
    await reader.next();
    await closing.close();
    await reader.ended;
  });

  it('for a reader who does not read, without holding what he leaves', async () => {
    const { jwt } = await somebody();
    const { port } = new URL(origins.get(two) ?? '');
    const socket = connectTcp(Number(port), '127.0.0.1');
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.write(`GET ${paths.events} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${jwt}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const many = (from: number) =>
      Array.from({ length: 500 }, (_, n) => lead(100_000 + from * 500 + n, me, me));
    const { server } = two.app;
    const cut = new Promise<void>((resolve) => {
      const look = () =>
        server.getConnections((_, count) => {
          if (count === 0) resolve();
          else setImmediate(look);
        });
      look();
    });
    const write = async () => {
      for (let n = 0; n < 400; n += 1) await tell(...many(n));
      throw new Error('He was not cut off.');
    };
    await Promise.race([cut, write()]);
    socket.destroy();
    await closed;
  });
});

describe('a stream is refused', () => {
  it('without a token, without a connection, and beyond a dozen', async () => {
    const origin = origins.get(one) ?? '';
    const statusFor = async (headers: Record<string, string>) => {
      const answer = await fetch(origin + paths.events, { headers });
      await answer.body?.cancel();
      return answer.status;
    };
    expect(await statusFor({})).toBe(401);
    const nobody = await one.add({ email: `n${crypto.randomUUID()}@agency.example` });
    const { jwt: unconnected } = await one.signIn(nobody.email ?? '');
    expect(await statusFor(bearer(unconnected))).toBe(409);
    const { jwt } = await somebody();
    for (let n = 0; n < 12; n += 1) expect((await follow(one, jwt)).status).toBe(200);
    expect((await follow(one, jwt)).status).toBe(429);
  });
});

it('changes are kept a day', async () => {
  const { db } = one.database;
  const at = (hours: string) => sql<Date>`clock_timestamp() - ${hours}::interval`;
  const other = { accountId: account + 1, entity: 'sync' } as const;
  await db.insert(mirrorChanges).values([
    { ...other, number: 1, at: at('24 hours 1 second') },
    { ...other, number: 2, at: at('23 hours 59 minutes') },
  ]);
  await pruneChanges(db);
  const left = await db
    .select({ number: mirrorChanges.number })
    .from(mirrorChanges)
    .where(eq(mirrorChanges.accountId, account + 1));
  expect(left).toEqual([{ number: 2 }]);
  await db.delete(mirrorLeads).where(eq(mirrorLeads.accountId, account));
});
