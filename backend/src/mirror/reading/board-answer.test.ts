import { boardSchema } from '@foryou-crm/contract/board';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { and, eq, sql, type AnyColumn } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { transaction } from '../../database/open.ts';
import { amoCrmTokens } from '../../database/schema.ts';
import { bearer, startTestApp, type TestApp } from '../../testing/app.ts';
import { rightsGoodForMs } from '../rights/viewer.ts';
import {
  mirrorAccounts,
  mirrorContacts,
  mirrorLeads,
  mirrorPipelines,
  mirrorStages,
  mirrorTasks,
  mirrorUsers,
} from '../tables.ts';
import { mirrorRows, rightsOf, type MirrorRows } from '../testing/mirror-rows.ts';

/*
 * Boards are kept in the process: nobody may ever be shown one that is not today's, or another's.
 */

const account = 31_000_009;
const [me, mate] = [1, 2];
const [pipelineId, stageId, closed] = [10, 101, 142];
const [mine, theirs] = [1, 2];

let test: TestApp;
let rows: MirrorRows;
let now: Date;
let headers: { authorization: string };
let mates: { authorization: string };
let myUserId: string;

beforeAll(async () => {
  now = new Date();
  test = await startTestApp({}, { keepsMirrors: false, clock: () => now });
  rows = mirrorRows(test.database.db, account);
  await rows.account({ lastSyncAt: rows.now });
  await rows.user(me, { name: 'Me' });
  await rows.user(mate, { name: 'Mate' });
  const [person, other] = [await test.add(), await test.add()];
  myUserId = person.id;
  await rows.connect(person.id, me);
  await rows.connect(other.id, mate);
  headers = bearer((await test.signIn(person.email ?? '')).jwt);
  mates = bearer((await test.signIn(other.email ?? '')).jwt);
  await rows.pipeline(pipelineId, [stageId, closed]);
  await rows.contact({ id: 1, responsibleUserId: me, name: 'Anna' });
  const place = { pipelineId, stageId };
  await rows.lead({ ...place, id: mine, responsibleUserId: me, name: 'Mine' }, [1]);
  await rows.lead({ ...place, id: theirs, responsibleUserId: mate, name: 'Theirs' });
  await rows.task({ id: 1, responsibleUserId: me, entityType: 'leads', entityId: mine });
});
afterAll(() => test.close());
beforeEach(async () => {
  now = new Date();
  await setMe({ rights: rightsOf('A'), readAt: now });
  await bodyOf();
});

const ofAccount = (table: { accountId: AnyColumn }) => eq(table.accountId, account);
const setMe = (set: Partial<typeof mirrorUsers.$inferInsert>) =>
  test.database.db
    .update(mirrorUsers)
    .set(set)
    .where(and(ofAccount(mirrorUsers), eq(mirrorUsers.id, me)));

async function bodyOf(as = headers): Promise<string> {
  const answer = await test.app.inject({ url: paths.board, headers: as });
  expect(answer.statusCode, answer.body).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  dataOf(boardSchema.strict()).strict().parse(answer.json());
  return answer.body;
}
const leadsOf = (body: string) =>
  dataOf(boardSchema)
    .parse(JSON.parse(body))
    .data.stages.flatMap(({ leads }) => leads.map(({ id }) => id))
    .sort((a, b) => a - b);

/** Changes a lead's name past the trigger that would tell of it: only a kept answer does not show it. */
async function renameUntold(name: string): Promise<void> {
  const { db } = test.database;
  await transaction(db, async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.update(mirrorLeads).set({ name }).where(eq(mirrorLeads.id, mine));
  });
}

it('is not read again while nothing has changed, and is when something has', async () => {
  await renameUntold('Untold');
  expect(await bodyOf()).not.toContain('Untold');
  await test.database.db.update(mirrorLeads).set({ price: 77 }).where(eq(mirrorLeads.id, theirs));
  const body = await bodyOf();
  expect(body).toContain('Untold');
  expect(body).toContain('"price":77');
});

it('shows every change of whatever it shows with the next request', async () => {
  const { db } = test.database;
  const changes: Record<string, () => Promise<unknown>> = {
    'A lead': () => db.update(mirrorLeads).set({ name: 'A lead' }).where(ofAccount(mirrorLeads)),
    'A contact': () =>
      db.update(mirrorContacts).set({ name: 'A contact' }).where(ofAccount(mirrorContacts)),
    'A task': () => db.update(mirrorTasks).set({ text: 'A task' }).where(ofAccount(mirrorTasks)),
    'A user': () => setMe({ name: 'A user' }),
    'A stage': () =>
      db.update(mirrorStages).set({ name: 'A stage' }).where(ofAccount(mirrorStages)),
    'A pipeline': () =>
      db.update(mirrorPipelines).set({ name: 'A pipeline' }).where(ofAccount(mirrorPipelines)),
    'Lead added': () =>
      rows.lead({ id: 9, name: 'Lead added', responsibleUserId: me, pipelineId, stageId: closed }),
    'Task added': () =>
      rows.task({
        id: 9,
        responsibleUserId: me,
        entityType: 'leads',
        entityId: 9,
        text: 'Task added',
      }),
  };
  for (const [shown, change] of Object.entries(changes)) {
    expect(await bodyOf()).not.toContain(shown);
    await change();
    expect(await bodyOf(), shown).toContain(shown);
  }
  await db.delete(mirrorTasks).where(eq(mirrorTasks.id, 9));
  expect(await bodyOf()).not.toContain('Task added');
  await db.delete(mirrorLeads).where(eq(mirrorLeads.id, 9));
  expect(await bodyOf()).not.toContain('Lead added');
});

it('is never what a change that was taken back would have shown', async () => {
  const { db } = test.database;
  const before = await bodyOf();
  await expect(
    transaction(db, async (tx) => {
      await tx.update(mirrorLeads).set({ name: 'Never' }).where(eq(mirrorLeads.id, mine));
      expect(await bodyOf()).toBe(before);
      throw new Error('taken back');
    }),
  ).rejects.toThrow('taken back');
  expect(await bodyOf()).toBe(before);
});

it('narrows with the caller’s rights from the next request, also when they are only too old', async () => {
  expect(leadsOf(await bodyOf())).toEqual([mine, theirs]);
  await setMe({ rights: rightsOf('M') });
  expect(leadsOf(await bodyOf())).toEqual([mine]);
  const readAt = new Date(now.getTime() - rightsGoodForMs);
  await setMe({ rights: rightsOf('A'), readAt });
  expect(leadsOf(await bodyOf())).toEqual([mine, theirs]);
  // Nothing has changed but the time.
  now = new Date(now.getTime() + 1);
  expect(leadsOf(await bodyOf())).toEqual([mine]);
});

it('is nobody else’s: a colleague and the same person by another amoCRM user see their own', async () => {
  await setMe({ rights: rightsOf('M') });
  expect(leadsOf(await bodyOf())).toEqual([mine]);
  expect(leadsOf(await bodyOf(mates))).toEqual([mine, theirs]);
  const { db } = test.database;
  const [before] = await db.select().from(amoCrmTokens).where(eq(amoCrmTokens.userId, myUserId));
  await rows.connect(myUserId, mate);
  expect(leadsOf(await bodyOf())).toEqual([mine, theirs]);
  await db.delete(amoCrmTokens).where(eq(amoCrmTokens.userId, myUserId));
  const gone = await test.app.inject({ url: paths.board, headers });
  expect(gone.statusCode).toBe(409);
  await rows.connect(myUserId, before?.amoUserId ?? 0);
});

it('tells how far the account is read now, although the rest is kept', async () => {
  await renameUntold('Kept again');
  await test.database.db
    .update(mirrorAccounts)
    .set({ importedRows: 4321 })
    .where(ofAccount(mirrorAccounts));
  const body = await bodyOf();
  expect(body).toContain('"importedRows":4321');
  expect(body).not.toContain('Kept again');
});
