import type { AmoApi } from '@foryou-crm/amocrm';
import { and, asc, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withAccount } from '../account-lock.ts';
import {
  mirrorChanges,
  mirrorChoices,
  mirrorEvents,
  mirrorFields,
  mirrorLeads,
  mirrorTasks,
} from '../tables.ts';
import {
  adminApi,
  oasisId,
  startMirrorWorld,
  type MirrorBackend,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { takeEvents } from './events.ts';

let mirrors: MirrorWorld;
let backend: MirrorBackend;
let api: AmoApi;

beforeAll(async () => {
  mirrors = await startMirrorWorld();
});
afterAll(() => mirrors.world.close());
beforeEach(async () => {
  await mirrors.reset();
  backend = mirrors.newBackend();
  const userId = await mirrors.connectAs(backend);
  await backend.mirror.settle();
  api = await adminApi(backend, userId);
});

async function leadRow(id: number) {
  const [row] = await mirrors.db
    .select()
    .from(mirrorLeads)
    .where(and(eq(mirrorLeads.accountId, oasisId), eq(mirrorLeads.id, id)));
  if (!row) throw new Error('no such lead');
  return row;
}

/** An open lead, and another ordinary stage of its pipeline. */
async function movable() {
  const pipelines = await api.pipelines.list();
  const { items } = await api.leads.list({ limit: 250 });
  for (const lead of items) {
    const stages = pipelines.find(({ id }) => id === lead.pipelineId)?.statuses ?? [];
    const to = stages.find(({ id, type }) => type === 0 && id > 143 && id !== lead.statusId);
    if (
      to &&
      lead.closedAt === null &&
      stages.some(({ id, type }) => id === lead.statusId && type === 0)
    ) {
      return { lead, to: { pipelineId: lead.pipelineId, statusId: to.id } };
    }
  }
  throw new Error('no lead to move');
}

const kindsOf = async (leadId: number) =>
  (
    await mirrors.db
      .select()
      .from(mirrorEvents)
      .where(and(eq(mirrorEvents.accountId, oasisId), eq(mirrorEvents.leadId, leadId)))
      .orderBy(asc(mirrorEvents.createdAt), asc(mirrorEvents.id))
  ).map(({ content }) => content);

const changesOf = async (entity: 'event' | 'settings') =>
  mirrors.db
    .select()
    .from(mirrorChanges)
    .where(and(eq(mirrorChanges.accountId, oasisId), eq(mirrorChanges.entity, entity)));

describe('an import', () => {
  it('dates the stage of every lead whose last move amoCRM’s history tells', async () => {
    const moves = new Map<number, { at: number; to: string }>();
    for await (const { items } of api.events.pages({
      limit: 100,
      filter: { entity: 'lead', type: 'lead_status_changed' },
    })) {
      for (const { entityId, createdAt, valueAfter } of items) {
        const to = valueAfter.find((value) => value.type === 'lead_status');
        if (entityId === null || !to || moves.has(entityId)) continue;
        moves.set(entityId, { at: createdAt, to: `${to.value.pipelineId}/${to.value.id}` });
      }
    }
    const leads = await mirrors.db
      .select()
      .from(mirrorLeads)
      .where(inArray(mirrorLeads.id, [...moves.keys()]));
    const dated = leads.filter(
      ({ id, pipelineId, stageId }) => moves.get(id)?.to === `${pipelineId}/${stageId}`,
    );
    expect(dated.length).toBeGreaterThan(20);
    for (const { id, stageSince } of dated) {
      expect(stageSince, String(id)).toEqual(new Date((moves.get(id)?.at ?? 0) * 1000));
    }
    // Nothing is dated before the lead was there.
    const early = sql`${mirrorLeads.stageSince} < ${mirrorLeads.createdAt}`;
    expect(await mirrors.db.$count(mirrorLeads, early)).toBe(0);
  });

  it('puts the events of tasks that it has not read to their leads', async () => {
    const events = await mirrors.db
      .select({ leadId: mirrorEvents.leadId, entityId: mirrorTasks.entityId })
      .from(mirrorEvents)
      .innerJoin(
        mirrorTasks,
        and(
          eq(mirrorTasks.accountId, mirrorEvents.accountId),
          eq(mirrorTasks.id, mirrorEvents.taskId),
        ),
      )
      .where(and(isNotNull(mirrorEvents.taskId), eq(mirrorTasks.entityType, 'leads')));
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter(({ leadId, entityId }) => leadId !== entityId)).toEqual([]);
    const completed = eq(mirrorTasks.isCompleted, true);
    expect(await mirrors.db.$count(mirrorTasks, completed)).toBeGreaterThan(0);
  });
});

describe('a change', () => {
  it('is in the history as soon as it is seen, without waiting for the delta', async () => {
    const { lead, to } = await movable();
    await mirrors.world.advance(5);
    await api.leads.patch(lead.id, { ...to, price: lead.price + 1 });
    const [task] = await api.tasks.add([
      { text: 'Call', completeTill: lead.updatedAt, entityType: 'leads', entityId: lead.id },
    ]);
    await api.tasks.complete(task?.id ?? 0, 'Done');
    const before = (await kindsOf(lead.id)).length;
    await withAccount(mirrors.db, oasisId, ({ tx }) =>
      tx.execute(sql`insert into mirror_hooks (account_id, entity, action, entity_id, received_at)
        values (${oasisId}, 'lead', 'update', ${lead.id}, now())`),
    );
    const { deltaDueAt } = await mirrors.account();
    await backend.mirror.settle();
    expect((await mirrors.account()).deltaDueAt).toEqual(deltaDueAt);
    expect((await mirrors.account()).eventsDueAt).toBeNull();
    const from = { pipelineId: lead.pipelineId, stageId: lead.statusId };
    const place = { pipelineId: to.pipelineId, stageId: to.statusId };
    expect((await kindsOf(lead.id)).slice(before)).toEqual([
      { kind: 'stage_changed', from, to: place },
      { kind: 'price_changed', from: lead.price, to: lead.price + 1 },
      { kind: 'task_added', taskId: task?.id },
      { kind: 'task_completed', taskId: task?.id },
    ]);
    expect((await changesOf('event')).map(({ leadId }) => leadId)).toContain(lead.id);
    // What is known is neither taken nor told again.
    const told = (await changesOf('event')).length;
    const known = await mirrors.db.$count(mirrorEvents);
    await mirrors.later(backend, 301);
    expect(await mirrors.db.$count(mirrorEvents)).toBe(known);
    expect(await changesOf('event')).toHaveLength(told);
  });

  it('dates the stage by the move, also where the lead was changed once more before it was read', async () => {
    const { lead, to } = await movable();
    await mirrors.world.advance(5);
    await api.leads.patch(lead.id, to);
    const moved = await api.leads.get(lead.id);
    await mirrors.world.advance(30);
    await api.leads.patch(lead.id, { name: 'Renamed' });
    await mirrors.later(backend, 301);
    const row = await leadRow(lead.id);
    expect(row.updatedAt.getTime()).toBeGreaterThan(row.stageSince?.getTime() ?? Infinity);
    expect(row.stageSince).toEqual(new Date((moved?.updatedAt ?? 0) * 1000));
    await mirrors.world.advance(60);
    await api.leads.patch(lead.id, { price: 1 });
    await mirrors.later(backend, 301);
    expect((await leadRow(lead.id)).stageSince).toEqual(row.stageSince);
  });
});

describe('an event that arrives late', () => {
  it('takes its place, dates no stage anew, and finds its lead when its task is there', async () => {
    const { lead, to } = await movable();
    for (const place of [to, { pipelineId: lead.pipelineId, statusId: lead.statusId }, to]) {
      await mirrors.world.advance(60);
      await api.leads.patch(lead.id, place);
    }
    const [task] = await api.tasks.add([
      { text: 'Call', completeTill: lead.updatedAt, entityType: 'leads', entityId: lead.id },
    ]);
    const { items } = await api.events.list({ limit: 100, filter: { entity: ['lead', 'task'] } });
    const ofThese = items.filter(({ entityId }) => entityId === lead.id || entityId === task?.id);
    const [newest, ...older] = ofThese;
    expect(newest?.type).toBe('task_added');
    // The lead as it is, and its last move; the moves before and the task's event come after that.
    await withAccount(mirrors.db, oasisId, async (account) => {
      await account.tx
        .update(mirrorLeads)
        .set({ pipelineId: to.pipelineId, stageId: to.statusId, stageSince: null })
        .where(eq(mirrorLeads.id, lead.id));
      await takeEvents(account, older.slice(0, 1));
    });
    const since = (await leadRow(lead.id)).stageSince;
    expect(since).toEqual(new Date((older[0]?.createdAt ?? 0) * 1000));
    await withAccount(mirrors.db, oasisId, (account) => takeEvents(account, ofThese));
    expect((await leadRow(lead.id)).stageSince).toEqual(since);
    const rows = await mirrors.db
      .select()
      .from(mirrorEvents)
      .where(eq(mirrorEvents.leadId, lead.id))
      .orderBy(desc(mirrorEvents.createdAt), desc(mirrorEvents.id));
    expect(rows.map(({ id }) => id).slice(0, 3)).toEqual(older.slice(0, 3).map(({ id }) => id));
    // Nobody knew the task: it was asked for, and its event has found the lead.
    await backend.mirror.settle();
    expect(await kindsOf(lead.id)).toContainEqual({ kind: 'task_added', taskId: task?.id });
  });
});

describe('settings', () => {
  it('are those of the account, follow it within five minutes, and are told when they differ', async () => {
    const account = await api.account.get({ with: ['task_types'] });
    const choices = () =>
      mirrors.db
        .select()
        .from(mirrorChoices)
        .orderBy(asc(mirrorChoices.sort), asc(mirrorChoices.id));
    const named = (kind: string, rows: Awaited<ReturnType<typeof choices>>) =>
      rows.filter((row) => row.kind === kind).map(({ name }) => name);
    const reasons = await api.lossReasons.list({ limit: 250 });
    expect(named('task_type', await choices())).toEqual(account.taskTypes?.map(({ name }) => name));
    expect(named('loss_reason', await choices())).toEqual(reasons.items.map(({ name }) => name));
    for (const card of ['leads', 'contacts', 'companies'] as const) {
      const { items } = await api.customFields.list(card, { limit: 250 });
      const rows = await mirrors.db.select().from(mirrorFields).where(eq(mirrorFields.card, card));
      const byId = (a: { id: number }, b: { id: number }) => a.id - b.id;
      expect(rows.map(({ id, name, groupId }) => ({ id, name, groupId })).sort(byId)).toEqual(
        items.map(({ id, name, groupId }) => ({ id, name, groupId })).sort(byId),
      );
    }
    expect(await changesOf('settings')).toHaveLength(1);
    await mirrors.later(backend, 301);
    expect(await changesOf('settings')).toHaveLength(1);

    await api.customFields.add('leads', [{ name: 'View', type: 'text' }]);
    await api.lossReasons.add([{ name: 'Moved away' }]);
    await mirrors.later(backend, 301);
    expect(await changesOf('settings')).toHaveLength(2);
    expect(named('loss_reason', await choices())).toContain('Moved away');
    expect(await mirrors.db.$count(mirrorFields, eq(mirrorFields.name, 'View'))).toBe(1);
  });

  it('that amoCRM does not tell keep nobody from the leads', async () => {
    const { world } = mirrors;
    await world.fault({ kind: 'status', match: '/api/v4/leads/loss_reasons', status: 404 });
    const before = await mirrors.db.$count(mirrorChoices);
    await mirrors.later(backend, 301);
    expect((await mirrors.account()).trouble).toBeNull();
    expect(await mirrors.db.$count(mirrorChoices)).toBe(before);
  });
});
