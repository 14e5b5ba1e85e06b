import type { CustomFieldValue, NoteContent, Rights } from '@foryou-crm/amocrm';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

/*
 * One amoCRM account as it was last read, whoever of its users reads. Every key begins with the
 * account, so that tables can be partitioned by it. Times are amoCRM's own, to the second.
 */

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const amoId = (name: string) => bigint(name, { mode: 'number' });
const accountId = () => amoId('account_id').notNull();

/** A tag as a lead or contact carries it. */
export interface MirroredTag {
  id: number;
  name: string;
}

export const importSteps = [
  'account',
  'pipelines',
  'leads',
  'contacts',
  'companies',
  'tasks',
  'unsorted',
  'notes',
  'events',
  'done',
] as const;
export type ImportStep = (typeof importSteps)[number];

/** How an account is kept: what is imported, how fresh it is, how its changes come. */
export const mirrorAccounts = pgTable('mirror_accounts', {
  accountId: amoId('account_id').primaryKey(),
  /**
   * `full`: read with an admin's token, so that absence means deletion. `seen`: the sum of what the
   * connected brokers may see, in which absence proves nothing.
   */
  coverage: text('coverage', { enum: ['full', 'seen'] }).notNull(),
  /** The connection whose token reads; null when it is gone and another has to be found. */
  readerId: uuid('reader_id'),
  /** Grows with every import; rows say in which they were last seen. */
  importNumber: integer('import_number').notNull().default(0),
  importStep: text('import_step', { enum: importSteps }).notNull().default('account'),
  /** The next page of the step, as amoCRM's `next` names it; null: its first. */
  importNext: text('import_next'),
  importedRows: integer('imported_rows').notNull().default(0),
  importStartedAt: instant('import_started_at'),
  importFinishedAt: instant('import_finished_at'),
  /** Everything changed before this instant has been read by the delta. */
  deltaAt: instant('delta_at'),
  lastSyncAt: instant('last_sync_at'),
  /** Why syncing stands still, in the contract's words; null: it does not. */
  trouble: text('trouble'),
  troubleSince: instant('trouble_since'),
  /** sha256 of the secret in the webhook's address. */
  hookHash: text('hook_hash').unique(),
  hookState: text('hook_state', { enum: ['none', 'subscribed', 'unavailable', 'disabled'] })
    .notNull()
    .default('none'),
  hookCheckedAt: instant('hook_checked_at'),
  /** The last number given to a change of this account; its row is locked while one is given. */
  lastChange: bigint('last_change', { mode: 'number' }).notNull().default(0),
  /**
   * Never the same again once a user, pipeline, stage, lead, contact or task of the account has changed,
   * whoever changed it: what was made of them is good for as long as this stays. Kept by triggers.
   */
  revision: bigint('revision', { mode: 'number' }).notNull().default(0),
  /** When its last connection ended; purged 30 days later. */
  abandonedAt: instant('abandoned_at'),
  /** Who works on the account now, by the database's clock: one worker over all backends. */
  leaseOwner: text('lease_owner'),
  leaseUntil: instant('lease_until'),
  /** Its last turn; whoever waits longest is served next. */
  workedAt: instant('worked_at'),
  /** Nothing is asked of amoCRM before: it failed, and is left alone for a while. */
  restUntil: instant('rest_until'),
  failures: integer('failures').notNull().default(0),
  /** Whether amoCRM honours filters on leads, contacts and companies here; null: not tried yet. */
  filters: boolean('filters'),
  /** When users, pipelines and the choice of a reader are due. */
  structureDueAt: instant('structure_due_at'),
  deltaDueAt: instant('delta_due_at'),
  /** When amoCRM's history is looked at: something changed that must be in it by now. Null: nothing did. */
  eventsDueAt: instant('events_due_at'),
  /** When everything is read once more, to find what nobody told. */
  sweepDueAt: instant('sweep_due_at'),
  hookDueAt: instant('hook_due_at'),
});

/** The connections of an account as readers of its mirror. */
export const mirrorReaders = pgTable(
  'mirror_readers',
  {
    accountId: accountId(),
    connectionId: uuid('connection_id').notNull(),
    /** Null: not asked yet. */
    isAdmin: boolean('is_admin'),
    checkedAt: instant('checked_at'),
    /** When all that it sees was read; counts where no admin is connected. */
    importedAt: instant('imported_at'),
    /** The same as the account's own, for what this connection sees. */
    deltaAt: instant('delta_at'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.connectionId] })],
);

/** The account's amoCRM users and what each may see. */
export const mirrorUsers = pgTable(
  'mirror_users',
  {
    accountId: accountId(),
    id: amoId('id').notNull(),
    name: text('name').notNull(),
    isAdmin: boolean('is_admin').notNull(),
    isActive: boolean('is_active').notNull(),
    isFree: boolean('is_free').notNull(),
    groupId: amoId('group_id'),
    /** Null: amoCRM did not tell them. */
    rights: jsonb('rights').$type<Rights>(),
    readAt: instant('read_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.id] })],
);

export const mirrorPipelines = pgTable(
  'mirror_pipelines',
  {
    accountId: accountId(),
    id: amoId('id').notNull(),
    name: text('name').notNull(),
    sort: integer('sort').notNull(),
    isMain: boolean('is_main').notNull(),
    isUnsortedOn: boolean('is_unsorted_on').notNull(),
    isArchive: boolean('is_archive').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.id] })],
);

/** Keyed by pipeline too: 142 and 143 are in every one. */
export const mirrorStages = pgTable(
  'mirror_stages',
  {
    accountId: accountId(),
    pipelineId: amoId('pipeline_id').notNull(),
    id: amoId('id').notNull(),
    name: text('name').notNull(),
    sort: integer('sort').notNull(),
    color: text('color').notNull(),
    isEditable: boolean('is_editable').notNull(),
    type: integer('type').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.pipelineId, table.id] }),
    foreignKey({
      columns: [table.accountId, table.pipelineId],
      foreignColumns: [mirrorPipelines.accountId, mirrorPipelines.id],
    }).onDelete('cascade'),
  ],
);

export const cardKinds = ['leads', 'contacts', 'companies'] as const;

/** The tabs of the account's cards, which its custom fields are on. */
export const mirrorFieldGroups = pgTable(
  'mirror_field_groups',
  {
    accountId: accountId(),
    card: text('card', { enum: cardKinds }).notNull(),
    id: text('id').notNull(),
    name: text('name').notNull(),
    sort: integer('sort').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.card, table.id] })],
);

/** One that can be chosen in a custom field. */
export interface MirroredOption {
  id: number;
  value: string;
  code: string | null;
}

export interface StageKey {
  pipelineId: number;
  stageId: number;
}

/** What custom fields the account's cards have; their values are on the cards. */
export const mirrorFields = pgTable(
  'mirror_fields',
  {
    accountId: accountId(),
    card: text('card', { enum: cardKinds }).notNull(),
    id: amoId('id').notNull(),
    /** Null: amoCRM's main tab. */
    groupId: text('group_id'),
    name: text('name').notNull(),
    code: text('code'),
    type: text('type').notNull(),
    sort: integer('sort').notNull(),
    /** Computed by amoCRM, or filled by integrations only. */
    isGiven: boolean('is_given').notNull(),
    options: jsonb('options').$type<MirroredOption[]>().notNull(),
    currency: text('currency'),
    requiredIn: jsonb('required_in').$type<StageKey[]>().notNull(),
    hiddenIn: jsonb('hidden_in').$type<StageKey[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.card, table.id] })],
);

/** What the account offers where something is chosen. */
export const mirrorChoices = pgTable(
  'mirror_choices',
  {
    accountId: accountId(),
    kind: text('kind', { enum: ['loss_reason', 'task_type'] }).notNull(),
    id: amoId('id').notNull(),
    name: text('name').notNull(),
    sort: integer('sort').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.kind, table.id] })],
);

/** What cards of every kind have. */
const cardColumns = {
  accountId: accountId(),
  id: amoId('id').notNull(),
  name: text('name').notNull(),
  responsibleUserId: amoId('responsible_user_id').notNull(),
  /** The responsible user's group; 0 is amoCRM's first. */
  groupId: amoId('group_id').notNull().default(0),
  tags: jsonb('tags').$type<MirroredTag[]>().notNull(),
  customFields: jsonb('custom_fields').$type<CustomFieldValue[]>().notNull(),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  /** In amoCRM's trash since, or gone. */
  deletedAt: instant('deleted_at'),
  /** When the request left whose answer this is, and when it was saved; see `isNewer`. */
  askedAt: instant('asked_at').notNull(),
  savedAt: instant('saved_at').notNull(),
  /** The import that saw it last. */
  importNumber: integer('import_number').notNull(),
};

export const mirrorLeads = pgTable(
  'mirror_leads',
  {
    ...cardColumns,
    /** Whole units of the account's currency. */
    price: bigint('price', { mode: 'number' }).notNull(),
    pipelineId: amoId('pipeline_id').notNull(),
    stageId: amoId('stage_id').notNull(),
    /** When it came to its stage; null where that is not known. amoCRM's leads do not say: see `settleStages`. */
    stageSince: instant('stage_since'),
    lossReasonId: amoId('loss_reason_id'),
    companyId: amoId('company_id'),
    mainContactId: amoId('main_contact_id'),
    closedAt: instant('closed_at'),
    /** amoCRM's own word; the tasks of the mirror tell more where they may be seen. */
    closestTaskAt: instant('closest_task_at'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    index('mirror_leads_stage')
      .on(
        table.accountId,
        table.pipelineId,
        table.stageId,
        table.createdAt.desc().nullsFirst(),
        table.id.desc().nullsFirst(),
      )
      .where(sql`${table.deletedAt} is null`),
    // A broker's own board: his leads of a stage are together, however many others' there are.
    index('mirror_leads_own_stage')
      .on(
        table.accountId,
        table.pipelineId,
        table.stageId,
        table.responsibleUserId,
        table.createdAt.desc().nullsFirst(),
        table.id.desc().nullsFirst(),
      )
      .where(sql`${table.deletedAt} is null`),
    index('mirror_leads_responsible')
      .on(
        table.accountId,
        table.responsibleUserId,
        table.createdAt.desc().nullsFirst(),
        table.id.desc().nullsFirst(),
      )
      .where(sql`${table.deletedAt} is null`),
    index('mirror_leads_newest')
      .on(table.accountId, table.createdAt.desc().nullsFirst(), table.id.desc().nullsFirst())
      .where(sql`${table.deletedAt} is null`),
    index('mirror_leads_name').using('gin', sql`lower(${table.name}) gin_trgm_ops`),
  ],
);

export const mirrorContacts = pgTable(
  'mirror_contacts',
  {
    ...cardColumns,
    firstName: text('first_name'),
    lastName: text('last_name'),
    companyId: amoId('company_id'),
    /** Digits only, as they are searched and compared. */
    phones: text('phones').array().notNull(),
    /** In small letters. */
    emails: text('emails').array().notNull(),
    /** Name, phones and emails in small letters: what a search reads. */
    searched: text('searched').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    // A search among a broker's own contacts looks at none of the others'.
    index('mirror_contacts_responsible')
      .on(table.accountId, table.responsibleUserId)
      .where(sql`${table.deletedAt} is null`),
    index('mirror_contacts_searched').using('gin', sql`${table.searched} gin_trgm_ops`),
    index('mirror_contacts_phones').using('gin', table.phones),
    index('mirror_contacts_emails').using('gin', table.emails),
  ],
);

export const mirrorCompanies = pgTable('mirror_companies', { ...cardColumns }, (table) => [
  primaryKey({ columns: [table.accountId, table.id] }),
]);

export const mirrorLeadContacts = pgTable(
  'mirror_lead_contacts',
  {
    accountId: accountId(),
    leadId: amoId('lead_id').notNull(),
    contactId: amoId('contact_id').notNull(),
    isMain: boolean('is_main').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.leadId, table.contactId] }),
    index('mirror_lead_contacts_contact').on(table.accountId, table.contactId),
  ],
);

export const mirrorTasks = pgTable(
  'mirror_tasks',
  {
    accountId: accountId(),
    id: amoId('id').notNull(),
    entityType: text('entity_type'),
    entityId: amoId('entity_id'),
    typeId: amoId('type_id').notNull(),
    text: text('text').notNull(),
    completeTill: instant('complete_till').notNull(),
    durationSeconds: integer('duration_seconds').notNull(),
    isCompleted: boolean('is_completed').notNull(),
    result: text('result'),
    responsibleUserId: amoId('responsible_user_id').notNull(),
    groupId: amoId('group_id').notNull().default(0),
    createdBy: amoId('created_by'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    askedAt: instant('asked_at').notNull(),
    savedAt: instant('saved_at').notNull(),
    importNumber: integer('import_number').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    index('mirror_tasks_entity')
      .on(table.accountId, table.entityType, table.entityId, table.completeTill)
      .where(sql`not ${table.isCompleted}`),
    index('mirror_tasks_due')
      .on(table.accountId, table.responsibleUserId, table.completeTill)
      .where(sql`not ${table.isCompleted}`),
    index('mirror_tasks_done')
      .on(table.accountId, table.responsibleUserId, table.updatedAt)
      .where(sql`${table.isCompleted}`),
  ],
);

export const mirrorNotes = pgTable(
  'mirror_notes',
  {
    accountId: accountId(),
    id: amoId('id').notNull(),
    entityType: text('entity_type').notNull(),
    entityId: amoId('entity_id').notNull(),
    content: jsonb('content').$type<NoteContent>().notNull(),
    createdBy: amoId('created_by'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    askedAt: instant('asked_at').notNull(),
    savedAt: instant('saved_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    index('mirror_notes_entity').on(
      table.accountId,
      table.entityType,
      table.entityId,
      table.createdAt.desc().nullsFirst(),
    ),
  ],
);

/** What happened to a lead; an event tells it once and for all. */
export type EventContent =
  | { kind: 'lead_created' }
  | { kind: 'task_added' | 'task_completed'; taskId: number }
  | { kind: 'stage_changed'; from: StageKey | null; to: StageKey }
  | { kind: 'responsible_changed'; from: number | null; to: number }
  | { kind: 'price_changed'; from: number | null; to: number };

/** What amoCRM's history says of leads and of their tasks. */
export const mirrorEvents = pgTable(
  'mirror_events',
  {
    accountId: accountId(),
    /** amoCRM's: a text that grows with time. */
    id: text('id').notNull(),
    /** Of an event of a task: the lead that it hangs on; null while that is not known, and where there is none. */
    leadId: amoId('lead_id'),
    /** That of the content, for an index. */
    taskId: amoId('task_id'),
    content: jsonb('content').$type<EventContent>().notNull(),
    createdBy: amoId('created_by'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    index('mirror_events_lead').on(
      table.accountId,
      table.leadId,
      table.createdAt.desc().nullsFirst(),
    ),
    index('mirror_events_task')
      .on(table.accountId, table.taskId)
      .where(sql`${table.taskId} is not null`),
  ],
);

/**
 * How many leads a stage has and what they are worth, by whose they are, so that a board costs the
 * same for a thousand leads and for a hundred thousand. Kept by triggers on `mirror_leads`.
 */
export const mirrorStageTotals = pgTable(
  'mirror_stage_totals',
  {
    accountId: accountId(),
    pipelineId: amoId('pipeline_id').notNull(),
    stageId: amoId('stage_id').notNull(),
    responsibleUserId: amoId('responsible_user_id').notNull(),
    groupId: amoId('group_id').notNull(),
    leads: integer('leads').notNull(),
    price: bigint('price', { mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.accountId,
        table.pipelineId,
        table.stageId,
        table.responsibleUserId,
        table.groupId,
      ],
    }),
  ],
);

/** Incoming leads that wait for somebody to accept them. */
export const mirrorUnsorted = pgTable(
  'mirror_unsorted',
  {
    accountId: accountId(),
    uid: text('uid').notNull(),
    category: text('category').notNull(),
    pipelineId: amoId('pipeline_id').notNull(),
    leadId: amoId('lead_id'),
    contactId: amoId('contact_id'),
    sourceName: text('source_name'),
    /** What the lead's sender said, as amoCRM shows it: phone, form, page. */
    metadata: jsonb('metadata').$type<Record<string, unknown>>().notNull(),
    createdAt: instant('created_at').notNull(),
    askedAt: instant('asked_at').notNull(),
    savedAt: instant('saved_at').notNull(),
    importNumber: integer('import_number').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.uid] }),
    index('mirror_unsorted_lead').on(table.accountId, table.leadId),
  ],
);

/** What rights look at in a lead. */
export interface LeadScope {
  responsibleUserId: number;
  groupId: number;
  pipelineId: number;
  stageId: number;
}

export const changedEntities = [
  'lead',
  'contact',
  'company',
  'task',
  'note',
  'event',
  'unsorted',
  'pipelines',
  'users',
  'settings',
  'sync',
] as const;
export type ChangedEntity = (typeof changedEntities)[number];

/**
 * What changed in an account, numbered in the order in which it was committed: what the live events
 * are made of, and what a device that was away resumes from. Kept a day.
 */
export const mirrorChanges = pgTable(
  'mirror_changes',
  {
    accountId: accountId(),
    number: bigint('number', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
    entity: text('entity', { enum: changedEntities }).notNull(),
    /** Null for what has no id: the pipelines, the users, the settings, the sync as a whole, events. */
    entityId: amoId('entity_id'),
    /** The lead it is about: a task's, a note's, the lead itself. */
    leadId: amoId('lead_id'),
    /** The lead as rights saw it before and see it after; null: it was not there, or is not. */
    before: jsonb('before').$type<LeadScope>(),
    after: jsonb('after').$type<LeadScope>(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.number] }),
    index('mirror_changes_at').on(table.at),
  ],
);

/**
 * Hooks as they came, stored before they are answered. What a body says is a hint to read the entity
 * again, never a fact.
 */
export const mirrorHooks = pgTable(
  'mirror_hooks',
  {
    accountId: accountId(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity(),
    entity: text('entity', {
      enum: ['lead', 'contact', 'company', 'task', 'note', 'unsorted'],
    }).notNull(),
    action: text('action').notNull(),
    entityId: amoId('entity_id'),
    /** An incoming lead's id is a text. */
    uid: text('uid'),
    /** Of a note: the kind of card it hangs on. */
    card: text('card', { enum: ['leads', 'contacts', 'companies'] }),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.id] })],
);

/** The answers of POSTs that may be repeated, by the key that the app gave them. Kept a week. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: uuid('user_id').notNull(),
    route: text('route').notNull(),
    key: text('key').notNull(),
    /** sha256 of the body: another body under the same key is a conflict. */
    bodyHash: text('body_hash').notNull(),
    /** `sent`: the request to amoCRM left, and nobody knows yet what came of it. */
    state: text('state', { enum: ['open', 'sent', 'answered'] })
      .notNull()
      .default('open'),
    /** When it left. */
    sentAt: instant('sent_at'),
    /** What amoCRM has made so far, with its `id`: an answer can be given from it. */
    made: jsonb('made').$type<unknown>(),
    status: integer('status'),
    answer: jsonb('answer').$type<unknown>(),
    leaseOwner: text('lease_owner'),
    leaseUntil: instant('lease_until'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.route, table.key] }),
    index('idempotency_keys_created').on(table.createdAt),
  ],
);

/** Who is changing a lead, a task or an incoming lead now: one writer over all backends. */
export const mirrorWriteLocks = pgTable(
  'mirror_write_locks',
  {
    accountId: accountId(),
    entity: text('entity', { enum: ['lead', 'task', 'unsorted'] }).notNull(),
    /** Its id; an incoming lead's is a text. */
    entityId: text('entity_id').notNull(),
    leaseOwner: text('lease_owner').notNull(),
    /** By the database's clock. */
    leaseUntil: instant('lease_until').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.entity, table.entityId] })],
);
