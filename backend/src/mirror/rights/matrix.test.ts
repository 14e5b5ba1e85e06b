import { boardSchema } from '@foryou-crm/contract/board';
import { duplicatesSchema } from '@foryou-crm/contract/duplicates';
import { dataOf } from '@foryou-crm/contract/envelope';
import { incomingPageSchema } from '@foryou-crm/contract/incoming';
import { leadsPageSchema } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import type { Rights } from '@foryou-crm/amocrm';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bearer, startTestApp, type TestApp } from '../../testing/app.ts';
import { withAccount } from '../account-lock.ts';
import { readEvents, type Told } from '../testing/event-reader.ts';
import { mirrorRows, rightsOf } from '../testing/mirror-rows.ts';

/*
 * Every kind of viewer before every kind of object, by every route that answers from the mirror. What
 * each may see is written out here once more, in other words than the backend's own.
 */

const account = 31_000_001;
const pipelineId = 10;
const [open, shut] = [101, 102];
const hour = 3_600_000;
const [mate, stranger] = [900, 901];

interface Kind {
  amoUser: number;
  rights: Rights | null;
  isAdmin?: boolean;
  readAgo?: number;
  sees: (lead: Thing, self: number) => boolean;
  /** The letters of contacts, where they are others than those of leads. */
  seesContact?: (owner: number, self: number) => boolean;
}

interface Thing {
  lead: number;
  owner: number;
  stage: number;
  contactOwner: number;
  price: number;
}

const isOwn = ({ owner }: Thing, self: number) => owner === self;
const inGroup = ({ owner }: Thing) => owner !== stranger;
const shutStage = { shut: [{ pipelineId, stageId: shut }] };

const kinds = {
  admin: { amoUser: 1, rights: rightsOf('D'), isAdmin: true, sees: () => true },
  'view A': { amoUser: 2, rights: rightsOf('A'), sees: () => true },
  'view G': { amoUser: 3, rights: rightsOf('G'), sees: inGroup },
  'view M': { amoUser: 4, rights: rightsOf('M'), sees: isOwn },
  'view D': { amoUser: 5, rights: rightsOf('D'), sees: () => false },
  'view A without a stage': {
    amoUser: 6,
    rights: rightsOf('A', shutStage),
    sees: ({ stage }) => stage !== shut,
  },
  'view G without a stage': {
    amoUser: 7,
    rights: rightsOf('G', shutStage),
    sees: (thing) => inGroup(thing) && thing.stage !== shut,
  },
  'view A, contacts M': {
    amoUser: 8,
    rights: rightsOf('A', { contacts: 'M' }),
    sees: () => true,
    seesContact: (owner, self) => owner === self,
  },
  'rights not told': { amoUser: 9, rights: null, sees: isOwn },
  'rights in no words we know': { amoUser: 10, rights: rightsOf(null), sees: isOwn },
  'view A, read 61 minutes ago': {
    amoUser: 11,
    rights: rightsOf('A'),
    readAgo: 61 * 60_000,
    sees: isOwn,
  },
  'view G, read 2 hours ago': {
    amoUser: 12,
    rights: rightsOf('G'),
    readAgo: 2 * hour,
    sees: isOwn,
  },
  'view D, read 2 hours ago': {
    amoUser: 13,
    rights: rightsOf('D'),
    readAgo: 2 * hour,
    sees: () => false,
  },
  'admin, read 2 hours ago': {
    amoUser: 14,
    rights: rightsOf('A'),
    isAdmin: true,
    readAgo: 2 * hour,
    sees: isOwn,
  },
} satisfies Record<string, Kind>;
type KindName = keyof typeof kinds;
const kindNames = Object.keys(kinds).filter((name): name is KindName => name in kinds);
const kindOf = (name: KindName): Kind => kinds[name];

const objectNames = [
  'own',
  'own in the shut stage',
  'own with a stranger’s contact',
  'a colleague’s',
  'a colleague’s in the shut stage',
  'a stranger’s',
  'a stranger’s in the shut stage',
  'a stranger’s with the own contact',
  'in the trash',
  'of another account',
] as const;
type ObjectName = (typeof objectNames)[number];

/** The lead that a viewer's object is; ids say whose and which. */
function thingOf(kind: KindName, name: ObjectName): Thing | null {
  const self = kindOf(kind).amoUser;
  const of = (owner: number, nth: number, stage: number, contactOwner = owner): Thing => {
    const lead = owner * 100 + nth + (contactOwner === owner ? 0 : contactOwner * 100_000);
    return { lead, owner, stage, contactOwner, price: 1000 + lead };
  };
  switch (name) {
    case 'own':
      return of(self, 1, open);
    case 'own in the shut stage':
      return of(self, 2, shut);
    case 'own with a stranger’s contact':
      return of(self, 3, open, stranger);
    case 'a colleague’s':
      return of(mate, 1, open);
    case 'a colleague’s in the shut stage':
      return of(mate, 2, shut);
    case 'a stranger’s':
      return of(stranger, 1, open);
    case 'a stranger’s in the shut stage':
      return of(stranger, 2, shut);
    case 'a stranger’s with the own contact':
      return of(stranger, 3, open, self);
    case 'in the trash':
    case 'of another account':
      return null;
  }
}
const [trashed, elsewhere] = [77_001, 77_002];
const idOf = (kind: KindName, name: ObjectName): number =>
  thingOf(kind, name)?.lead ?? (name === 'in the trash' ? trashed : elsewhere);

const leadMark = (lead: number) => `lead#${String(lead)};`;
const contactMark = (lead: number) => `contact#${String(lead)};`;
const noteMark = (lead: number) => `note#${String(lead)};`;
const eventMark = (lead: number) => `event#${String(lead)};`;
const tagMark = (lead: number) => `tag#${String(lead)};`;
const uidOf = (lead: number) => `incoming-${String(lead)}-`;
const phoneOf = (lead: number) => `97150${String(lead).padStart(9, '0')}`;

const things = new Map<number, Thing>();
for (const kind of kindNames)
  for (const name of objectNames) {
    const thing = thingOf(kind, name);
    if (thing) things.set(thing.lead, thing);
  }

let test: TestApp;
let origin: string;
const jwts = new Map<KindName, string>();
const events = new Map<KindName, Told[]>();

beforeAll(async () => {
  test = await startTestApp(
    {},
    { live: { heartbeatMs: 60_000, drainMs: 5_000 }, keepsMirrors: false },
  );
  origin = await test.app.listen({ host: '127.0.0.1', port: 0 });
  const { db } = test.database;
  const rows = mirrorRows(db, account);
  await rows.account();
  await rows.pipeline(pipelineId, [open, shut]);
  await rows.user(mate, { groupId: 1 });
  await rows.user(stranger, { groupId: 2 });
  for (const name of kindNames) {
    const { amoUser, rights, isAdmin = false, readAgo = 0 } = kindOf(name);
    const readAt = new Date(Date.now() - readAgo);
    await rows.user(amoUser, { groupId: 1, rights, isAdmin, readAt });
    const person = await test.add();
    await rows.connect(person.id, amoUser);
    jwts.set(name, (await test.signIn(person.email ?? '')).jwt);
  }
  for (const { lead, owner, stage, contactOwner, price } of things.values()) {
    await rows.contact({
      id: lead,
      responsibleUserId: contactOwner,
      name: contactMark(lead),
      phones: [phoneOf(lead)],
      emails: [`c${String(lead)}@mail.example`],
    });
    await rows.lead(
      {
        id: lead,
        responsibleUserId: owner,
        pipelineId,
        stageId: stage,
        name: leadMark(lead),
        price,
        tags: [{ id: lead, name: tagMark(lead) }],
      },
      [lead],
    );
    await rows.note(lead, lead, noteMark(lead));
    await rows.event({ id: eventMark(lead), leadId: lead, content: { kind: 'lead_created' } });
    await rows.incoming(uidOf(lead), lead, pipelineId);
    await rows.task({
      id: lead,
      responsibleUserId: owner,
      entityType: 'leads',
      entityId: lead,
      completeTill: new Date(Date.now() - hour),
    });
  }
  const rest = { responsibleUserId: stranger, pipelineId, stageId: open };
  await rows.contact({
    id: trashed,
    responsibleUserId: 2,
    name: contactMark(trashed),
    phones: [phoneOf(trashed)],
    deletedAt: new Date(),
  });
  const tagsOf = (lead: number) => [{ id: lead, name: tagMark(lead) }];
  await rows.lead(
    {
      ...rest,
      id: trashed,
      name: leadMark(trashed),
      tags: tagsOf(trashed),
      deletedAt: new Date(),
    },
    [trashed],
  );
  await rows.note(trashed, trashed, noteMark(trashed));
  const isNew = { kind: 'lead_created' } as const;
  await rows.event({ id: eventMark(trashed), leadId: trashed, content: isNew });
  const other = mirrorRows(db, account + 1);
  await other.account();
  await other.pipeline(pipelineId, [open, shut]);
  await other.contact({
    id: elsewhere,
    responsibleUserId: 2,
    name: contactMark(elsewhere),
    phones: [phoneOf(elsewhere)],
  });
  await other.lead({ ...rest, id: elsewhere, name: leadMark(elsewhere), tags: tagsOf(elsewhere) }, [
    elsewhere,
  ]);
  await other.event({ id: eventMark(elsewhere), leadId: elsewhere, content: isNew });
  await other.note(elsewhere, elsewhere, noteMark(elsewhere));
  await other.incoming(uidOf(elsewhere), elsewhere, pipelineId);
  await collectEvents();
});
afterAll(() => test.close());

/** Everybody listens while every lead is touched once. */
async function collectEvents(): Promise<void> {
  const { db } = test.database;
  const readers = await Promise.all(
    kindNames.map(async (name) => {
      const reader = await readEvents(origin, bearer(jwtOf(name)));
      await reader.next();
      return [name, reader] as const;
    }),
  );
  const scopeOf = ({ owner, stage }: Thing) => ({
    responsibleUserId: owner,
    groupId: owner === stranger ? 2 : 1,
    pipelineId,
    stageId: stage,
  });
  await withAccount(db, account + 1, ({ changed }) => {
    const scope = { responsibleUserId: stranger, groupId: 2, pipelineId, stageId: open };
    changed([
      { entity: 'lead', entityId: elsewhere, leadId: elsewhere, before: scope, after: scope },
    ]);
    return Promise.resolve();
  });
  await withAccount(db, account, ({ changed }) => {
    changed([
      { entity: 'lead', entityId: trashed, leadId: trashed, before: null, after: null },
      ...[...things.values()].flatMap((thing) => {
        const scope = scopeOf(thing);
        const about = { entityId: thing.lead, leadId: thing.lead, before: scope, after: scope };
        return [
          { entity: 'lead', ...about } as const,
          { entity: 'note', ...about } as const,
          { entity: 'event', ...about, entityId: null } as const,
          { entity: 'contact', entityId: thing.lead } as const,
        ];
      }),
      { entity: 'sync' },
    ]);
    return Promise.resolve();
  });
  for (const [name, reader] of readers) {
    events.set(
      name,
      await reader.until((event) => event.type === 'changed' && event.entity === 'sync'),
    );
    await reader.close();
  }
}

const jwtOf = (name: KindName): string => jwts.get(name) ?? '';
const get = (kind: KindName, url: string) => test.app.inject({ url, headers: bearer(jwtOf(kind)) });
async function textOf(kind: KindName, url: string, allowed = [200]): Promise<string> {
  const answer = await get(kind, url);
  expect(allowed, answer.body).toContain(answer.statusCode);
  return answer.body;
}

const seesLead = (kind: KindName, thing: Thing | null) =>
  thing !== null && kindOf(kind).sees(thing, kindOf(kind).amoUser);
const seesContact = (kind: KindName, thing: Thing | null) => {
  if (thing === null) return false;
  const { amoUser, sees, seesContact: own } = kindOf(kind);
  const { contactOwner } = thing;
  if (own) return own(contactOwner, amoUser);
  // Stages are about leads only.
  return sees({ ...thing, owner: contactOwner, stage: open }, amoUser);
};
const visible = (kind: KindName) => [...things.values()].filter((thing) => seesLead(kind, thing));

type Probe = (kind: KindName, name: ObjectName) => Promise<void>;

/** All that a list of leads tells, page by page. */
async function listed(kind: KindName, query: string): Promise<string> {
  let text = '';
  let cursor = '';
  do {
    const page = await textOf(kind, `${paths.leads}?limit=7${query}${cursor}`);
    text += page;
    const { nextCursor } = leadsPageSchema.parse(JSON.parse(page));
    cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
  } while (cursor !== '');
  return text;
}

/** Sends a write to what the viewer may not see, or may; amoCRM itself is not there to answer it. */
async function written(
  kind: KindName,
  method: 'POST' | 'PATCH',
  { url, nowhere, body, isSeen }: { url: string; nowhere: string; body: object; isSeen: boolean },
): Promise<void> {
  const headers = { ...bearer(jwtOf(kind)), 'idempotency-key': randomUUID() };
  const send = (to: string) => test.app.inject({ method, url: to, headers, payload: body });
  const answer = await send(url);
  expect(answer.statusCode, answer.body).toBeGreaterThanOrEqual(400);
  expect(answer.statusCode === 404, answer.body).toBe(!isSeen);
  if (!isSeen) expect(answer.body).toBe((await send(nowhere)).body);
}
const dueAt = '2030-01-01T00:00:00Z';

function expectTold(text: string, mark: string, isSeen: boolean) {
  expect(text.includes(mark), `${mark} in ${text.slice(0, 400)}`).toBe(isSeen);
}

/** By the routes as the backend itself lists them. */
const probes: Record<string, Probe> = {
  async 'GET /api/leads'(kind, name) {
    const [thing, lead] = [thingOf(kind, name), idOf(kind, name)];
    const isSeen = seesLead(kind, thing);
    const all = await listed(kind, '');
    expectTold(all, leadMark(lead), isSeen);
    expectTold(all, contactMark(lead), isSeen && seesContact(kind, thing));
    expect(leadsPageSchema.parse((await get(kind, paths.leads)).json()).total).toBe(
      visible(kind).length,
    );
    const byName = await textOf(kind, `${paths.leads}?query=${encodeURIComponent(leadMark(lead))}`);
    expectTold(byName, leadMark(lead), isSeen);
    expect(leadsPageSchema.parse(JSON.parse(byName)).total).toBe(isSeen ? 1 : 0);
    const byPhone = await textOf(kind, `${paths.leads}?query=${phoneOf(lead)}`);
    expectTold(byPhone, leadMark(lead), isSeen && seesContact(kind, thing));
    const byOwner = await listed(kind, `&responsibleUserId=${String(thing?.owner ?? stranger)}`);
    expectTold(byOwner, leadMark(lead), isSeen);
  },
  async 'GET /api/leads/board'(kind, name) {
    const [thing, lead] = [thingOf(kind, name), idOf(kind, name)];
    const text = await textOf(kind, `${paths.board}?limit=50`);
    const isSeen = seesLead(kind, thing);
    expectTold(text, leadMark(lead), isSeen);
    expectTold(text, contactMark(lead), isSeen && seesContact(kind, thing));
    const { stages } = dataOf(boardSchema).parse(JSON.parse(text)).data;
    for (const stage of stages) {
      const inStage = visible(kind).filter((one) => one.stage === stage.id);
      expect(stage.count).toBe(inStage.length);
      expect(stage.sum).toBe(inStage.reduce((sum, { price }) => sum + price, 0));
    }
  },
  async 'GET /api/leads/{id}'(kind, name) {
    const [thing, lead] = [thingOf(kind, name), idOf(kind, name)];
    const isSeen = seesLead(kind, thing);
    const text = await textOf(kind, paths.lead(lead), [isSeen ? 200 : 404]);
    expectTold(text, leadMark(lead), isSeen);
    expectTold(text, contactMark(lead), isSeen && seesContact(kind, thing));
    if (!isSeen) expect(text).toBe(await textOf(kind, paths.lead(5), [404]));
  },
  async 'GET /api/leads/{id}/timeline'(kind, name) {
    const [thing, lead] = [thingOf(kind, name), idOf(kind, name)];
    const isSeen = seesLead(kind, thing);
    const text = await textOf(kind, paths.timeline(lead), [isSeen ? 200 : 404]);
    expectTold(text, noteMark(lead), isSeen);
    expectTold(text, eventMark(lead), isSeen);
    if (!isSeen) expect(text).toBe(await textOf(kind, paths.timeline(5), [404]));
  },
  async 'GET /api/leads/fields'(kind, name) {
    const text = await textOf(kind, paths.fields);
    for (const mark of [leadMark, contactMark, tagMark]) {
      expectTold(text, mark(idOf(kind, name)), false);
    }
  },
  async 'GET /api/leads/choices'(kind, name) {
    const lead = idOf(kind, name);
    const text = await textOf(kind, paths.choices);
    expectTold(text, tagMark(lead), seesLead(kind, thingOf(kind, name)));
    // Colleagues are everybody's to know.
    for (const user of [mate, stranger]) expectTold(text, `User ${String(user)}`, true);
    expectTold(text, leadMark(lead), false);
  },
  async 'POST /api/leads/duplicates'(kind, name) {
    const [thing, lead] = [thingOf(kind, name), idOf(kind, name)];
    const answer = await test.app.inject({
      method: 'POST',
      url: paths.duplicates,
      headers: bearer(jwtOf(kind)),
      payload: { phone: phoneOf(lead) },
    });
    expect(answer.statusCode).toBe(200);
    const knowsContact = seesContact(kind, thing);
    const knowsLead = seesLead(kind, thing);
    expectTold(answer.body, contactMark(lead), knowsContact);
    expectTold(answer.body, leadMark(lead), knowsContact && knowsLead);
    const { isHiddenThere } = dataOf(duplicatesSchema).parse(answer.json()).data;
    expect(isHiddenThere).toBe(thing !== null && !(knowsContact && knowsLead));
  },
  async 'GET /api/my-day'(kind, name) {
    const [thing, lead] = [thingOf(kind, name), idOf(kind, name)];
    const text = await textOf(kind, paths.myDay);
    const isMine = thing?.owner === kindOf(kind).amoUser;
    expectTold(text, leadMark(lead), isMine && seesLead(kind, thing));
    const isToldWhose = isMine && seesLead(kind, thing) && seesContact(kind, thing);
    expectTold(text, contactMark(lead), isToldWhose);
  },
  async 'POST /api/leads'(kind, name) {
    const lead = idOf(kind, name);
    const answer = await test.app.inject({
      method: 'POST',
      url: paths.leads,
      headers: { ...bearer(jwtOf(kind)), 'idempotency-key': randomUUID() },
      payload: { name: leadMark(lead), phone: phoneOf(lead) },
    });
    expectTold(answer.body, leadMark(lead), false);
    expectTold(answer.body, contactMark(lead), false);
    const forContact = (contactId: number) =>
      test.app.inject({
        method: 'POST',
        url: paths.leads,
        headers: { ...bearer(jwtOf(kind)), 'idempotency-key': randomUUID() },
        payload: { contactId },
      });
    const forThis = await forContact(lead);
    const isRefused = !seesContact(kind, thingOf(kind, name));
    expect(forThis.statusCode === 422, forThis.body).toBe(isRefused);
    if (isRefused) expect(forThis.body).toBe((await forContact(5)).body);
  },
  async 'PATCH /api/leads/{id}'(kind, name) {
    const [url, nowhere] = [paths.lead(idOf(kind, name)), paths.lead(5)];
    const isSeen = seesLead(kind, thingOf(kind, name));
    await written(kind, 'PATCH', { url, nowhere, isSeen, body: { updatedAt: dueAt, price: 1 } });
  },
  async 'POST /api/leads/{id}/notes'(kind, name) {
    const [url, nowhere] = [paths.notes(idOf(kind, name)), paths.notes(5)];
    const isSeen = seesLead(kind, thingOf(kind, name));
    await written(kind, 'POST', { url, nowhere, isSeen, body: { text: 'Note' } });
  },
  async 'POST /api/leads/{id}/tasks'(kind, name) {
    const [url, nowhere] = [paths.tasks(idOf(kind, name)), paths.tasks(5)];
    const isSeen = seesLead(kind, thingOf(kind, name));
    await written(kind, 'POST', { url, nowhere, isSeen, body: { text: 'Task', dueAt } });
  },
  async 'POST /api/tasks/{id}/complete'(kind, name) {
    const thing = thingOf(kind, name);
    const [url, nowhere] = [paths.completeTask(idOf(kind, name)), paths.completeTask(5)];
    // His own tasks are his to do, whoever sees their leads.
    const isSeen = thing?.owner === kindOf(kind).amoUser || seesLead(kind, thing);
    await written(kind, 'POST', { url, nowhere, isSeen, body: {} });
  },
  async 'GET /api/incoming'(kind, name) {
    const [thing, lead] = [thingOf(kind, name), idOf(kind, name)];
    let text = '';
    let cursor = '';
    do {
      const page = await textOf(kind, `${paths.incoming}?limit=40${cursor}`);
      text += page;
      const { nextCursor } = incomingPageSchema.parse(JSON.parse(page));
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
    } while (cursor !== '');
    const isSeen = seesLead(kind, thing);
    expectTold(text, uidOf(lead), isSeen);
    expectTold(text, leadMark(lead), isSeen);
    expectTold(text, contactMark(lead), isSeen && seesContact(kind, thing));
  },
  async 'POST /api/incoming/{uid}/accept'(kind, name) {
    const url = paths.acceptIncoming(uidOf(idOf(kind, name)));
    const nowhere = paths.acceptIncoming('nothing');
    const isSeen = seesLead(kind, thingOf(kind, name));
    await written(kind, 'POST', { url, nowhere, isSeen, body: {} });
  },
  async 'POST /api/incoming/{uid}/decline'(kind, name) {
    const url = paths.declineIncoming(uidOf(idOf(kind, name)));
    const nowhere = paths.declineIncoming('nothing');
    const isSeen = seesLead(kind, thingOf(kind, name));
    await written(kind, 'POST', { url, nowhere, isSeen, body: {} });
  },
  'GET /api/events'(kind, name) {
    const [thing, lead] = [thingOf(kind, name), idOf(kind, name)];
    const told = (entity: string) =>
      (events.get(kind) ?? []).some(
        ({ event }) => 'entity' in event && event.entity === entity && event.entityId === lead,
      );
    expect(told('lead')).toBe(seesLead(kind, thing));
    expect(told('note')).toBe(seesLead(kind, thing));
    expect(told('contact')).toBe(seesContact(kind, thing));
    const isToldOfEvent = (events.get(kind) ?? []).some(
      ({ event }) => 'entity' in event && event.entity === 'event' && event.leadId === lead,
    );
    expect(isToldOfEvent).toBe(seesLead(kind, thing));
    return Promise.resolve();
  },
};

/** Routes of the mirror's objects; pipelines are everybody's. */
const isOfMirror = /^\/api\/(leads|contacts|companies|tasks|notes|my-day|events|incoming)\b/;

it('has a probe for every route that reads the mirror or writes to it', () => {
  const { paths: documented } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(test.app.swagger());
  const routes = Object.entries(documented).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const ofMirror = routes.filter((route) => isOfMirror.test(route.split(' ')[1] ?? ''));
  expect(ofMirror.sort()).toEqual(Object.keys(probes).sort());
});

for (const [route, probe] of Object.entries(probes)) {
  describe(route, () => {
    describe.each(kindNames)('before %s', (kind) => {
      it.each(objectNames)('a lead %s: tells no more than its rights', (name) => probe(kind, name));
    });
  });
}
