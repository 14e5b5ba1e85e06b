import { boardSchema } from '@foryou-crm/contract/board';
import { dataOf } from '@foryou-crm/contract/envelope';
import { incomingPageSchema } from '@foryou-crm/contract/incoming';
import { taskSchema, timelineItemSchema, timelinePageSchema } from '@foryou-crm/contract/lead';
import { paths } from '@foryou-crm/contract/paths';
import { createdLeadSchema, writtenLeadSchema } from '@foryou-crm/contract/writing';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oasis } from '../../amo-crm/testing/amo-world.ts';
import { mirrorContacts, mirrorLeads } from '../tables.ts';
import { readEvents } from '../testing/event-reader.ts';
import { mirrored, oasisId, shownBy } from '../testing/mirror-world.ts';
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

const created = dataOf(createdLeadSchema);
const written = dataOf(writtenLeadSchema);

describe('a broker', () => {
  it('makes a lead with its contact and comment, and everybody who may see it does at once', async () => {
    const body = {
      name: 'Олена Шевченко',
      phone: '+971 50 765 43 21',
      email: 'olena.sh@mail.example',
      price: 1_200_000,
      comment: 'Wants the sea,\nnot the city.',
    };
    const before = await world.changes();
    const answer = await broker.post(paths.leads, body);
    expect(answer.statusCode, answer.body).toBe(201);
    const { id, lead, comment } = created.parse(answer.json()).data;
    expect(comment).toBe('saved');
    expect(lead).toMatchObject({
      ...{ id, name: body.name, price: body.price },
      responsibleUser: { id: broker.amoUserId },
      contacts: [{ name: body.name, phones: ['971507654321'], emails: [body.email], isMain: true }],
    });
    expect(await broker.lead(id)).toEqual(lead);
    expect(await world.changes()).toBeGreaterThan(before);
    const timeline = timelinePageSchema.parse((await broker.get(paths.timeline(id))).json());
    expect(timeline.data).toMatchObject([{ text: body.comment, author: { id: broker.amoUserId } }]);
    const list = await broker.get(`${paths.leads}?query=0507654321`);
    expect(list.json()).toMatchObject({ data: [{ id }] });
  });

  it('makes another lead for a contact that is there, and none for one that is hidden', async () => {
    const [row] = await world.leadsOf(broker.amoUserId);
    const contact = (await broker.lead(row?.id ?? 0)).contacts[0];
    if (!contact) throw new Error('no contact');
    const answer = await broker.post(paths.leads, { contactId: contact.id, price: 5 });
    expect(answer.statusCode, answer.body).toBe(201);
    const { lead } = created.parse(answer.json()).data;
    expect(lead).toMatchObject({
      ...{ name: contact.name, price: 5, responsibleUser: { id: broker.amoUserId } },
      contact: { id: contact.id, name: contact.name },
    });
    expect(lead?.stageSince).toBe(lead?.createdAt);

    const [strange] = await world.db
      .select({ id: mirrorContacts.id })
      .from(mirrorContacts)
      .where(eq(mirrorContacts.responsibleUserId, oasis.seesAll));
    const before = await world.db.$count(mirrorLeads);
    for (const body of [
      { contactId: strange?.id },
      { contactId: 1 },
      { contactId: contact.id, phone: '+971501112233' },
    ]) {
      const refused = await broker.post(paths.leads, body);
      expect(problemOf(refused)).toMatchObject({
        kind: 'invalid_input',
        errors: [{ path: 'contactId' }],
      });
    }
    await world.later(world.backend, 120);
    expect(await world.db.$count(mirrorLeads)).toBe(before);
  });

  it('gives it other tags, and takes them all off', async () => {
    const [row] = await world.leadsOf(broker.amoUserId);
    const id = row?.id ?? 0;
    for (const tags of [['Sea view', 'VIP'], ['vip', 'Hot'], []]) {
      const { updatedAt } = await broker.lead(id);
      const answer = await broker.patch(paths.lead(id), { updatedAt, tags });
      expect(answer.statusCode, answer.body).toBe(200);
      const names = (lead: { tags: readonly { name: string }[] } | null | undefined) =>
        lead?.tags.map(({ name }) => name.toLowerCase()).sort();
      const wanted = tags.map((name) => name.toLowerCase()).sort();
      expect(names(written.parse(answer.json()).data.lead)).toEqual(wanted);
      expect(names(await (await broker.api()).leads.get(id))).toEqual(wanted);
    }
  });

  it('moves it, renames it, and the board has it where it is', async () => {
    const [row] = await world.leadsOf(broker.amoUserId);
    if (!row) throw new Error('no lead');
    const { data } = dataOf(boardSchema).parse(
      (await broker.get(`${paths.board}?pipelineId=${String(row.pipelineId)}`)).json(),
    );
    const target = data.stages.find(({ id, type }) => id !== row.stageId && type === 0);
    const move = {
      updatedAt: row.updatedAt.toISOString(),
      pipelineId: row.pipelineId,
      stageId: target?.id,
      name: 'Renamed',
      price: 77,
    };
    const answer = await broker.patch(paths.lead(row.id), move);
    expect(answer.statusCode, answer.body).toBe(200);
    const { lead } = written.parse(answer.json()).data;
    expect(lead).toMatchObject({ name: 'Renamed', price: 77, stageId: target?.id });
    const api = await broker.api();
    expect(await api.leads.get(row.id)).toMatchObject({ name: 'Renamed', statusId: target?.id });
    const board = dataOf(boardSchema).parse(
      (await broker.get(`${paths.board}?pipelineId=${String(row.pipelineId)}&limit=50`)).json(),
    );
    const stage = board.data.stages.find(({ id }) => id === target?.id);
    expect(stage?.count).toBe((target?.count ?? 0) + 1);
  });

  it('gives a lead away and does not see it any more', async () => {
    const [, row] = await world.leadsOf(broker.amoUserId);
    if (!row) throw new Error('no lead');
    const change = { updatedAt: row.updatedAt.toISOString(), responsibleUserId: oasis.seesAll };
    const answer = await broker.patch(paths.lead(row.id), change);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(written.parse(answer.json()).data).toEqual({ id: row.id, lead: null });
    expect((await broker.get(paths.lead(row.id))).statusCode).toBe(404);
  });

  it('notes, sets a task, and closes it with its result', async () => {
    const [row] = await world.leadsOf(broker.amoUserId);
    if (!row) throw new Error('no lead');
    const note = await broker.post(paths.notes(row.id), { text: 'Called; calls back.' });
    expect(note.statusCode, note.body).toBe(201);
    const item = dataOf(timelineItemSchema).parse(note.json()).data;
    expect(item).toMatchObject({ text: 'Called; calls back.', type: 'common' });
    const timeline = timelinePageSchema.parse((await broker.get(paths.timeline(row.id))).json());
    expect(timeline.data).toContainEqual(item);

    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const set = await broker.post(paths.tasks(row.id), { text: 'Meet', dueAt, typeId: 2 });
    expect(set.statusCode, set.body).toBe(201);
    const task = dataOf(taskSchema).parse(set.json()).data;
    expect(task).toMatchObject({ text: 'Meet', typeId: 2, isCompleted: false });
    expect((await broker.lead(row.id)).tasks).toContainEqual(task);

    const close = () => broker.post(paths.completeTask(task.id), { result: 'Met' });
    for (const closed of [await close(), await close()]) {
      expect(closed.statusCode, closed.body).toBe(200);
      expect(closed.json()).toMatchObject({ data: { isCompleted: true, result: 'Met' } });
    }
    expect((await broker.lead(row.id)).tasks.map(({ id }) => id)).not.toContain(task.id);
    const other = await broker.post(paths.completeTask(task.id), { result: 'Nobody came' });
    expect(problemOf(other)).toMatchObject({ kind: 'conflict', reason: 'already_done' });
  });

  it('writes a custom field and empties it', async () => {
    const head = await world.backend.connections.apiFor(world.head);
    const { items } = await head.customFields.list('leads', { limit: 250 });
    const field = items.find(({ type }) => type === 'text' || type === 'textarea');
    const [row] = await world.leadsOf(broker.amoUserId);
    if (!row || !field) throw new Error('no field');
    for (const values of [[{ value: 'Garden' }], []]) {
      const { updatedAt } = await broker.lead(row.id);
      const customFields = [{ id: field.id, values }];
      const answer = await broker.patch(paths.lead(row.id), { updatedAt, customFields });
      expect(answer.statusCode, answer.body).toBe(200);
      const { lead } = written.parse(answer.json()).data;
      const present = lead?.customFields.find(({ id }) => id === field.id)?.values ?? [];
      expect(present.map(({ value }) => value)).toEqual(values.map(({ value }) => value));
    }
  });

  it('is heard at once by whoever listens at another backend', async () => {
    const origin = await world.apps[1].listen({ host: '127.0.0.1', port: 0 });
    const reader = await readEvents(origin, broker.headers);
    await reader.next();
    const [row] = await world.leadsOf(broker.amoUserId);
    const leadId = row?.id ?? 0;
    await broker.post(paths.notes(leadId), { text: 'Heard' });
    const { updatedAt } = await broker.lead(leadId);
    await broker.patch(paths.lead(leadId), { updatedAt, price: 12_345 });
    const told = await reader.until(
      (event) => event.type === 'changed' && event.entity === 'lead' && event.leadId === leadId,
    );
    expect(told.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ type: 'changed', entity: 'note', leadId }),
    );
    await reader.close();
  });

  it('leaves the mirror as amoCRM is', async () => {
    await world.later(world.backend, 120);
    const api = await world.backend.connections.apiFor(world.head);
    expect(await mirrored(world)).toEqual(await shownBy(api));
  });
});

describe('incoming leads', () => {
  it('are shown, accepted and declined', async () => {
    const head = await world.person('admin@demo.example', oasis.head);
    const page = incomingPageSchema.parse((await head.get(paths.incoming)).json());
    const api = await head.api();
    const shown = await api.unsorted.list({ limit: 250 });
    expect(page.data.map(({ uid }) => uid).sort()).toEqual(
      shown.items.map(({ uid }) => uid).sort(),
    );
    const [first, second] = page.data;
    if (!first?.lead || !second?.lead) throw new Error('no incoming leads');

    const accepted = await head.post(paths.acceptIncoming(first.uid), {
      responsibleUserId: oasis.seesOwn,
    });
    expect(accepted.statusCode, accepted.body).toBe(200);
    const { lead } = written.parse(accepted.json()).data;
    expect(lead).toMatchObject({ id: first.lead.id, responsibleUser: { id: oasis.seesOwn } });
    expect(lead?.contact?.name).toEqual(expect.any(String));
    expect((await broker.lead(first.lead.id)).id).toBe(first.lead.id);

    const declined = await head.post(paths.declineIncoming(second.uid));
    expect(declined.statusCode, declined.body).toBe(200);
    expect((await head.get(paths.lead(second.lead.id))).statusCode).toBe(404);
    const left = incomingPageSchema.parse((await head.get(paths.incoming)).json());
    expect(left.data.map(({ uid }) => uid)).not.toContain(first.uid);
    expect(left.data.map(({ uid }) => uid)).not.toContain(second.uid);
    const again = await head.post(paths.acceptIncoming(first.uid));
    expect(again.statusCode).toBe(404);
  });

  it('are given page by page', async () => {
    const head = await world.person('admin@demo.example', oasis.head);
    const all: string[] = [];
    let cursor = '';
    do {
      const page = incomingPageSchema.parse(
        (await head.get(`${paths.incoming}?limit=2${cursor}`)).json(),
      );
      all.push(...page.data.map(({ uid }) => uid));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    const whole = incomingPageSchema.parse((await head.get(paths.incoming)).json());
    expect(all).toEqual(whole.data.map(({ uid }) => uid));
  });

  it('that somebody else has accepted meanwhile are a conflict, and leave the list', async () => {
    const head = await world.person('admin@demo.example', oasis.head);
    const page = incomingPageSchema.parse((await head.get(paths.incoming)).json());
    const [first] = page.data;
    if (!first) throw new Error('no incoming lead');
    const api = await head.api();
    await api.unsorted.accept(first.uid, { userId: oasis.seesAll });
    const answer = await head.post(paths.acceptIncoming(first.uid));
    expect(problemOf(answer)).toMatchObject({ kind: 'conflict', reason: 'already_done' });
    const [row] = await world.db
      .select()
      .from(mirrorLeads)
      .where(eq(mirrorLeads.id, first.lead?.id ?? 0));
    expect(row).toMatchObject({ accountId: oasisId, responsibleUserId: oasis.seesAll });
    const left = incomingPageSchema.parse((await head.get(paths.incoming)).json());
    expect(left.data.map(({ uid }) => uid)).not.toContain(first.uid);
  });
});

it('needs an Idempotency-Key where something is made', async () => {
  const [row] = await world.leadsOf(broker.amoUserId);
  const dueAt = new Date().toISOString();
  for (const [url, body] of [
    [paths.leads, { name: 'A' }],
    [paths.notes(row?.id ?? 0), { text: 'A' }],
    [paths.tasks(row?.id ?? 0), { text: 'A', dueAt }],
  ] as const) {
    const answer = await broker.ask('POST', url, { body });
    expect(problemOf(answer)).toMatchObject({
      kind: 'invalid_input',
      errors: [{ path: 'idempotency-key' }],
    });
    expect((await broker.post(url, body, `short`)).statusCode).toBe(422);
    expect((await broker.post(url, body, newKey())).statusCode).toBe(201);
  }
});
