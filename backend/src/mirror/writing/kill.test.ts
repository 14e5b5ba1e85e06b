import { boardSchema } from '@foryou-crm/contract/board';
import { dataOf } from '@foryou-crm/contract/envelope';
import { incomingPageSchema } from '@foryou-crm/contract/incoming';
import { taskSchema } from '@foryou-crm/contract/lead';
import { paths } from '@foryou-crm/contract/paths';
import { createdLeadSchema, writtenLeadSchema } from '@foryou-crm/contract/writing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oasis } from '../../amo-crm/testing/amo-world.ts';
import { idempotencyKeys, mirrorWriteLocks } from '../tables.ts';
import type { WritePoint } from './parts.ts';
import { writeUntil } from './testing/start-writing-worker.ts';
import {
  newKey,
  problemOf,
  startWritingWorld,
  type Broker,
  type WritingWorld,
} from './testing/writing-world.ts';

let world: WritingWorld;
let broker: Broker;

beforeAll(async () => {
  world = await startWritingWorld();
  broker = await world.person('olena@demo.example', oasis.seesOwn);
});
afterAll(() => world.close());

/** As if the killed backend had died a while ago. */
async function endLeases(): Promise<void> {
  await world.db.update(idempotencyKeys).set({ leaseUntil: new Date(0) });
  await world.db.update(mirrorWriteLocks).set({ leaseUntil: new Date(0) });
}

async function inAmoCrm(name: string) {
  const api = await broker.api();
  const { items } = await api.leads.list({ query: name });
  const [lead] = items;
  const notes = lead ? (await api.notes.listOf('leads', lead.id)).items : [];
  return { leads: items.length, notes: notes.length };
}

describe('a backend that is killed while it makes a lead', () => {
  const points = [
    'claimed',
    'made',
    'kept',
    'comment.made',
    'comment.kept',
    'mirrored',
    'answered',
  ] satisfies WritePoint[];
  it.each(points)('at “%s” has made it once, and another goes on from there', async (dieAt) => {
    const body = { name: `Killed at ${dieAt}`, phone: '+971501112233', comment: 'Said once' };
    const key = newKey();
    const act = { kind: 'create', key, body } as const;
    expect(await writeUntil(world.world, { userId: broker.userId, act, dieAt })).toBe(true);
    await endLeases();
    const answer = await broker.post(paths.leads, body, key, 1);
    expect(answer.statusCode, answer.body).toBe(201);
    const { id, lead, comment } = dataOf(createdLeadSchema).parse(answer.json()).data;
    expect(lead).toMatchObject({ name: body.name, contacts: [{ phones: ['971501112233'] }] });
    expect(comment).toBe('saved');
    expect((await broker.lead(id)).name).toBe(body.name);
    expect(await inAmoCrm(body.name)).toEqual({ leads: 1, notes: 1 });
    expect((await broker.post(paths.leads, body, key)).json()).toEqual(answer.json());
  });

  it('just before the request leaves does not have it sent by another', async () => {
    const body = { name: 'Killed before it left', comment: 'Said once' };
    const key = newKey();
    const act = { kind: 'create', key, body } as const;
    const dieAt = 'sending';
    expect(await writeUntil(world.world, { userId: broker.userId, act, dieAt })).toBe(true);
    await endLeases();
    const send = () => broker.post(paths.leads, body, key);
    expect(problemOf(await send())).toMatchObject({ kind: 'retry_later' });
    await world.world.advance(61);
    expect(problemOf(await send())).toMatchObject({ kind: 'conflict', reason: 'outcome_unknown' });
    expect(await inAmoCrm(body.name)).toEqual({ leads: 0, notes: 0 });
  });

  it('just before its comment leaves has made the lead', async () => {
    const body = { name: 'Killed before its words', comment: 'Said once' };
    const key = newKey();
    const act = { kind: 'create', key, body } as const;
    const dieAt = 'comment.sending';
    expect(await writeUntil(world.world, { userId: broker.userId, act, dieAt })).toBe(true);
    await endLeases();
    await world.world.advance(61);
    const answer = await broker.post(paths.leads, body, key);
    expect(answer.json()).toMatchObject({
      data: { comment: 'unknown', lead: { name: body.name } },
    });
    expect(await inAmoCrm(body.name)).toEqual({ leads: 1, notes: 0 });
  });
});

describe('a backend that is killed while it moves a lead', () => {
  it.each(['change.sending', 'change.made', 'change.mirrored'] satisfies WritePoint[])(
    'at “%s” leaves a lead that the same move moves',
    async (dieAt) => {
      const [row] = await world.leadsOf(broker.amoUserId);
      if (!row) throw new Error('no lead');
      const { id, pipelineId } = row;
      const board = await broker.get(`${paths.board}?pipelineId=${String(pipelineId)}`);
      const { stages } = dataOf(boardSchema).parse(board.json()).data;
      const target = stages.find((stage) => stage.id !== row.stageId && stage.type === 0);
      const body = { updatedAt: row.updatedAt.toISOString(), pipelineId, stageId: target?.id };
      const act = { kind: 'change', id, body } as const;
      expect(await writeUntil(world.world, { userId: broker.userId, act, dieAt })).toBe(true);
      await endLeases();
      const answer = await broker.patch(paths.lead(id), body, 1);
      expect(answer.statusCode, answer.body).toBe(200);
      const { lead } = dataOf(writtenLeadSchema).parse(answer.json()).data;
      expect(lead?.stageId).toBe(target?.id);
      expect(await (await broker.api()).leads.get(id)).toMatchObject({ statusId: target?.id });
    },
  );
});

describe('a backend that is killed once amoCRM has done what it was asked for', () => {
  const dueAt = '2030-01-01T10:00:00Z';
  const killed = async (
    who: Broker,
    act: Parameters<typeof writeUntil>[1]['act'],
    dieAt: WritePoint,
  ) => {
    expect(await writeUntil(world.world, { userId: who.userId, act, dieAt })).toBe(true);
    await endLeases();
  };
  const ownLead = async () => {
    const [row] = await world.leadsOf(broker.amoUserId);
    if (!row) throw new Error('no lead');
    return row.id;
  };

  it.each(['made', 'kept', 'mirrored'] satisfies WritePoint[])(
    'leaves one note and one task at “%s”',
    async (dieAt) => {
      const id = await ownLead();
      const text = `Killed at ${dieAt}`;
      const [noteKey, taskKey] = [newKey(), newKey()];
      const task = { text, dueAt, typeId: 1, durationSeconds: 0 };
      await killed(broker, { kind: 'note', id, key: noteKey, body: { text } }, dieAt);
      await killed(broker, { kind: 'task', id, key: taskKey, body: task }, dieAt);
      const note = await broker.post(paths.notes(id), { text }, noteKey, 1);
      expect(note.json()).toMatchObject({ data: { text } });
      const set = await broker.post(paths.tasks(id), task, taskKey, 1);
      expect(set.json()).toMatchObject({ data: { text } });
      const api = await broker.api();
      const notes = (await api.notes.listOf('leads', id, { limit: 250 })).items.filter(
        ({ content }) => content.type === 'common' && content.params.text === text,
      );
      const tasks = (
        await api.tasks.list({ limit: 250, filter: { entityType: 'leads', entityId: id } })
      ).items.filter((one) => one.text === text);
      expect([notes.length, tasks.length]).toEqual([1, 1]);
    },
  );

  it('leaves a task that is closed, and may be closed again', async () => {
    const made = await broker.post(paths.tasks(await ownLead()), { text: 'Close', dueAt });
    const { id } = dataOf(taskSchema).parse(made.json()).data;
    const body = { result: 'Done' };
    await killed(broker, { kind: 'complete', id, body }, 'change.made');
    const answer = await broker.post(paths.completeTask(id), body);
    expect(answer.json()).toMatchObject({ data: { isCompleted: true, result: 'Done' } });
  });

  it('leaves incoming leads that may be accepted and declined again', async () => {
    const head = await world.person('admin@demo.example', oasis.head);
    const page = incomingPageSchema.parse((await head.get(paths.incoming)).json());
    const [first, second] = page.data;
    if (!first?.lead || !second?.lead) throw new Error('no incoming leads');
    const body = { responsibleUserId: oasis.seesOwn };
    await killed(head, { kind: 'accept', uid: first.uid, body }, 'change.made');
    const accepted = await head.post(paths.acceptIncoming(first.uid), body);
    expect(accepted.json()).toMatchObject({ data: { id: first.lead.id } });
    expect((await broker.lead(first.lead.id)).id).toBe(first.lead.id);
    await killed(head, { kind: 'decline', uid: second.uid }, 'change.made');
    const declined = await head.post(paths.declineIncoming(second.uid));
    expect(declined.statusCode, declined.body).toBe(200);
    expect((await head.get(paths.lead(second.lead.id))).statusCode).toBe(404);
  });
});
