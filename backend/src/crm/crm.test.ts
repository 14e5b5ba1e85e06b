import { pipelineSchema, stageSchema, type Pipeline } from '@foryou-crm/contract/amo-crm';
import { listOf } from '@foryou-crm/contract/envelope';
import { leadsPageSchema, type Lead, type LeadsPage } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, oasis, startAmoWorld, type AmoWorld } from '../amo-crm/testing/amo-world.ts';
import {
  startSignedInApp,
  type Person,
  type SignedInApp,
} from '../amo-crm/testing/signed-in-app.ts';
import { amoCrmTokens, mirrorAccounts, mirrorUsers, users } from '../database/schema.ts';

let world: AmoWorld;
let backend: SignedInApp;
let olena: Person;
let maksym: Person;
let olenaId: string;
let maksymId: string;

beforeAll(async () => {
  world = await startAmoWorld();
  backend = await startSignedInApp(world);
  olena = await backend.as('olena@demo.example');
  maksym = await backend.as('maksym@demo.example');
  olenaId = await idOf('olena@demo.example');
  maksymId = await idOf('maksym@demo.example');
});
afterAll(async () => {
  await backend.close();
  await world.close();
});
beforeEach(() => world.reset());

async function idOf(email: string): Promise<string> {
  const [row] = await world.database.db.select().from(users).where(eq(users.email, email));
  if (!row) throw new Error('no such person');
  return row.id;
}
async function accountIdOf(userId: string): Promise<number> {
  const { db } = world.database;
  const [row] = await db.select().from(amoCrmTokens).where(eq(amoCrmTokens.userId, userId));
  if (!row) throw new Error('no connection');
  return row.accountId;
}
/** Olena as the head of sales, or with the rights of another amoCRM user. */
const connectOlena = (userId = oasis.head) =>
  connect(world, world.newConnections(), olenaId, { userId });

type Answer = Awaited<ReturnType<Person['get']>>;
const problemOf = (answer: Answer) => problemSchema.parse(answer.json());
const leadsOf = async (query: string, person = olena): Promise<LeadsPage> => {
  const answer = await person.get(`${paths.leads}?${query}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return leadsPageSchema.parse(answer.json());
};
async function allLeads(query: string): Promise<{ leads: Lead[]; pages: number }> {
  const leads: Lead[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const page: LeadsPage = await leadsOf(cursor === null ? query : `${query}&cursor=${cursor}`);
    leads.push(...page.data);
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== null && pages < 100);
  return { leads, pages };
}
const pipelines = async (): Promise<Pipeline[]> =>
  listOf(pipelineSchema).parse((await olena.get(paths.amoCrm.pipelines)).json()).data;

describe('pipelines', () => {
  it('come in amoCRM’s order with their stages, each mapped to what it means', async () => {
    await connectOlena();
    const answer = await olena.get(paths.amoCrm.pipelines);
    const { data, count } = listOf(pipelineSchema).parse(answer.json());
    expect(count).toBe(data.length);
    expect(data.map(({ sort }) => sort)).toEqual(
      data.map(({ sort }) => sort).sort((a, b) => a - b),
    );
    expect(data.filter(({ isMain }) => isMain)).toHaveLength(1);
    for (const { id, stages } of data) {
      expect(stages.every(({ pipelineId }) => pipelineId === id)).toBe(true);
      expect(stages.map(({ sort }) => sort)).toEqual(
        stages.map(({ sort }) => sort).sort((a, b) => a - b),
      );
      expect(stages[0]).toMatchObject({ type: 1, mappedStatus: 'NEW' });
      expect(stages.slice(-2).map((stage) => [stage.id, stage.mappedStatus])).toEqual([
        [142, 'CLOSED'],
        [143, 'CLOSED'],
      ]);
      const between = stages.slice(1, -2);
      expect(between.length).toBeGreaterThan(2);
      expect(between.every(({ mappedStatus }) => mappedStatus === 'IN_PROGRESS')).toBe(true);
    }
  });

  it('have their stages at an address of their own too', async () => {
    await connectOlena();
    const [first] = await pipelines();
    if (!first) throw new Error('no pipelines');
    const answer = await olena.get(paths.amoCrm.stages(first.id));
    expect(listOf(stageSchema).parse(answer.json())).toEqual({
      data: first.stages,
      count: first.stages.length,
    });
  });

  it('that do not exist are not found, and are not asked about without end', async () => {
    await connectOlena();
    for (const id of [1, 99_999_999, 0, Number.MAX_SAFE_INTEGER]) {
      expect(problemOf(await olena.get(paths.amoCrm.stages(id))).kind).toBe('not_found');
    }
    const lookUps = (await world.seen()).requests.filter(({ path }) => path.includes('subdomain'));
    expect(lookUps.length).toBeLessThanOrEqual(1);
    expect((await olena.get(paths.amoCrm.stages(-1))).statusCode).toBe(422);
    expect((await olena.get(`${paths.amoCrm.pipelines}/x/stages`)).statusCode).toBe(422);
  });
});

describe('leads', () => {
  it('come newest first, with names, tags and the next task', async () => {
    await connectOlena();
    const { data, nextCursor, total } = await leadsOf('limit=100');
    expect(data).toHaveLength(100);
    expect(total).toBeNull();
    expect(nextCursor).not.toBeNull();
    const times = data.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
    expect(data.every(({ responsibleUser }) => responsibleUser.name)).toBe(true);
    const named = data.filter(({ contact }) => contact !== null);
    expect(named.length).toBeGreaterThan(50);
    // amoCRM lists the contact of an incoming lead once somebody has accepted it.
    const incoming = (await pipelines()).flatMap(({ stages }) =>
      stages.flatMap(({ id, type }) => (type === 1 ? [id] : [])),
    );
    const accepted = named.filter(({ stageId }) => !incoming.includes(stageId));
    expect(accepted.length).toBeGreaterThan(50);
    expect(accepted.every(({ contact }) => contact?.name)).toBe(true);
    expect(data.some(({ tags }) => tags.length > 0)).toBe(true);
    expect(data.filter(({ nextTask }) => nextTask?.text).length).toBeGreaterThan(5);
  });

  it('say of the next task the earliest open one', async () => {
    await connectOlena();
    const api = await world.newConnections().apiFor(olenaId);
    const { data } = await leadsOf('limit=30');
    const lead = data.find(({ nextTask }) => nextTask?.text);
    if (!lead) throw new Error('no lead with a task');
    const tasks = await api.tasks.list({
      filter: { entityType: 'leads', entityId: lead.id, isCompleted: false },
    });
    const earliest = tasks.items.toSorted((a, b) => a.completeTill - b.completeTill)[0];
    expect(lead.nextTask).toEqual({
      at: new Date((earliest?.completeTill ?? 0) * 1000).toISOString(),
      text: earliest?.text,
    });
  });

  it('cost four requests a page, and one for names only now and then', async () => {
    await connectOlena();
    const before = (await world.seen()).requests.length;
    await leadsOf('limit=20');
    expect((await world.seen()).requests.length - before).toBe(4);
    await leadsOf('limit=20');
    expect((await world.seen()).requests.length - before).toBe(7);
  });

  it('are all reached by the cursor, each once', async () => {
    await connectOlena();
    const { leads, pages } = await allLeads('limit=100');
    const ids = new Set(leads.map(({ id }) => id));
    expect(ids.size).toBe(leads.length);
    expect(pages).toBeGreaterThan(1);
    const api = await world.newConnections().apiFor(olenaId);
    let known = 0;
    for await (const page of api.leads.pages({ limit: 250 })) known += page.items.length;
    expect(leads.length).toBe(known);
  });

  it.each([
    ['asked of amoCRM where it filters', true],
    ['enforced here where amoCRM ignores filters', false],
  ])('of one stage are %s', async (_, isApiFilterEnabled) => {
    await world.order('accounts/set', { subdomain: oasis.subdomain, isApiFilterEnabled });
    await connectOlena();
    const everything = (await allLeads('limit=100')).leads;
    const [pipeline] = await pipelines();
    const stage = pipeline?.stages[2];
    if (!pipeline || !stage) throw new Error('no stage');
    const query = `pipelineId=${pipeline.id}&stageId=${stage.id}&limit=5`;
    const ids = (leads: Lead[]) => leads.map(({ id }) => id).sort((a, b) => a - b);
    const expected = everything.filter(
      (lead) => lead.pipelineId === pipeline.id && lead.stageId === stage.id,
    );
    expect(expected.length).toBeGreaterThan(5);
    expect(ids((await allLeads(query)).leads)).toEqual(ids(expected));
    const ofPipeline = everything.filter((lead) => lead.pipelineId === pipeline.id);
    const found = (await allLeads(`pipelineId=${pipeline.id}&limit=100`)).leads;
    expect(ids(found)).toEqual(ids(ofPipeline));
  });

  it('of one stage stay right when the filter was switched off after connecting', async () => {
    await connectOlena();
    await world.order('accounts/set', { subdomain: oasis.subdomain, isApiFilterEnabled: false });
    const [pipeline] = await pipelines();
    const stage = pipeline?.stages[1];
    const { leads } = await allLeads(`pipelineId=${pipeline?.id}&stageId=${stage?.id}&limit=50`);
    expect(leads.length).toBeGreaterThan(0);
    expect(leads.every((lead) => lead.stageId === stage?.id)).toBe(true);
  });

  it('follow the rights of the broker’s own amoCRM user, whose colleagues have no names', async () => {
    await connectOlena(oasis.seesOwn);
    const { leads } = await allLeads('limit=100');
    expect(leads.length).toBeGreaterThan(0);
    expect(leads.every((lead) => lead.responsibleUser.id === oasis.seesOwn)).toBe(true);
    expect(leads.every((lead) => lead.responsibleUser.name === null)).toBe(true);
  });

  it('refuse a cursor of another query, another user or nobody', async () => {
    await connectOlena();
    await connect(world, world.newConnections(), maksymId, { userId: oasis.seesAll });
    const { nextCursor } = await leadsOf('limit=10');
    const [pipeline] = await pipelines();
    for (const [person, query] of [
      [olena, `limit=20&cursor=${nextCursor}`],
      [olena, `limit=10&pipelineId=${pipeline?.id}&cursor=${nextCursor}`],
      [maksym, `limit=10&cursor=${nextCursor}`],
      [olena, 'limit=10&cursor=WzEsMCwiYWJjIl0'],
      [olena, 'limit=10&cursor=bm90LWpzb24'],
    ] as const) {
      const answer = await person.get(`${paths.leads}?${query}`);
      expect(answer.statusCode).toBe(422);
      expect(problemOf(answer)).toMatchObject({ errors: [{ path: 'cursor' }] });
    }
  });

  it('that began in amoCRM ends there, and is whole while the mirror is being filled', async () => {
    await connectOlena();
    const { db } = world.database;
    const { nextCursor } = await leadsOf('limit=10');
    const filling = { importNumber: 1, importStep: 'leads', coverage: 'full' } as const;
    const accountId = await accountIdOf(olenaId);
    await db.insert(mirrorAccounts).values({ accountId, ...filling });
    await db.insert(mirrorUsers).values({
      ...{ accountId, id: oasis.head, name: 'Head', isAdmin: true, isActive: true },
      ...{ isFree: false, readAt: new Date() },
    });
    expect((await allLeads('limit=100')).leads.length).toBeGreaterThan(300);
    await db.update(mirrorAccounts).set({ importStep: 'done', importFinishedAt: new Date() });
    expect((await leadsOf(`limit=10&cursor=${nextCursor}`)).data).toHaveLength(10);
    // The mirror of this test has no leads.
    expect(await leadsOf('limit=10')).toEqual({ data: [], nextCursor: null, total: 0 });
    await db.delete(mirrorUsers);
    await db.delete(mirrorAccounts);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'pipelineId=-1', 'pipelineId=1e99', 'other=1'])(
    'refuse %s',
    async (query) => {
      await connectOlena();
      expect((await olena.get(`${paths.leads}?${query}`)).statusCode).toBe(422);
    },
  );
});

describe('when there is no amoCRM to read', () => {
  const routes = [paths.amoCrm.pipelines, paths.amoCrm.stages(8412310), paths.leads];

  it('says that nothing is connected', async () => {
    for (const route of routes) {
      const answer = await olena.get(route);
      expect([answer.statusCode, problemOf(answer).kind]).toEqual([409, 'not_connected']);
    }
  });

  it('says that it has to be connected again', async () => {
    await connectOlena();
    await world.order('grants/revoke', { subdomain: oasis.subdomain, silent: true });
    for (const route of routes) {
      expect(problemOf(await olena.get(route))).toMatchObject({
        kind: 'reconnect_required',
        reason: 'revoked',
      });
    }
  });

  it.each([
    [{ kind: 'status', status: 429, retryAfter: 9 }, 503, 'crm_rate_limited'],
    [{ kind: 'status', status: 500 }, 503, 'crm_unreachable'],
    [{ kind: 'status', status: 502, format: 'html' }, 503, 'crm_unreachable'],
    [{ kind: 'html_200' }, 503, 'crm_unreachable'],
    [{ kind: 'drop_response' }, 503, 'crm_unreachable'],
    [{ kind: 'status', status: 402 }, 503, 'subscription_ended'],
    [{ kind: 'status', status: 403, format: 'html' }, 503, 'ip_blocked'],
  ])('says what is wrong with amoCRM: %o', async (fault, status, reason) => {
    await connectOlena();
    await world.fault({ match: '/api/v4/leads', times: 3, ...fault });
    const answer = await olena.get(paths.leads);
    expect(answer.statusCode).toBe(status);
    expect(problemOf(answer)).toMatchObject({ kind: 'retry_later', reason });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('says when the amoCRM user has no right', async () => {
    await connectOlena();
    await world.fault({ match: '/api/v4/leads', kind: 'status', status: 403, format: 'json' });
    expect(problemOf(await olena.get(paths.leads)).kind).toBe('forbidden_by_crm');
  });

  it('shows leads without names where only those are forbidden', async () => {
    await connectOlena();
    const forbidden = { kind: 'status', status: 403, format: 'json' };
    await world.fault({ match: '/api/v4/contacts', ...forbidden });
    await world.fault({ match: '/api/v4/tasks', ...forbidden });
    const { data } = await leadsOf('limit=20');
    expect(data).toHaveLength(20);
    expect(data.every(({ contact }) => (contact?.name ?? null) === null)).toBe(true);
    const timed = data.filter(({ nextTask }) => nextTask !== null);
    expect(timed.length).toBeGreaterThan(0);
    expect(timed.every(({ nextTask }) => nextTask?.text === null)).toBe(true);
  });
});
