import { connectionStatusSchema } from '@foryou-crm/contract/amo-crm';
import { dataOf } from '@foryou-crm/contract/envelope';
import { myDaySchema } from '@foryou-crm/contract/my-day';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, startTestApp, type TestApp } from '../../testing/app.ts';
import { mirrorAccounts, mirrorLeads, mirrorUsers } from '../tables.ts';
import { mirrorRows, rightsOf, type MirrorRows } from '../testing/mirror-rows.ts';
import { leadsSeen } from './conditions.ts';
import { rightsGoodForMs, seesLead, viewerFrom, type Facts, type Viewer } from './viewer.ts';

const account = 31_000_007;
const now = new Date('2026-11-24T08:00:00Z');
const facts = (more: Partial<Facts> = {}): Facts => ({
  accountId: account,
  amoUserId: 1,
  user: { isAdmin: false, isActive: true, rights: rightsOf('A'), readAt: now },
  knowsAllUsers: true,
  group: [2, 3],
  now,
  ...more,
});
const userOf = (more: Partial<NonNullable<Facts['user']>>): Partial<Facts> => ({
  user: { isAdmin: false, isActive: true, rights: rightsOf('A'), readAt: now, ...more },
});
const readAgo = (ms: number) => userOf({ readAt: new Date(now.getTime() - ms) });

describe('what a user may see', () => {
  it.each<[string, Partial<Facts>, Viewer['leads']]>([
    ['A is all', {}, 'all'],
    ['G is the group and oneself', userOf({ rights: rightsOf('G') }), [1, 2, 3]],
    ['M is oneself', userOf({ rights: rightsOf('M') }), [1]],
    ['D is nobody', userOf({ rights: rightsOf('D') }), []],
    [
      'an administrator sees all, whatever the letters',
      userOf({ isAdmin: true, rights: rightsOf('D') }),
      'all',
    ],
    ['no rights told is oneself', userOf({ rights: null }), [1]],
    ['an unknown letter is oneself', userOf({ rights: rightsOf(null) }), [1]],
    ['rights of an hour still hold', readAgo(rightsGoodForMs), 'all'],
    ['older ones are oneself', readAgo(rightsGoodForMs + 1), [1]],
    ['an inactive user is nobody', userOf({ isActive: false, isAdmin: true }), []],
    ['a missing user is nobody where all users are known', { user: null }, []],
    ['and oneself where nobody may list users', { user: null, knowsAllUsers: false }, [1]],
  ])('%s', (_what, more, leads) => {
    const viewer = viewerFrom(facts(more));
    expect([viewer.leads, viewer.contacts, viewer.companies]).toEqual([leads, leads, leads]);
  });

  it('never grows as rights get old', () => {
    const letter = fc.constantFrom('A', 'G', 'M', 'D', null);
    fc.assert(
      fc.property(letter, fc.boolean(), (view, isAdmin) => {
        const shut = { shut: [{ pipelineId: 1, stageId: 1 }] };
        const of = (ageMs: number) =>
          viewerFrom(
            facts(
              userOf({
                isAdmin,
                rights: rightsOf(view, shut),
                readAt: new Date(now.getTime() - ageMs),
              }),
            ),
          );
        const [fresh, old] = [of(0), of(rightsGoodForMs + 1)];
        for (const responsibleUserId of [1, 2, 9])
          for (const stageId of [1, 2]) {
            const lead = { responsibleUserId, groupId: 0, pipelineId: 1, stageId };
            if (seesLead(old, lead)) expect(seesLead(fresh, lead)).toBe(true);
          }
      }),
    );
  });
});

describe('in the database', () => {
  let test: TestApp;
  let rows: MirrorRows;
  let headers: { authorization: string };
  const setUser = (values: Partial<typeof mirrorUsers.$inferInsert>) =>
    test.database.db
      .update(mirrorUsers)
      .set(values)
      .where(and(eq(mirrorUsers.accountId, account), eq(mirrorUsers.id, 1)));

  beforeAll(async () => {
    test = await startTestApp({}, { keepsMirrors: false });
    rows = mirrorRows(test.database.db, account);
    await rows.account();
    await rows.pipeline(10, [101]);
    await rows.user(1, { rights: rightsOf('M'), groupId: 7 });
    const person = await test.add();
    await rows.connect(person.id, 1);
    headers = bearer((await test.signIn(person.email ?? '')).jwt);
  });
  afterAll(() => test.close());

  it('SQL and the plain function say the same of every lead', async () => {
    const { db } = test.database;
    const places = [1, 2, 3].flatMap((responsibleUserId) =>
      [1, 2].flatMap((pipelineId) =>
        [142, 143, 150].map((stageId) => ({ responsibleUserId, pipelineId, stageId })),
      ),
    );
    for (const [index, place] of places.entries()) await rows.lead({ id: index + 1, ...place });
    const owners = fc.oneof(
      fc.constant('all' as const),
      fc.uniqueArray(fc.constantFrom(1, 2, 3), { maxLength: 3 }),
    );
    const shut = fc.record({
      pipelineId: fc.constantFrom(1, 2),
      stageId: fc.constantFrom(142, 143, 150),
    });
    await fc.assert(
      fc.asyncProperty(owners, fc.array(shut, { maxLength: 3 }), async (leads, shutStages) => {
        const viewer: Viewer = {
          ...viewerFrom(facts()),
          leads,
          shutStages,
        };
        const found = await db
          .select({ id: mirrorLeads.id })
          .from(mirrorLeads)
          .where(leadsSeen(viewer))
          .orderBy(mirrorLeads.id);
        expect(found.map(({ id }) => id)).toEqual(
          places.flatMap((place, index) =>
            seesLead(viewer, { ...place, groupId: 0 }) ? [index + 1] : [],
          ),
        );
      }),
      { numRuns: 60 },
    );
    await db.delete(mirrorLeads).where(eq(mirrorLeads.accountId, account));
  });

  const routes = [
    paths.leads,
    paths.board,
    paths.lead(1),
    paths.timeline(1),
    paths.myDay,
    paths.events,
    paths.amoCrm.pipelines,
  ];
  const refusals = () =>
    Promise.all(
      routes.map(async (url) => {
        const problem = problemSchema.parse((await test.app.inject({ url, headers })).json());
        return 'reason' in problem ? `${problem.kind} ${problem.reason}` : problem.kind;
      }),
    );
  const all = (refusal: string) => routes.map(() => refusal);

  it('a user who was switched off in amoCRM is refused by every route', async () => {
    await setUser({ isActive: false });
    expect(await refusals()).toEqual(all('reconnect_required user_inactive'));
    await setUser({ isActive: true });
  });

  it('a user whom the whole account does not know is told nothing', async () => {
    await setUser({ id: 99 });
    expect(await refusals()).toEqual(all('retry_later busy'));
    await test.database.db
      .update(mirrorUsers)
      .set({ id: 1 })
      .where(and(eq(mirrorUsers.accountId, account), eq(mirrorUsers.id, 99)));
  });

  it('a connection that ended is refused by every route', async () => {
    const set = (state: string, reason: string | null) =>
      test.database.pool.query('update amo_crm_tokens set state = $1, reason = $2', [
        state,
        reason,
      ]);
    await set('reconnect_required', 'revoked');
    expect(await refusals()).toEqual(all('reconnect_required revoked'));
    await set('connected', null);
    const status = await test.app.inject({ url: paths.amoCrm.status, headers });
    expect(dataOf(connectionStatusSchema).parse(status.json()).data.connected).toBe(true);
  });

  it('a user who was moved to another group takes his leads along with the next sync', async () => {
    await rows.user(2, { groupId: 7 });
    await rows.lead({ id: 1, responsibleUserId: 2, groupId: 7, pipelineId: 10, stageId: 101 });
    await setUser({ rights: rightsOf('G'), readAt: new Date() });
    const status = async () => (await test.app.inject({ url: paths.lead(1), headers })).statusCode;
    expect(await status()).toBe(200);
    // amoCRM does not date a lead anew for that: the mirror's row still names the old group.
    await test.database.db
      .update(mirrorUsers)
      .set({ groupId: 8 })
      .where(and(eq(mirrorUsers.accountId, account), eq(mirrorUsers.id, 2)));
    expect(await status()).toBe(404);
  });

  it('one’s own task shows without the lead that is not one’s to see', async () => {
    await setUser({ rights: rightsOf('M'), readAt: new Date() });
    await rows.lead({ id: 5, responsibleUserId: 2, pipelineId: 10, stageId: 101, name: 'hidden' });
    await rows.task({
      id: 5,
      responsibleUserId: 1,
      entityType: 'leads',
      entityId: 5,
      text: 'mine',
    });
    const answer = await test.app.inject({ url: paths.myDay, headers });
    const { overdue } = dataOf(myDaySchema).parse(answer.json()).data;
    expect(overdue.map(({ text, lead }) => [text, lead])).toEqual([['mine', null]]);
    expect(answer.body).not.toContain('hidden');
  });

  it('rights are read anew for every request', async () => {
    await setUser({ rights: rightsOf('A'), readAt: new Date() });
    const status = async () => (await test.app.inject({ url: paths.lead(5), headers })).statusCode;
    expect(await status()).toBe(200);
    await setUser({ rights: rightsOf('M') });
    expect(await status()).toBe(404);
    await setUser({ isAdmin: true });
    expect(await status()).toBe(200);
    await setUser({ readAt: new Date(Date.now() - rightsGoodForMs - 1000) });
    expect(await status()).toBe(404);
    await test.database.db
      .update(mirrorAccounts)
      .set({ coverage: 'seen' })
      .where(eq(mirrorAccounts.accountId, account));
    await test.database.db.delete(mirrorUsers).where(eq(mirrorUsers.accountId, account));
    expect(await status()).toBe(404);
  });
});
