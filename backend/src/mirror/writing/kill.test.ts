import { boardSchema } from '@foryou-crm/contract/board';
import { dataOf } from '@foryou-crm/contract/envelope';
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
