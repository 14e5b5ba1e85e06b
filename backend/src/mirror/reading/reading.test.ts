import { boardSchema, type Board } from '@foryou-crm/contract/board';
import { choicesSchema } from '@foryou-crm/contract/choices';
import { dataOf } from '@foryou-crm/contract/envelope';
import { fieldsSchema } from '@foryou-crm/contract/fields';
import { leadDetailsSchema, timelinePageSchema } from '@foryou-crm/contract/lead';
import { leadsPageSchema, type LeadsPage } from '@foryou-crm/contract/leads';
import { myDaySchema } from '@foryou-crm/contract/my-day';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import { and, eq, inArray, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bearer, startTestApp, type TestApp } from '../../testing/app.ts';
import {
  mirrorAccounts,
  mirrorChoices,
  mirrorContacts,
  mirrorEvents,
  mirrorFieldGroups,
  mirrorFields,
  mirrorLeadContacts,
  mirrorLeads,
  mirrorNotes,
  mirrorPipelines,
  mirrorStages,
  mirrorTasks,
} from '../tables.ts';
import { mirrorRows, rightsOf, type MirrorRows } from '../testing/mirror-rows.ts';

const account = 31_000_003;
const [me, other] = [1, 2];
const pipelineId = 10;
const stages = [101, 102, 142, 143];
const [first = 0, second = 0] = stages;

/** Noon in Dubai. */
const noon = new Date('2026-11-24T08:00:00.000Z');
let test: TestApp;
let rows: MirrorRows;
let headers: { authorization: string };
let strangers: { authorization: string };

beforeAll(async () => {
  // Tokens carry the machine's time; the day of the account is what the clock says.
  test = await startTestApp({}, { keepsMirrors: false });
  rows = mirrorRows(test.database.db, account);
  await rows.account();
  await rows.user(me, { rights: rightsOf('A') });
  await rows.user(other, { rights: rightsOf('A') });
  const [person, stranger] = [await test.add(), await test.add()];
  await rows.connect(person.id, me);
  await rows.connect(stranger.id, other);
  headers = bearer((await test.signIn(person.email ?? '')).jwt);
  strangers = bearer((await test.signIn(stranger.email ?? '')).jwt);
});
afterAll(() => test.close());
beforeEach(async () => {
  const { db } = test.database;
  for (const table of [
    mirrorLeads,
    mirrorContacts,
    mirrorLeadContacts,
    mirrorTasks,
    mirrorNotes,
    mirrorEvents,
    mirrorPipelines,
  ]) {
    await db.delete(table).where(eq(table.accountId, account));
  }
  await rows.pipeline(pipelineId, stages);
});

const get = (url: string, as = headers) => test.app.inject({ url, headers: as });
async function leadsOf(query: string, as = headers): Promise<LeadsPage> {
  const answer = await get(`${paths.leads}?${query}`, as);
  expect(answer.statusCode, answer.body).toBe(200);
  return leadsPageSchema.parse(answer.json());
}
const idsOf = async (query: string): Promise<number[]> =>
  (await leadsOf(query)).data.map(({ id }) => id).sort((a, b) => a - b);
async function board(query = ''): Promise<Board> {
  const answer = await get(`${paths.board}?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return dataOf(boardSchema).parse(answer.json()).data;
}
const mine = { responsibleUserId: me, pipelineId, stageId: first };
const secondsAgo = (seconds: number) => new Date(rows.now.getTime() - seconds * 1000);
const found = (text: string) => idsOf(`query=${encodeURIComponent(text)}`);

describe('the board', () => {
  it('counts and adds up what a count of the leads finds, after any inserts, moves and deletions', async () => {
    const { db } = test.database;
    const id = fc.integer({ min: 1, max: 12 });
    const place = fc.record({
      stageId: fc.constantFrom(...stages),
      responsibleUserId: fc.constantFrom(me, other),
      groupId: fc.constantFrom(0, 7),
      price: fc.integer({ min: -1000, max: 1_000_000_000 }),
      deletedAt: fc.option(fc.constant(noon), { nil: null }),
    });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('save' as const), id, place }),
      fc.record({ kind: fc.constant('remove' as const), ids: fc.uniqueArray(id) }),
      fc.record({
        kind: fc.constant('reassign' as const),
        from: fc.constantFrom(me, other),
        place,
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await db.delete(mirrorLeads).where(eq(mirrorLeads.accountId, account));
        for (const one of steps) {
          switch (one.kind) {
            case 'save':
              await db
                .delete(mirrorLeads)
                .where(and(eq(mirrorLeads.accountId, account), eq(mirrorLeads.id, one.id)));
              await rows.lead({ id: one.id, pipelineId, ...one.place });
              break;
            case 'remove':
              await db
                .delete(mirrorLeads)
                .where(and(eq(mirrorLeads.accountId, account), inArray(mirrorLeads.id, one.ids)));
              break;
            case 'reassign':
              await db
                .update(mirrorLeads)
                .set(one.place)
                .where(
                  and(
                    eq(mirrorLeads.accountId, account),
                    eq(mirrorLeads.responsibleUserId, one.from),
                  ),
                );
          }
        }
        const counted = await db
          .select({
            stageId: mirrorLeads.stageId,
            count: sql<number>`count(*)::int`,
            sum: sql<string>`sum(${mirrorLeads.price})`,
          })
          .from(mirrorLeads)
          .where(and(eq(mirrorLeads.accountId, account), sql`${mirrorLeads.deletedAt} is null`))
          .groupBy(mirrorLeads.stageId);
        const known = new Map(counted.map((row) => [row.stageId, row]));
        const told = (await board()).stages.map(({ id: stage, count, sum }) => [stage, count, sum]);
        expect(told).toEqual(
          stages.map((stage) => [
            stage,
            known.get(stage)?.count ?? 0,
            Number(known.get(stage)?.sum ?? 0),
          ]),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('shows the newest of every stage, and each page goes on in the list', async () => {
    for (let id = 1; id <= 7; id += 1) {
      await rows.lead({ ...mine, id, createdAt: secondsAgo(id) });
      await rows.lead({ ...mine, id: id + 20, stageId: second, createdAt: secondsAgo(id) });
    }
    const { stages: shown, sync } = await board('limit=3');
    expect(sync.state).toBe('ready');
    expect(shown.map(({ leads }) => leads.map(({ id }) => id))).toEqual([
      [1, 2, 3],
      [21, 22, 23],
      [],
      [],
    ]);
    const cursor = shown[0]?.nextCursor ?? '';
    const next = await leadsOf(`pipelineId=10&stageId=${String(first)}&limit=3&cursor=${cursor}`);
    expect(next.data.map(({ id }) => id)).toEqual([4, 5, 6]);
    expect(next.total).toBe(7);
    expect(shown[2]?.nextCursor).toBeNull();
  });

  it('is of the main pipeline unless another is named; an archived or a strange one is not found', async () => {
    await rows.pipeline(11, stages, false);
    expect((await board()).pipeline.id).toBe(pipelineId);
    expect((await board('pipelineId=11')).pipeline.id).toBe(11);
    expect((await get(`${paths.board}?pipelineId=12`)).statusCode).toBe(404);
    await test.database.db
      .update(mirrorPipelines)
      .set({ isArchive: true })
      .where(eq(mirrorPipelines.id, 11));
    expect((await get(`${paths.board}?pipelineId=11`)).statusCode).toBe(404);
  });

  it('is not shown empty before the first lead was read, and says when it is being read', async () => {
    const { db } = test.database;
    const set = (values: Partial<typeof mirrorAccounts.$inferInsert>) =>
      db.update(mirrorAccounts).set(values).where(eq(mirrorAccounts.accountId, account));
    await set({ importStep: 'pipelines', importFinishedAt: null });
    const waiting = await get(paths.board);
    expect([waiting.statusCode, waiting.headers['retry-after']]).toEqual([503, '3']);
    expect((await get(`${paths.leads}?query=x`)).statusCode).toBe(503);
    await set({ importStep: 'leads', importedRows: 250 });
    expect((await board()).sync).toMatchObject({ state: 'importing', importedRows: 250 });
    // An account that was read once stays readable while it is read anew.
    await set({ importStep: 'account', importNumber: 2 });
    expect((await board()).sync.state).toBe('importing');
    await set({ importStep: 'done', importNumber: 1, importFinishedAt: rows.now });
    expect((await board()).sync.state).toBe('ready');
  });
});

describe('the list', () => {
  it('reaches every lead once by its cursor, also those of one second', async () => {
    for (let id = 1; id <= 11; id += 1) {
      await rows.lead({ ...mine, id, createdAt: secondsAgo(Math.floor(id / 4)) });
    }
    const seen: number[] = [];
    let cursor = '';
    for (let pages = 0; pages < 6; pages += 1) {
      const page = await leadsOf(`limit=3${cursor}`);
      seen.push(...page.data.map(({ id }) => id));
      expect(page.total).toBe(11);
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual([3, 2, 1, 7, 6, 5, 4, 11, 10, 9, 8]);
  });

  it('stays in place when leads come and go between two pages', async () => {
    for (let id = 1; id <= 6; id += 1) await rows.lead({ ...mine, id, createdAt: secondsAgo(id) });
    const page = await leadsOf('limit=2');
    await rows.lead({ ...mine, id: 99, createdAt: secondsAgo(0) });
    await test.database.db.delete(mirrorLeads).where(eq(mirrorLeads.id, 2));
    const next = await leadsOf(`limit=2&cursor=${page.nextCursor ?? ''}`);
    expect(next.data.map(({ id }) => id)).toEqual([3, 4]);
  });

  it('refuses a cursor of another question, another person, or nobody', async () => {
    for (let id = 1; id <= 5; id += 1) await rows.lead({ ...mine, id });
    const cursor = (await leadsOf('limit=2')).nextCursor ?? '';
    const forged = Buffer.from('[1e300,1,"abc"]').toString('base64url');
    for (const [query, as] of [
      [`limit=3&cursor=${cursor}`, headers],
      [`limit=2&query=x&cursor=${cursor}`, headers],
      [`limit=2&cursor=${cursor}`, strangers],
      [`limit=2&cursor=${forged}`, headers],
      ['limit=2&cursor=bm90LWpzb24', headers],
    ] as const) {
      const answer = await get(`${paths.leads}?${query}`, as);
      expect(answer.statusCode).toBe(422);
      expect(problemSchema.parse(answer.json())).toMatchObject({ errors: [{ path: 'cursor' }] });
    }
  });

  it('filters by stage, responsible user, tag, price and day of creation, and counts the same', async () => {
    const tagged = { tags: [{ id: 5, name: 'VIP' }] };
    await rows.lead({ ...mine, id: 1, price: 100, createdAt: new Date('2026-01-01T00:00:00Z') });
    await rows.lead({ ...mine, id: 2, price: 200, ...tagged, stageId: second });
    await rows.lead({ ...mine, id: 3, price: 300, responsibleUserId: other });
    for (const [query, ids] of [
      [`stageId=${String(second)}`, [2]],
      ['pipelineId=10', [1, 2, 3]],
      ['pipelineId=11', []],
      [`responsibleUserId=${String(other)}`, [3]],
      ['tag=5', [2]],
      ['tag=6', []],
      ['priceFrom=200', [2, 3]],
      ['priceFrom=101&priceTo=299', [2]],
      ['createdTo=2026-01-01T00:00:00Z', [1]],
      ['createdFrom=2026-01-01T00:00:01Z', [2, 3]],
      ['tag=5&priceFrom=201', []],
    ] as const) {
      const page = await leadsOf(query);
      expect(page.data.map(({ id }) => id).sort(), query).toEqual(ids);
      expect(page.total, query).toBe(ids.length);
    }
  });

  it('tells apart leads with a late task, one for today, and none', async () => {
    const task = { responsibleUserId: other, entityType: 'leads' };
    const midnight = (await import('./day.ts')).dayEnds(new Date(), 'Asia/Dubai');
    for (const id of [1, 2, 3, 4]) await rows.lead({ ...mine, id });
    const late = secondsAgo(60);
    await rows.task({ ...task, id: 1, entityId: 1, completeTill: late });
    await rows.task({ ...task, id: 2, entityId: 2 });
    await rows.task({ ...task, id: 3, entityId: 3 });
    await rows.task({ ...task, id: 4, entityId: 4, completeTill: late, isCompleted: true });
    const { db } = test.database;
    await db
      .update(mirrorTasks)
      .set({ completeTill: sql`${midnight} - interval '1 microsecond'` })
      .where(eq(mirrorTasks.id, 2));
    await db.update(mirrorTasks).set({ completeTill: midnight }).where(eq(mirrorTasks.id, 3));
    expect(await idsOf('taskState=overdue')).toEqual([1]);
    expect(await idsOf('taskState=today')).toEqual([2]);
    expect(await idsOf('taskState=none')).toEqual([4]);
    expect((await leadsOf('taskState=none')).total).toBe(1);
  });

  it.each(['limit=0', 'limit=101', 'tag=x', 'createdFrom=today', 'priceFrom=1.5', 'other=1'])(
    'refuses %s',
    async (query) => {
      expect((await get(`${paths.leads}?${query}`)).statusCode).toBe(422);
    },
  );
});

describe('a search', () => {
  beforeEach(async () => {
    const contacts = [
      [1, 'Олена Ковальчук', '971501234567', 'olena@mail.example'],
      [2, 'Пётр Иванов', '79161234567', 'petr@mail.example'],
      [3, 'John O’Neil', '447700900123', 'j_o@mail.example'],
      [4, 'Ганна Їжакевич', '0671112233', 'hanna@mail.example'],
    ] as const;
    for (const [id, name, phone, email] of contacts) {
      await rows.contact({ id, responsibleUserId: me, name, phones: [phone], emails: [email] });
      await rows.lead({ ...mine, id, name: `Угода ${String(id)}` }, [id]);
    }
    await rows.lead({ ...mine, id: 5, name: 'Вілла 100% на Palm_Jumeirah' });
  });

  it.each([
    ['a Ukrainian name in capitals', 'ОЛЕНА', [1]],
    ['both names, turned around', 'ковальчук олена', [1]],
    ['a part of a name', 'вальчу', [1]],
    ['Ukrainian letters of its own', 'їжак', [4]],
    ['a Russian name', 'пётр', [2]],
    ['an English name', 'o’neil', [3]],
    ['two letters that begin a word', 'ол', [1]],
    ['two letters inside a word', 'ле', []],
    ['a lead’s own name', 'вілла', [5]],
    ['two words of which one is a lead’s', 'palm вілла', [5]],
    ['a per cent sign that is meant', '100%', [5]],
    ['an underscore that is meant', 'palm_j', [5]],
    ['an underscore that is not there', 'palm_', [5]],
    ['a wildcard', '%%%', []],
    ['an international phone', '+971 50 123-45-67', [1]],
    ['the same by 00', '00971501234567', [1]],
    ['the same as it is dialled at home', '050 123 45 67', [1]],
    ['the first digits', '+97150', [1]],
    ['the last digits', '4567', [1, 2]],
    ['a Russian phone by 8', '8 (916) 123-45-67', [2]],
    ['a phone that was saved as it is dialled at home', '+380 67 111 22 33', [4]],
    ['an email', 'Olena@Mail.example', [1]],
    ['an email with an underscore', 'j_o@', [3]],
    ['nothing that is there', 'zzz', []],
    ['blanks', '   ', [1, 2, 3, 4, 5]],
  ])('finds by %s', async (_what, text, ids) => {
    expect(await found(text)).toEqual(ids);
    expect((await leadsOf(`query=${encodeURIComponent(text)}`)).total).toBe(ids.length);
  });

  it('goes on by its cursor, and within a filter', async () => {
    const query = `query=${encodeURIComponent('угода')}&limit=3`;
    const page = await leadsOf(query);
    const next = await leadsOf(`${query}&cursor=${page.nextCursor ?? ''}`);
    expect([...page.data, ...next.data].map(({ id }) => id)).toEqual([4, 3, 2, 1]);
    expect([page.total, next.total, next.nextCursor]).toEqual([4, 4, null]);
    expect(await idsOf(`${query}&responsibleUserId=${String(other)}`)).toEqual([]);
  });

  it('never fails, whatever is typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
        const answer = await get(`${paths.leads}?query=${encodeURIComponent(text)}`);
        expect(answer.statusCode, answer.body).toBeLessThan(500);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a lead', () => {
  it('comes with contacts, company, fields and open tasks, the late ones first', async () => {
    const customFields = [
      {
        fieldId: 9,
        fieldName: 'Район',
        fieldCode: null,
        fieldType: 'select',
        values: [{ value: 'Marina', enumId: 4, enumCode: null }],
      },
    ];
    await rows.contact({ id: 1, responsibleUserId: me, name: 'Олена', phones: ['971501234567'] });
    await rows.contact({ id: 2, responsibleUserId: me, name: 'Марко' });
    await rows.company(3, me, 'Palm & Co');
    await rows.lead({ ...mine, id: 1, companyId: 3, customFields, price: 5 }, [2, 1]);
    const task = { responsibleUserId: other, entityType: 'leads', entityId: 1 };
    await rows.task({ ...task, id: 1, completeTill: secondsAgo(-60), text: 'later' });
    await rows.task({ ...task, id: 2, completeTill: secondsAgo(60), text: 'late' });
    await rows.task({ ...task, id: 3, isCompleted: true });
    const { data } = dataOf(leadDetailsSchema).parse((await get(paths.lead(1))).json());
    expect(data).toMatchObject({
      id: 1,
      price: 5,
      contact: { id: 2, name: 'Марко' },
      nextTask: { text: 'late' },
      contacts: [
        { id: 2, isMain: true },
        { id: 1, isMain: false, phones: ['971501234567'] },
      ],
      hiddenContacts: 0,
      company: { id: 3, name: 'Palm & Co' },
      customFields: [{ id: 9, name: 'Район', values: [{ value: 'Marina', enumId: 4 }] }],
      tasks: [{ text: 'late', responsibleUser: { id: other, name: 'User 2' } }, { text: 'later' }],
    });
  });

  it('has a timeline, newest first, that goes on by its cursor', async () => {
    await rows.lead({ ...mine, id: 1 });
    for (let id = 1; id <= 5; id += 1) await rows.note(id, 1, `note ${String(id)}`, secondsAgo(id));
    const page = timelinePageSchema.parse((await get(`${paths.timeline(1)}?limit=3`)).json());
    expect(page.data.map((item) => (item.kind === 'note' ? item.text : item.kind))).toEqual([
      'note 1',
      'note 2',
      'note 3',
    ]);
    const cursor = page.nextCursor ?? '';
    const url = `${paths.timeline(1)}?limit=3&cursor=${cursor}`;
    const next = timelinePageSchema.parse((await get(url)).json());
    expect([next.data.map(({ id }) => id), next.nextCursor]).toEqual([[4, 5], null]);
    expect((await get(url, strangers)).statusCode).toBe(422);
  });

  it('has what happened among its notes, each once however the pages are cut', async () => {
    await rows.lead({ ...mine, id: 1 });
    await rows.lead({ ...mine, id: 2 });
    await rows.task({
      id: 9,
      responsibleUserId: me,
      text: 'Call',
      entityType: 'leads',
      entityId: 1,
    });
    const from = { pipelineId, stageId: first };
    const to = { pipelineId, stageId: second };
    const of = (id: string, more: Partial<typeof mirrorEvents.$inferInsert> = {}) => ({
      ...{ id, leadId: 1, createdBy: me },
      ...more,
    });
    // A second with both kinds in it, and events that arrive after younger ones.
    await rows.note(11, 1, 'said', secondsAgo(20));
    await rows.note(12, 1, 'said then', secondsAgo(20));
    await rows.event(
      { ...of('d'), content: { kind: 'stage_changed', from, to: { ...to, stageId: 999 } } },
      secondsAgo(20),
    );
    await rows.event({ ...of('c'), content: { kind: 'stage_changed', from, to } }, secondsAgo(20));
    await rows.event(
      { ...of('e'), content: { kind: 'responsible_changed', from: other, to: 77 } },
      secondsAgo(5),
    );
    await rows.event(
      { ...of('a', { createdBy: 0 }), content: { kind: 'lead_created' } },
      secondsAgo(90),
    );
    await rows.event(
      { ...of('b'), content: { kind: 'price_changed', from: null, to: 7 } },
      secondsAgo(60),
    );
    const task = { leadId: 1, taskId: 9, content: { kind: 'task_added', taskId: 9 } } as const;
    await rows.event({ ...of('f'), ...task }, secondsAgo(1));
    const gone = { leadId: 1, taskId: 8, content: { kind: 'task_completed', taskId: 8 } } as const;
    await rows.event({ ...of('g'), ...gone }, secondsAgo(0));
    await rows.event({ ...of('z', { leadId: 2 }), content: { kind: 'lead_created' } });

    const all = timelinePageSchema.parse((await get(paths.timeline(1))).json());
    expect(all.data.map(({ id }) => id)).toEqual(['g', 'f', 'e', 12, 11, 'd', 'c', 'b', 'a']);
    const author = { id: me, name: 'User 1' };
    expect(all.data).toMatchObject([
      { kind: 'task_completed', task: { id: 8, text: null } },
      { kind: 'task_added', task: { id: 9, text: 'Call' }, author },
      {
        kind: 'responsible_changed',
        from: { id: other, name: 'User 2' },
        to: { id: 77, name: null },
      },
      { kind: 'note', text: 'said then' },
      { kind: 'note', text: 'said' },
      { kind: 'stage_changed', to: { stageId: 999, name: null } },
      {
        kind: 'stage_changed',
        from: { ...from, name: 'Stage 101' },
        to: { ...to, name: 'Stage 102' },
      },
      { kind: 'price_changed', from: null, to: 7 },
      { kind: 'lead_created', author: null },
    ]);
    for (const limit of [1, 2, 3, 4, 5]) {
      const paged: unknown[] = [];
      let cursor = '';
      do {
        const answer = await get(`${paths.timeline(1)}?limit=${String(limit)}${cursor}`);
        const page = timelinePageSchema.parse(answer.json());
        paged.push(...page.data);
        cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
      } while (cursor !== '');
      expect(paged, `pages of ${String(limit)}`).toEqual(all.data);
    }
  });

  it('says since when it is in its stage, where that is known', async () => {
    await rows.lead({ ...mine, id: 1, stageSince: secondsAgo(86_400) });
    await rows.lead({ ...mine, id: 2 });
    const { data } = await leadsOf('');
    expect(new Map(data.map(({ id, stageSince }) => [id, stageSince]))).toEqual(
      new Map([
        [1, secondsAgo(86_400).toISOString()],
        [2, null],
      ]),
    );
  });
});

describe('fields', () => {
  const fieldRow = (id: number, more: Partial<typeof mirrorFields.$inferInsert> = {}) => ({
    ...{ accountId: account, card: 'leads' as const, id, name: `Field ${String(id)}`, sort: id },
    ...{ type: 'text', isGiven: false, options: [], requiredIn: [], hiddenIn: [], ...more },
  });

  it('are in amoCRM’s groups and order, with what can be chosen and what can be written', async () => {
    const { db } = test.database;
    const group = (id: string, sort: number, name = id) => ({
      ...{ accountId: account, card: 'leads' as const, id, sort, name },
    });
    await db
      .insert(mirrorFieldGroups)
      .values([group('own', 2, 'Object'), group('default', 0, 'Main'), group('empty', 1)]);
    const options = [{ id: 5, value: 'Marina', code: null }];
    await db
      .insert(mirrorFields)
      .values([
        fieldRow(3, { groupId: 'own', type: 'select', options }),
        fieldRow(2, { groupId: 'own', sort: 9, isGiven: true }),
        fieldRow(4, { groupId: 'a group that is gone', type: 'file' }),
        fieldRow(1),
        fieldRow(6, { card: 'contacts', code: 'PHONE', type: 'multitext' }),
      ]);
    const { data } = dataOf(fieldsSchema).parse((await get(paths.fields)).json());
    expect(data.leads).toMatchObject([
      {
        id: 'default',
        name: 'Main',
        fields: [
          { id: 1, isEditable: true },
          { id: 4, isEditable: false },
        ],
      },
      {
        id: 'own',
        name: 'Object',
        fields: [
          { id: 3, options, isEditable: true },
          { id: 2, isEditable: false },
        ],
      },
    ]);
    expect(data.leads).toHaveLength(2);
    expect(data.contacts).toMatchObject([
      { id: 'default', fields: [{ id: 6, isEditable: false }] },
    ]);
    expect(data.companies).toEqual([]);
  });
});

describe('choices', () => {
  it('are active users, the tags of leads that are seen, and the account’s own lists', async () => {
    const { db } = test.database;
    await rows.user(7, { name: 'Gone', isActive: false });
    const tag = (id: number) => ({ id, name: `tag ${String(id)}` });
    await rows.lead({ ...mine, id: 1, tags: [tag(1), tag(2)] });
    await rows.lead({ ...mine, id: 2, tags: [tag(2)] });
    await rows.lead({ ...mine, id: 3, tags: [tag(3)], deletedAt: rows.now });
    await db.insert(mirrorChoices).values([
      { accountId: account, kind: 'loss_reason', id: 2, name: 'Price', sort: 1 },
      { accountId: account, kind: 'loss_reason', id: 1, name: 'Silence', sort: 2 },
      { accountId: account, kind: 'task_type', id: 1, name: 'Call', sort: 0 },
    ]);
    const { data } = dataOf(choicesSchema).parse((await get(paths.choices)).json());
    expect(data).toEqual({
      users: [
        { id: me, name: 'User 1', isMe: true },
        { id: other, name: 'User 2', isMe: false },
      ],
      tags: [
        { ...tag(2), leads: 2 },
        { ...tag(1), leads: 1 },
      ],
      lossReasons: [
        { id: 2, name: 'Price' },
        { id: 1, name: 'Silence' },
      ],
      taskTypes: [{ id: 1, name: 'Call' }],
    });
  });
});

describe('my day', () => {
  it('is the caller’s own, counted as the account counts days', async () => {
    const now = new Date();
    const { dayBegins, dayEnds } = await import('./day.ts');
    const { db } = test.database;
    await rows.lead({ ...mine, id: 1 });
    await rows.lead({ ...mine, id: 2, responsibleUserId: other });
    await rows.lead({ ...mine, id: 3 });
    const at = (id: number, instant: ReturnType<typeof sql>) =>
      db.update(mirrorLeads).set({ createdAt: instant }).where(eq(mirrorLeads.id, id));
    await at(1, dayBegins(now, 'Asia/Dubai'));
    await at(3, sql`${dayBegins(now, 'Asia/Dubai')} - interval '1 second'`);
    const task = { responsibleUserId: me, entityType: 'leads' };
    await rows.task({ ...task, id: 1, entityId: 1, completeTill: secondsAgo(60) });
    await rows.task({ ...task, id: 2, entityId: 2, completeTill: secondsAgo(90) });
    await rows.task({ ...task, id: 3, entityId: 3, responsibleUserId: other });
    await rows.task({ ...task, id: 4, entityType: null });
    await db
      .update(mirrorTasks)
      .set({ completeTill: sql`${dayEnds(now, 'Asia/Dubai')} - interval '1 microsecond'` })
      .where(eq(mirrorTasks.id, 4));
    const { data } = dataOf(myDaySchema).parse((await get(paths.myDay)).json());
    expect(data.timeZone).toBe('Asia/Dubai');
    expect(data.overdue.map(({ id, lead }) => [id, lead?.id])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(data.today.map(({ id, lead }) => [id, lead])).toEqual([[4, null]]);
    expect(data.newLeads.map(({ id }) => id)).toEqual([1]);
    expect(data.counts).toEqual({
      ...{ overdue: 2, today: 1, newLeads: 1, withoutTask: 0, completedToday: 0 },
    });
  });

  it('has the caller’s open leads that nobody has planned anything for, the longest untouched first', async () => {
    await rows.pipeline(12, [500], false);
    await test.database.db
      .update(mirrorStages)
      .set({ type: 1 })
      .where(eq(mirrorStages.pipelineId, 12));
    const touched = (seconds: number) => ({ ...mine, updatedAt: secondsAgo(seconds) });
    await rows.lead({ ...touched(10), id: 1 });
    await rows.lead({ ...touched(30), id: 2 });
    await rows.lead({ ...touched(20), id: 3 });
    await rows.lead({ ...touched(40), id: 4, stageId: 142 });
    await rows.lead({ ...touched(40), id: 5, stageId: 143 });
    await rows.lead({ ...touched(40), id: 6, pipelineId: 12, stageId: 500 });
    await rows.lead({ ...touched(40), id: 7, responsibleUserId: other });
    await rows.lead({ ...touched(40), id: 8 });
    const of = { responsibleUserId: other, entityType: 'leads' };
    await rows.task({ ...of, id: 1, entityId: 8 });
    await rows.task({ ...of, id: 2, entityId: 2, isCompleted: true });
    const { data } = dataOf(myDaySchema).parse((await get(paths.myDay)).json());
    expect(data.withoutTask.map(({ id }) => id)).toEqual([2, 3, 1]);
    expect(data.counts.withoutTask).toBe(3);
  });

  it('counts the days of the week and what was completed today where the account is', async () => {
    const now = new Date();
    const zone = 'Asia/Dubai';
    const { dayBegins, dayEnds, weekBegins, weekEnds } = await import('./day.ts');
    const { db } = test.database;
    const dueAt = async (id: number, instant: ReturnType<typeof sql>, more = {}) => {
      await rows.task({ id, responsibleUserId: me, ...more });
      await db.update(mirrorTasks).set({ completeTill: instant }).where(eq(mirrorTasks.id, id));
    };
    const tick = sql`interval '1 microsecond'`;
    await dueAt(1, sql`${weekBegins(now, zone)} - ${tick}`);
    await dueAt(2, weekBegins(now, zone));
    await dueAt(3, sql`${weekEnds(now, zone)} - ${tick}`);
    await dueAt(4, sql`${weekEnds(now, zone)} - ${tick}`, { responsibleUserId: other });
    await dueAt(5, weekEnds(now, zone));
    const done = async (id: number, instant: ReturnType<typeof sql>, more = {}) => {
      await rows.task({ id, responsibleUserId: me, isCompleted: true, ...more });
      await db.update(mirrorTasks).set({ updatedAt: instant }).where(eq(mirrorTasks.id, id));
    };
    await done(11, dayBegins(now, zone), { completeTill: secondsAgo(9 * 86_400) });
    await done(12, sql`${dayEnds(now, zone)} - ${tick}`);
    await done(13, sql`${dayBegins(now, zone)} - ${tick}`);
    await done(14, dayBegins(now, zone), { responsibleUserId: other });
    const { data } = dataOf(myDaySchema).parse((await get(paths.myDay)).json());
    expect(data.week).toHaveLength(7);
    expect(data.week.map(({ date }) => date)).toContain(data.date);
    expect(new Date(`${data.week[0]?.date ?? ''}T00:00:00Z`).getUTCDay()).toBe(1);
    expect(data.week[0]).toMatchObject({ overdue: 1, open: 0 });
    expect(data.week[6]).toMatchObject({ overdue: 0, open: 1 });
    const sums = data.week.map(({ overdue, open }) => overdue + open);
    expect(sums.reduce((sum, one) => sum + one, 0)).toBe(2);
    expect(data.counts.completedToday).toBe(2);
  });

  it('says whom to call: the contact of the lead, or the one that the task hangs on', async () => {
    const phoneField = (value: string) => ({
      ...{ fieldId: 1, fieldName: 'Phone', fieldCode: 'PHONE', fieldType: 'multitext' },
      values: [{ value, enumId: 1, enumCode: 'WORK' }],
    });
    const typed = '+971 (50) 123-45-67';
    await rows.contact({
      id: 1,
      responsibleUserId: me,
      name: 'A',
      customFields: [phoneField(typed)],
    });
    await rows.contact({ id: 2, responsibleUserId: me, name: 'B' });
    await rows.lead({ ...mine, id: 1 }, [1, 2]);
    const task = { responsibleUserId: me, completeTill: secondsAgo(60) };
    await rows.task({ ...task, id: 1, entityType: 'leads', entityId: 1 });
    await rows.task({ ...task, id: 2, entityType: 'contacts', entityId: 2 });
    await rows.task({ ...task, id: 3, entityType: 'companies', entityId: 2 });
    const { data } = dataOf(myDaySchema).parse((await get(paths.myDay)).json());
    expect(data.overdue.map(({ id, contact }) => [id, contact])).toEqual([
      [1, { id: 1, name: 'A', phone: typed }],
      [2, { id: 2, name: 'B', phone: null }],
      [3, null],
    ]);
  });
});
