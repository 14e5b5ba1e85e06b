import { boardSchema } from '@foryou-crm/contract/board';
import { dataOf } from '@foryou-crm/contract/envelope';
import { incomingPageSchema } from '@foryou-crm/contract/incoming';
import { taskSchema } from '@foryou-crm/contract/lead';
import { paths } from '@foryou-crm/contract/paths';
import { createdLeadSchema } from '@foryou-crm/contract/writing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oasis } from '../../amo-crm/testing/amo-world.ts';
import { mirrored } from '../testing/mirror-world.ts';
import {
  newKey,
  problemOf,
  startWritingWorld,
  type Broker,
  type WritingWorld,
} from './testing/writing-world.ts';

let world: WritingWorld;
let broker: Broker;
let head: Broker;

beforeAll(async () => {
  world = await startWritingWorld();
  broker = await world.person('olena@demo.example', oasis.seesOwn);
  head = await world.person('admin@demo.example', oasis.head);
});
afterAll(() => world.close());

const dueAt = new Date(Date.now() + 3_600_000).toISOString();

async function ownLead() {
  const [row] = await world.leadsOf(broker.amoUserId);
  if (!row) throw new Error('no lead');
  return row;
}

interface Act {
  /** Beginning of the path that it is sent to. */
  path: string;
  /** Requests to that path that only read, before it is sent. */
  reads: number;
  send: () => ReturnType<Broker['post']>;
}

/** Each way to write, under one key however often it is sent. */
const acts: Record<string, () => Promise<Act>> = {
  'a new lead'() {
    const key = newKey();
    const send = () => broker.post(paths.leads, { name: `New ${key}`, phone: '1234567' }, key);
    return Promise.resolve({ path: '/api/v4/leads/complex', reads: 0, send });
  },
  async 'a move'() {
    const { id, pipelineId, stageId, updatedAt } = await ownLead();
    const board = await broker.get(`${paths.board}?pipelineId=${String(pipelineId)}`);
    const { stages } = dataOf(boardSchema).parse(board.json()).data;
    const target = stages.find((stage) => stage.id !== stageId && stage.type === 0);
    const body = { updatedAt: updatedAt.toISOString(), pipelineId, stageId: target?.id };
    return {
      path: `/api/v4/leads/${String(id)}`,
      reads: 1,
      send: () => broker.patch(paths.lead(id), body),
    };
  },
  async 'a note'() {
    const { id } = await ownLead();
    const key = newKey();
    const send = () => broker.post(paths.notes(id), { text: `Note ${key}` }, key);
    return { path: `/api/v4/leads/${String(id)}/notes`, reads: 0, send };
  },
  async 'a task'() {
    const { id } = await ownLead();
    const key = newKey();
    const send = () => broker.post(paths.tasks(id), { text: `Task ${key}`, dueAt }, key);
    return { path: '/api/v4/tasks', reads: 0, send };
  },
  async 'a closed task'() {
    const { id } = await ownLead();
    const made = await broker.post(paths.tasks(id), { text: 'To be closed', dueAt });
    const task = dataOf(withIdSchema).parse(made.json()).data.id;
    const send = () => broker.post(paths.completeTask(task), { result: 'Done' });
    return { path: `/api/v4/tasks/${String(task)}`, reads: 1, send };
  },
  async 'an accepted incoming lead'() {
    const uid = await incoming();
    const send = () => head.post(paths.acceptIncoming(uid));
    return { path: `/api/v4/leads/unsorted/${uid}/accept`, reads: 0, send };
  },
  async 'a declined incoming lead'() {
    const uid = await incoming();
    const send = () => head.post(paths.declineIncoming(uid));
    return { path: `/api/v4/leads/unsorted/${uid}/decline`, reads: 0, send };
  },
};
const withIdSchema = taskSchema.pick({ id: true });

async function incoming(): Promise<string> {
  const { data } = incomingPageSchema.parse((await head.get(paths.incoming)).json());
  const uid = data[0]?.uid;
  if (uid === undefined) throw new Error('no incoming lead');
  return uid;
}

async function failing({ path, reads }: Act, fault: object): Promise<void> {
  if (reads > 0) await world.world.fault({ kind: 'delay', match: path, ms: 0, times: reads });
  await world.world.fault({ match: path, ...fault });
}

const faults = [
  [
    'has no right to it',
    { kind: 'status', status: 403, format: 'json' },
    { kind: 'forbidden_by_crm', status: 403 },
  ],
  [
    'has not paid',
    { kind: 'status', status: 402 },
    { kind: 'retry_later', reason: 'subscription_ended' },
  ],
  [
    'asks too much',
    { kind: 'status', status: 429, format: 'json', retryAfter: 1 },
    { kind: 'retry_later', reason: 'crm_rate_limited' },
  ],
] as const;

describe.each(Object.keys(acts))('%s', (name) => {
  it.each(faults)(
    'of somebody who %s is refused and changes nothing',
    async (why, fault, problem) => {
      const act = await acts[name]?.();
      if (!act) throw new Error('no act');
      const before = { rows: await mirrored(world), changes: await world.changes() };
      await failing(act, fault);
      expect(problemOf(await act.send())).toMatchObject(problem);
      expect({ rows: await mirrored(world), changes: await world.changes() }).toEqual(before);
      await world.world.endPauses();
      if (why !== 'asks too much') return;
      const again = await act.send();
      expect(again.statusCode, again.body).toBeLessThan(300);
    },
  );

  it('that amoCRM fails at is told so, and changes nothing', async () => {
    const act = await acts[name]?.();
    if (!act) throw new Error('no act');
    const before = { rows: await mirrored(world), changes: await world.changes() };
    await failing(act, { kind: 'status', status: 500 });
    const answer = await act.send();
    expect(problemOf(answer)).toMatchObject({ kind: 'retry_later', reason: 'crm_unreachable' });
    expect(answer.headers['retry-after']).toEqual(expect.any(String));
    expect({ rows: await mirrored(world), changes: await world.changes() }).toEqual(before);
  });

  it('whose answer is lost is found again, and done once', async () => {
    const act = await acts[name]?.();
    if (!act) throw new Error('no act');
    await failing(act, { kind: 'drop_response' });
    const answer = await act.send();
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    if (name.includes('incoming')) return;
    const again = await act.send();
    expect(again.statusCode, again.body).toBeLessThan(300);
    expect(again.json()).toEqual(answer.json());
  });
});

it('waits for an amoCRM that does not answer no longer than a person does', async () => {
  const before = { rows: await mirrored(world), changes: await world.changes() };
  const names = ['a move', 'a task', 'an accepted incoming lead'];
  const tried = names.map(async (name) => {
    const act = await acts[name]?.();
    if (!act) throw new Error('no act');
    await failing(act, { kind: 'no_response' });
    return problemOf(await act.send());
  });
  for (const problem of await Promise.all(tried)) {
    expect(problem).toMatchObject({ kind: 'retry_later', reason: 'crm_unreachable' });
  }
  expect({ rows: await mirrored(world), changes: await world.changes() }).toEqual(before);
}, 60_000);

describe('what amoCRM does not accept', () => {
  it('is told field by field, in amoCRM’s words', async () => {
    const { id, pipelineId, updatedAt } = await ownLead();
    const known = { updatedAt: updatedAt.toISOString() };
    for (const [change, path] of [
      [{ pipelineId, stageId: 1 }, 'stageId'],
      [{ responsibleUserId: 5 }, 'responsibleUserId'],
      [{ customFields: [{ id: 999, values: [{ value: 'x' }] }] }, 'customFields'],
    ] as const) {
      const answer = await broker.patch(paths.lead(id), { ...known, ...change });
      expect(problemOf(answer)).toMatchObject({ kind: 'invalid_input', errors: [{ path }] });
    }
    const answer = await broker.post(paths.leads, { name: 'A', pipelineId, stageId: 1 });
    expect(problemOf(answer)).toMatchObject({
      kind: 'invalid_input',
      errors: [{ path: 'stageId' }],
    });
    const task = { text: 'A', dueAt, responsibleUserId: 5 };
    expect(problemOf(await broker.post(paths.tasks(id), task))).toMatchObject({
      kind: 'invalid_input',
      errors: [{ path: 'responsibleUserId' }],
    });
  });

  it('is a colleague’s lead to change, where the role only shows it', async () => {
    const colleague = await world.person('maksym@demo.example', oasis.seesAll);
    const { id, updatedAt } = await ownLead();
    const change = { updatedAt: updatedAt.toISOString(), name: 'Mine now' };
    const answer = await colleague.patch(paths.lead(id), change);
    expect(problemOf(answer)).toMatchObject({ kind: 'forbidden_by_crm' });
    expect((await broker.lead(id)).name).not.toBe('Mine now');
  });
});

it('sends nothing about what the caller may not see', async () => {
  const [row] = await world.leadsOf(oasis.seesAll);
  const id = row?.id ?? 0;
  const [task] = await world.db.query.mirrorTasks.findMany({
    where: (tasks, { and, eq, ne }) =>
      and(eq(tasks.entityId, id), ne(tasks.responsibleUserId, broker.amoUserId)),
  });
  const uid = await incoming();
  const sent = (await world.world.seen()).requests.length;
  const change = { updatedAt: new Date().toISOString(), name: 'Seen' };
  for (const answer of [
    await broker.patch(paths.lead(id), change),
    await broker.post(paths.notes(id), { text: 'Seen' }),
    await broker.post(paths.tasks(id), { text: 'Seen', dueAt }),
    await broker.post(paths.completeTask(task?.id ?? 1), {}),
    await broker.post(paths.acceptIncoming(uid)),
    await broker.post(paths.declineIncoming(uid)),
  ]) {
    expect(problemOf(answer)).toMatchObject({ kind: 'not_found' });
  }
  expect((await world.world.seen()).requests.length).toBe(sent);
});

describe('a new lead of which amoCRM may have heard', () => {
  it('is looked for, never sent again, and in the end left to the caller to decide', async () => {
    const key = newKey();
    const body = { name: 'Perhaps', price: 5 };
    const send = () => broker.post(paths.leads, body, key);
    const posts = async () =>
      (await world.world.seen()).requests.filter(({ path }) => path === '/api/v4/leads/complex')
        .length;
    const before = await posts();
    await world.world.fault({ kind: 'status', match: '/api/v4/leads/complex', status: 502 });
    expect(problemOf(await send())).toMatchObject({ kind: 'retry_later' });
    expect(problemOf(await send())).toMatchObject({ kind: 'retry_later' });
    await world.world.advance(61);
    expect(problemOf(await send())).toMatchObject({ kind: 'conflict', reason: 'outcome_unknown' });
    expect(await posts()).toBe(before + 1);
    expect((await broker.post(paths.leads, body)).statusCode).toBe(201);
  });

  it('is told from another that says the same', async () => {
    const body = { name: 'Twins', price: 7 };
    const ids: number[] = [];
    for (const key of [newKey(), newKey()]) {
      await world.world.fault({ kind: 'drop_response', match: '/api/v4/leads/complex' });
      const answer = await broker.post(paths.leads, body, key);
      ids.push(dataOf(createdLeadSchema).parse(answer.json()).data.id);
    }
    expect(new Set(ids).size).toBe(2);
    const list = await broker.get(`${paths.leads}?query=Twins`);
    expect(list.json()).toMatchObject({ total: 2 });
  });

  it('is not taken for one of two that it might be', async () => {
    const body = { name: 'Triplets', price: 7 };
    const api = await broker.api();
    await api.leads.add([{ ...body }, { ...body }]);
    await world.world.fault({ kind: 'status', match: '/api/v4/leads/complex', status: 502 });
    expect(problemOf(await broker.post(paths.leads, body))).toMatchObject({
      kind: 'conflict',
      reason: 'outcome_unknown',
    });
  });

  it('is made once also when what follows fails', async () => {
    const body = { name: 'Quiet', comment: 'Said once' };
    await world.world.fault({ kind: 'status', match: '/api/v4/contacts', status: 500 });
    const key = newKey();
    expect(problemOf(await broker.post(paths.leads, body, key))).toMatchObject({
      kind: 'retry_later',
    });
    const answer = await broker.post(paths.leads, body, key);
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({ data: { comment: 'saved', lead: { name: 'Quiet' } } });
    const list = await broker.get(`${paths.leads}?query=Quiet`);
    expect(list.json()).toMatchObject({ total: 1 });
  });
});

describe('the comment of a new lead', () => {
  /** The lead is made and read, then its comment is sent. */
  const failingComment = async (fault: object) => {
    const match = '/api/v4/leads/';
    await world.world.fault({ kind: 'delay', match, ms: 0, times: 2 });
    await world.world.fault({ match, ...fault });
  };
  const body = { name: 'With words', comment: 'Said once' };

  it('that amoCRM refuses leaves the lead', async () => {
    await failingComment({ kind: 'status', status: 403, format: 'json' });
    const answer = await broker.post(paths.leads, body);
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({
      data: { comment: 'not_saved', lead: { name: body.name } },
    });
  });

  it('that came too fast is sent again under the same key, and makes no second lead', async () => {
    const key = newKey();
    await failingComment({ kind: 'status', status: 429, format: 'json', retryAfter: 1 });
    expect(problemOf(await broker.post(paths.leads, body, key))).toMatchObject({
      kind: 'retry_later',
      reason: 'crm_rate_limited',
    });
    await world.world.endPauses();
    const answer = await broker.post(paths.leads, body, key);
    expect(answer.json()).toMatchObject({ data: { comment: 'saved' } });
  });

  it('whose answer is lost is found, or said to be unknown', async () => {
    await failingComment({ kind: 'drop_response' });
    const found = await broker.post(paths.leads, body);
    expect(found.json()).toMatchObject({ data: { comment: 'saved' } });

    const key = newKey();
    await failingComment({ kind: 'status', status: 502 });
    expect(problemOf(await broker.post(paths.leads, body, key))).toMatchObject({
      kind: 'retry_later',
    });
    await world.world.advance(61);
    const unknown = await broker.post(paths.leads, body, key);
    expect(unknown.json()).toMatchObject({ data: { comment: 'unknown' } });
    expect((await broker.post(paths.leads, body, key)).json()).toEqual(unknown.json());
  });
});
