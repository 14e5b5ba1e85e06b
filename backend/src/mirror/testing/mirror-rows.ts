import type { Right, Rights } from '@foryou-crm/amocrm';
import { systemClock } from '../../clock.ts';
import { createSealer } from '../../amo-crm/vault/sealing.ts';
import { createTokenRows } from '../../amo-crm/vault/token-rows.ts';
import { pairOf } from '../../amo-crm/testing/sealed-rows.ts';
import { transaction, type Database } from '../../database/open.ts';
import { amoCrmAccounts } from '../../database/schema.ts';
import { testConfig } from '../../testing/config.ts';
import {
  mirrorAccounts,
  mirrorCompanies,
  mirrorContacts,
  mirrorEvents,
  mirrorLeadContacts,
  mirrorLeads,
  mirrorNotes,
  mirrorPipelines,
  mirrorStages,
  mirrorTasks,
  mirrorUnsorted,
  mirrorUsers,
} from '../tables.ts';

type Lead = typeof mirrorLeads.$inferInsert;
type Contact = typeof mirrorContacts.$inferInsert;
type User = typeof mirrorUsers.$inferInsert;
type Task = typeof mirrorTasks.$inferInsert;
type Event = typeof mirrorEvents.$inferInsert;

/** Rights of a role that shows this much, of leads, contacts and companies alike. */
export function rightsOf(
  view: Right | null,
  more: { shut?: { pipelineId: number; stageId: number }[]; contacts?: Right } = {},
): Rights {
  const card = { view, edit: view, add: 'A', delete: 'D', export: 'D' } as const;
  return {
    leads: card,
    contacts: { ...card, view: more.contacts ?? view },
    companies: card,
    tasks: { edit: 'M', delete: 'D' },
    mailAccess: false,
    catalogAccess: false,
    statusRights: (more.shut ?? []).map(({ pipelineId, stageId }) => ({
      entityType: 'leads',
      pipelineId,
      statusId: stageId,
      rights: { view: 'D', edit: 'D', delete: 'D', export: 'D' },
    })),
    isAdmin: false,
    isFree: false,
    isActive: true,
    groupId: null,
    roleId: null,
  };
}

/** Writes rows of one account's mirror straight into its tables, with what is not said made up. */
export function mirrorRows(db: Database, accountId: number) {
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const read = { askedAt: now, savedAt: now, importNumber: 1 };
  const card = {
    accountId,
    name: '',
    tags: [],
    customFields: [],
    createdAt: now,
    updatedAt: now,
    ...read,
  };
  const sealer = createSealer(testConfig().tokenKeys);
  const tokens = createTokenRows({ db, clock: systemClock, sealer });
  return {
    now,
    async account(
      more: Partial<typeof mirrorAccounts.$inferInsert> = {},
      timeZone = 'Asia/Dubai',
    ): Promise<void> {
      await db.insert(amoCrmAccounts).values({
        accountId,
        name: 'Agency',
        domain: 'agency.example',
        currency: 'AED',
        timeZone,
      });
      await db.insert(mirrorAccounts).values({
        accountId,
        coverage: 'full',
        importNumber: 1,
        importStep: 'done',
        importFinishedAt: now,
        ...more,
      });
    },
    /** A person of ours connected as this amoCRM user. */
    async connect(userId: string, amoUserId: number): Promise<void> {
      const who = { userId, accountId, amoUserId, baseDomain: 'agency.example' };
      await transaction(db, (tx) => tokens.connect(tx, who, pairOf('test')));
    },
    /** As amoCRM ends it, when the integration was switched off. */
    async endConnection(userId: string): Promise<void> {
      const row = await tokens.ofUser(userId);
      if (row) await tokens.requireReconnect(row, 'integration_disabled');
    },
    async user(id: number, more: Partial<User> = {}): Promise<void> {
      await db.insert(mirrorUsers).values({
        accountId,
        id,
        name: `User ${String(id)}`,
        isAdmin: false,
        isActive: true,
        isFree: false,
        groupId: 0,
        rights: rightsOf('A'),
        readAt: new Date(),
        ...more,
      });
    },
    async pipeline(id: number, stageIds: readonly number[], isMain = true): Promise<void> {
      await db.insert(mirrorPipelines).values({
        accountId,
        id,
        name: `Pipeline ${String(id)}`,
        sort: id,
        isMain,
        isUnsortedOn: true,
        isArchive: false,
      });
      await db.insert(mirrorStages).values(
        stageIds.map((stageId, index) => ({
          accountId,
          pipelineId: id,
          id: stageId,
          name: `Stage ${String(stageId)}`,
          sort: index * 10,
          color: '#99ccff',
          isEditable: true,
          type: 0,
        })),
      );
    },
    async lead(
      row: Pick<Lead, 'id' | 'responsibleUserId' | 'pipelineId' | 'stageId'> & Partial<Lead>,
      contacts: readonly number[] = [],
    ): Promise<void> {
      const mainContactId = contacts[0] ?? null;
      await db.insert(mirrorLeads).values({ ...card, price: 1, mainContactId, ...row });
      if (contacts.length === 0) return;
      await db.insert(mirrorLeadContacts).values(
        contacts.map((contactId, index) => ({
          accountId,
          leadId: row.id,
          contactId,
          isMain: index === 0,
        })),
      );
    },
    async contact(
      row: Pick<Contact, 'id' | 'responsibleUserId'> & Partial<Contact>,
    ): Promise<void> {
      const { name = '', phones = [], emails = [] } = row;
      const searched = [name.toLowerCase(), ...phones, ...emails].join('\n');
      await db.insert(mirrorContacts).values({ ...card, phones, emails, searched, ...row });
    },
    async company(id: number, responsibleUserId: number, name: string): Promise<void> {
      await db.insert(mirrorCompanies).values({ ...card, id, responsibleUserId, name });
    },
    async task(row: Pick<Task, 'id' | 'responsibleUserId'> & Partial<Task>): Promise<void> {
      await db.insert(mirrorTasks).values({
        accountId,
        entityType: null,
        entityId: null,
        typeId: 1,
        text: 'Call',
        completeTill: now,
        durationSeconds: 0,
        isCompleted: false,
        createdAt: now,
        updatedAt: now,
        ...read,
        ...row,
      });
    },
    async note(id: number, leadId: number, text: string, createdAt = now): Promise<void> {
      await db.insert(mirrorNotes).values({
        accountId,
        id,
        entityType: 'leads',
        entityId: leadId,
        content: { type: 'common', params: { text } },
        createdBy: 0,
        createdAt,
        updatedAt: now,
        askedAt: now,
        savedAt: now,
      });
    },
    async event(
      row: Pick<Event, 'id' | 'content'> & Partial<Event>,
      createdAt = now,
    ): Promise<void> {
      await db.insert(mirrorEvents).values({ accountId, createdBy: 0, createdAt, ...row });
    },
    async incoming(uid: string, leadId: number, pipelineId: number): Promise<void> {
      await db.insert(mirrorUnsorted).values({
        ...{ accountId, uid, leadId, pipelineId, category: 'forms' },
        ...{ metadata: {}, createdAt: now, ...read },
      });
    },
  };
}

export type MirrorRows = ReturnType<typeof mirrorRows>;
