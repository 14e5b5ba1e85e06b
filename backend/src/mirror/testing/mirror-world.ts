import type { AmoApi } from '@foryou-crm/amocrm';
import { and, asc, eq, gte, isNull } from 'drizzle-orm';
import { connect, oasis, startAmoWorld, type AmoWorld } from '../../amo-crm/testing/amo-world.ts';
import type { Connections } from '../../amo-crm/connections.ts';
import { createMirror, type Mirror } from '../sync/mirror.ts';
import type { MirrorParts, Rhythm } from '../sync/parts.ts';
import {
  mirrorAccounts,
  mirrorCompanies,
  mirrorContacts,
  mirrorLeadContacts,
  mirrorLeads,
  mirrorNotes,
  mirrorTasks,
  mirrorUnsorted,
} from '../tables.ts';

export const oasisId = 31_894_702;
export const palmId = 31_907_455;

export interface MirrorBackend {
  connections: Connections;
  mirror: Mirror;
}

/** An amoCRM, a database, and as many backends' mirrors on them as a test wants. */
export async function startMirrorWorld(
  rhythm: Partial<Rhythm> = {},
  options: { leads?: number | undefined; accounts?: number } = {},
) {
  const world = await startAmoWorld(options);
  const { db } = world.database;

  const newBackend = (parts: Partial<MirrorParts> = {}): MirrorBackend => {
    const connections = world.newConnections();
    const { accountFor } = connections;
    const mirror = createMirror({ ...world.parts, accountFor, rhythm, ...parts });
    return { connections, mirror };
  };

  return {
    world,
    db,
    newBackend,
    /** Somebody new of the app, connected as this amoCRM user. */
    async connectAs(backend: MirrorBackend, who: { subdomain?: string; userId?: number } = {}) {
      const userId = await world.newUser();
      await connect(world, backend.connections, userId, who);
      return userId;
    },
    account: (accountId = oasisId) => accountRow(world, accountId),
    /** Everything that becomes due within these seconds, in amoCRM's time and ours. */
    async later(backend: MirrorBackend, seconds: number): Promise<void> {
      await world.advance(seconds);
      await backend.mirror.settle();
    },
    /** As if the holder of an account's lease had died a while ago. */
    async endLeases(): Promise<void> {
      await db.update(mirrorAccounts).set({ leaseUntil: new Date(0) });
    },
    /** From now on requests wait for their turn as they do outside of tests. */
    async limit(): Promise<void> {
      await world.database.pool.query('drop trigger if exists no_limit on amo_limiter');
    },
    async reset(): Promise<void> {
      await world.reset();
      await world.database.pool.query(noLimit);
      const { rows } = await world.database.pool.query<{ name: string }>(
        `select tablename as name from pg_tables where tablename like 'mirror\\_%'`,
      );
      await world.database.pool.query(`truncate ${rows.map(({ name }) => name).join(', ')}`);
    },
  };
}

/** A limiter that forgets at once what was asked: a test's sandbox can bear more than amoCRM. */
const noLimit = `
  create or replace function no_limit() returns trigger language plpgsql as $$
  begin
    new.slots := '{}';
    new.lanes := '{}';
    return new;
  end $$;
  create or replace trigger no_limit before insert or update on amo_limiter
    for each row execute function no_limit()`;

export type MirrorWorld = Awaited<ReturnType<typeof startMirrorWorld>>;

async function accountRow({ database }: AmoWorld, accountId: number) {
  const [row] = await database.db
    .select()
    .from(mirrorAccounts)
    .where(eq(mirrorAccounts.accountId, accountId));
  if (!row) throw new Error('The account has no mirror.');
  return row;
}

/** The administrator's own api, past the mirror. */
export const adminApi = (backend: MirrorBackend, userId: string): Promise<AmoApi> =>
  backend.connections.apiFor(userId);

export { oasis };

const at = (seconds: number | null) => (seconds === null ? null : new Date(seconds * 1000));

const kinds = ['leads', 'contacts', 'companies'] as const;

/** The latest notes of every kind of card. */
async function notesShownBy(api: AmoApi) {
  const from = Math.floor(Date.now() / 1000) - notesSeconds;
  const query = { limit: 250, filter: { updatedAt: { from } } } as const;
  const notes = await Promise.all(
    kinds.map(async (kind) =>
      (await every(api.notes.pages(kind, query))).map(({ id, entityId, content }) => ({
        ...{ id, entityType: kind, entityId, content },
      })),
    ),
  );
  return notes.flat().sort(byId);
}
const notesSeconds = 20 * 86_400;

/** What amoCRM shows of its account, in the shape of `mirrored`. */
export async function shownBy(api: AmoApi) {
  const [leads, contacts, companies, tasks, unsorted] = await Promise.all([
    every(api.leads.pages({ limit: 250, with: ['contacts'] })),
    every(api.contacts.pages({ limit: 250 })),
    every(api.companies.pages({ limit: 250 })),
    every(api.tasks.pages({ limit: 250, filter: { isCompleted: false } })),
    every(api.unsorted.pages({ limit: 250 })),
  ]);
  const cardOf = (
    card: (typeof leads)[number] | (typeof contacts)[number] | (typeof companies)[number],
  ) => ({
    id: card.id,
    name: card.name,
    responsibleUserId: card.responsibleUserId,
    groupId: card.groupId ?? 0,
    tags: card.tags.map(({ id, name }) => ({ id, name })),
    customFields: card.customFields,
    createdAt: at(card.createdAt),
    updatedAt: at(card.updatedAt),
  });
  return {
    leads: leads
      .map((lead) => ({
        ...cardOf(lead),
        price: lead.price,
        pipelineId: lead.pipelineId,
        stageId: lead.statusId,
        lossReasonId: lead.lossReasonId,
        companyId: lead.companyIds[0] ?? null,
        closedAt: at(lead.closedAt),
        closestTaskAt: at(lead.closestTaskAt),
        contacts: lead.contacts
          .map(({ id, isMain }) => ({ id, isMain }))
          .sort((a, b) => a.id - b.id),
      }))
      .sort(byId),
    contacts: contacts
      .map((contact) => ({
        ...cardOf(contact),
        firstName: contact.firstName,
        lastName: contact.lastName,
        companyId: contact.companyIds[0] ?? null,
      }))
      .sort(byId),
    companies: companies.map(cardOf).sort(byId),
    tasks: tasks
      .map((task) => ({
        id: task.id,
        entityType: task.entityType,
        entityId: task.entityId,
        text: task.text,
        completeTill: at(task.completeTill),
        responsibleUserId: task.responsibleUserId,
        updatedAt: at(task.updatedAt),
      }))
      .sort(byId),
    unsorted: unsorted
      .map(({ uid, category, leadIds }) => ({ uid, category, leadId: leadIds[0] ?? null }))
      .sort(byUid),
    notes: await notesShownBy(api),
  };
}

/** What the mirror has of an account. */
export async function mirrored({ db }: Pick<MirrorWorld, 'db'>, accountId = oasisId) {
  const links = await db
    .select()
    .from(mirrorLeadContacts)
    .where(eq(mirrorLeadContacts.accountId, accountId))
    .orderBy(asc(mirrorLeadContacts.contactId));
  const contactsOf = Map.groupBy(links, ({ leadId }) => leadId);
  const there = (table: typeof mirrorLeads | typeof mirrorContacts | typeof mirrorCompanies) =>
    and(eq(table.accountId, accountId), isNull(table.deletedAt));
  const leads = await db.select().from(mirrorLeads).where(there(mirrorLeads));
  const contacts = await db.select().from(mirrorContacts).where(there(mirrorContacts));
  const companies = await db.select().from(mirrorCompanies).where(there(mirrorCompanies));
  const tasks = await db
    .select()
    .from(mirrorTasks)
    .where(and(eq(mirrorTasks.accountId, accountId), eq(mirrorTasks.isCompleted, false)));
  const notes = await db
    .select()
    .from(mirrorNotes)
    .where(
      and(
        eq(mirrorNotes.accountId, accountId),
        gte(mirrorNotes.updatedAt, new Date(Date.now() - notesSeconds * 1000)),
      ),
    );
  const unsorted = await db
    .select()
    .from(mirrorUnsorted)
    .where(eq(mirrorUnsorted.accountId, accountId));
  const present = new Set([
    ...leads.map(({ id }) => `leads/${String(id)}`),
    ...contacts.map(({ id }) => `contacts/${String(id)}`),
    ...companies.map(({ id }) => `companies/${String(id)}`),
  ]);
  const cardOf = (
    card: (typeof leads)[number] | (typeof contacts)[number] | (typeof companies)[number],
  ) => ({
    id: card.id,
    name: card.name,
    responsibleUserId: card.responsibleUserId,
    groupId: card.groupId,
    tags: card.tags,
    customFields: card.customFields,
    createdAt: card.createdAt,
    updatedAt: card.updatedAt,
  });
  return {
    leads: leads
      .map((lead) => ({
        ...cardOf(lead),
        price: lead.price,
        pipelineId: lead.pipelineId,
        stageId: lead.stageId,
        lossReasonId: lead.lossReasonId,
        companyId: lead.companyId,
        closedAt: lead.closedAt,
        closestTaskAt: lead.closestTaskAt,
        contacts: (contactsOf.get(lead.id) ?? []).map(({ contactId, isMain }) => ({
          id: contactId,
          isMain,
        })),
      }))
      .sort(byId),
    contacts: contacts
      .map((contact) => ({
        ...cardOf(contact),
        firstName: contact.firstName,
        lastName: contact.lastName,
        companyId: contact.companyId,
      }))
      .sort(byId),
    companies: companies.map(cardOf).sort(byId),
    tasks: tasks
      .map(({ id, entityType, entityId, text, completeTill, responsibleUserId, updatedAt }) => ({
        ...{ id, entityType, entityId, text, completeTill, responsibleUserId, updatedAt },
      }))
      .sort(byId),
    unsorted: unsorted.map(({ uid, category, leadId }) => ({ uid, category, leadId })).sort(byUid),
    // amoCRM shows no note of a card in the trash.
    notes: notes
      .filter(({ entityType, entityId }) => present.has(`${entityType}/${String(entityId)}`))
      .map(({ id, entityType, entityId, content }) => ({ id, entityType, entityId, content }))
      .sort(byId),
  };
}

const byId = (a: { id: number }, b: { id: number }) => a.id - b.id;
const byUid = (a: { uid: string }, b: { uid: string }) => (a.uid < b.uid ? -1 : 1);

async function every<T>(pages: AsyncIterable<{ items: T[] }>): Promise<T[]> {
  const all: T[] = [];
  for await (const { items } of pages) all.push(...items);
  return all;
}
