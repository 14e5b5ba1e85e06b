import { boardSchema } from '@foryou-crm/contract/board';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { createdLeadSchema } from '@foryou-crm/contract/writing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oasis, refusalOf } from '../../amo-crm/testing/amo-world.ts';
import { idempotencyKeys } from '../tables.ts';
import { claimKey } from './idempotency-keys.ts';
import { tidyMirrors } from '../sync/discover.ts';
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

/** One of the broker's leads, and stages of its pipeline that it is not in. */
async function movable() {
  const [row] = await world.leadsOf(broker.amoUserId);
  if (!row) throw new Error('no lead');
  const board = await broker.get(`${paths.board}?pipelineId=${String(row.pipelineId)}`);
  const { stages } = dataOf(boardSchema).parse(board.json()).data;
  const others = stages.filter(({ id, type }) => id !== row.stageId && type === 0);
  const [a, b] = others.map(({ id, pipelineId }) => ({ stageId: id, pipelineId }));
  if (!a || !b) throw new Error('no stages');
  return { id: row.id, known: { updatedAt: row.updatedAt.toISOString() }, a, b };
}

describe('two people who move one lead that both know the same', () => {
  it('one moves it, the other is told what it is now, however fast they follow', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id, known, a, b } = await movable();
      const answers = await Promise.all([
        broker.patch(paths.lead(id), { ...known, ...a }, 0),
        head.patch(paths.lead(id), { ...known, ...b }, 1),
      ]);
      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
      const { stageId } = await broker.lead(id);
      const refused = answers.find(({ statusCode }) => statusCode === 409);
      expect(problemOf(refused ?? answers[0])).toMatchObject({
        kind: 'conflict',
        reason: 'lead_changed',
        lead: { id, stageId },
      });
      const api = await broker.api();
      expect(await api.leads.get(id)).toMatchObject({ statusId: stageId });
    }
  });

  it('both have their way when it is the same', async () => {
    const { id, known, a } = await movable();
    const answers = await Promise.all([
      broker.patch(paths.lead(id), { ...known, ...a }, 0),
      head.patch(paths.lead(id), { ...known, ...a }, 1),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  });
});

describe('a change in amoCRM that nobody has told of yet', () => {
  it('is not written over: the mover sees the lead as it is', async () => {
    const { id, known, a, b } = await movable();
    const api = await head.api();
    await api.leads.patch(id, { pipelineId: b.pipelineId, statusId: b.stageId });
    const answer = await broker.patch(paths.lead(id), { ...known, ...a });
    expect(problemOf(answer)).toMatchObject({ kind: 'conflict', lead: { stageId: b.stageId } });
    expect((await broker.lead(id)).stageId).toBe(b.stageId);
  });

  it('is seen also when it has the date of what the mover knows', async () => {
    const { id, known, a, b } = await movable();
    const updatedAt = Date.parse(known.updatedAt) / 1000;
    const api = await head.api();
    await api.leads.patch(id, { pipelineId: b.pipelineId, statusId: b.stageId, updatedAt });
    const answer = await broker.patch(paths.lead(id), { ...known, ...a });
    expect(problemOf(answer)).toMatchObject({ kind: 'conflict', lead: { stageId: b.stageId } });
  });

  it('of a lead that is gone is found out', async () => {
    const { id, known, a } = await movable();
    await world.world.order('cards/delete', {
      subdomain: oasis.subdomain,
      kind: 'leads',
      ids: [id],
    });
    const answer = await broker.patch(paths.lead(id), { ...known, ...a });
    expect(problemOf(answer)).toMatchObject({ kind: 'not_found' });
    await world.backend.mirror.settle();
    expect((await head.get(paths.lead(id))).statusCode).toBe(404);
  });
});

describe('one key', () => {
  it('makes one lead of twenty requests at once over two backends', async () => {
    const key = newKey();
    const body = { name: 'Only once', phone: '+380671112233', comment: 'Said once' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, nth) =>
        broker.post(paths.leads, body, key, nth % 2 === 0 ? 0 : 1),
      ),
    );
    const bodies = new Set(answers.map((answer) => answer.body));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array<number>(20).fill(201));
    expect(bodies.size).toBe(1);
    const [first] = answers;
    const { id } = dataOf(createdLeadSchema).parse(first?.json()).data;
    const api = await head.api();
    const { items } = await api.leads.list({ query: 'Only once' });
    expect(items.map((lead) => lead.id)).toEqual([id]);
    expect((await api.notes.listOf('leads', id)).items).toHaveLength(1);
  });

  it('is refused for another body and another lead, and is nobody else’s', async () => {
    const [one, other] = await world.leadsOf(broker.amoUserId);
    const key = newKey();
    const note = { text: 'One' };
    expect((await broker.post(paths.notes(one?.id ?? 0), note, key)).statusCode).toBe(201);
    for (const answer of [
      await broker.post(paths.notes(one?.id ?? 0), { text: 'Two' }, key),
      await broker.post(paths.notes(other?.id ?? 0), note, key, 1),
    ]) {
      expect(problemOf(answer)).toMatchObject({ kind: 'conflict', reason: 'key_reused' });
    }
    // Somebody else's key, and the same one for something else, are other keys.
    expect((await head.post(paths.notes(one?.id ?? 0), note, key)).statusCode).toBe(201);
    expect((await broker.post(paths.leads, { name: 'One' }, key)).statusCode).toBe(201);
  });

  it('has no answer for whoever may not see the lead any more', async () => {
    const [row] = await world.leadsOf(broker.amoUserId);
    const key = newKey();
    const note = { text: 'Mine' };
    const id = row?.id ?? 0;
    expect((await broker.post(paths.notes(id), note, key)).statusCode).toBe(201);
    const { updatedAt } = await broker.lead(id);
    await broker.patch(paths.lead(id), { updatedAt, responsibleUserId: oasis.head });
    expect(problemOf(await broker.post(paths.notes(id), note, key))).toMatchObject({
      kind: 'not_found',
    });
  });

  it('lets nobody send who has lost it to another', async () => {
    const use = { userId: broker.userId, route: 'test', key: newKey(), body: 1 };
    const claim = () => claimKey(world.db, world.world.clock, use);
    const [slow, early] = [await claim(), await claim()];
    expect(early).toBeNull();
    await world.db.update(idempotencyKeys).set({ leaseUntil: new Date(0) });
    const quick = await claim();
    if (slow?.state !== 'held' || quick?.state !== 'held') throw new Error('not held');
    expect(await refusalOf(slow.key.sending())).toMatchObject({ kind: 'retry_later' });
    await quick.key.sending();
    await slow.key.free();
    await quick.key.keep({ id: 7 });
    await slow.key.keep({ id: 8 });
    await expect(refusalOf(slow.key.leaving({ id: 9 }))).resolves.toMatchObject({ reason: 'busy' });
    await quick.key.release();
    expect(await claim()).toMatchObject({ state: 'held', key: { made: { id: 7 } } });
  });

  it('is forgotten after a week', async () => {
    expect(await world.db.$count(idempotencyKeys)).toBeGreaterThan(0);
    const later = (days: number) => () =>
      new Date(world.world.clock().getTime() + days * 86_400_000);
    await tidyMirrors(world.db, later(6.9));
    expect(await world.db.$count(idempotencyKeys)).toBeGreaterThan(0);
    await tidyMirrors(world.db, later(7.1));
    expect(await world.db.$count(idempotencyKeys)).toBe(0);
  });
});
