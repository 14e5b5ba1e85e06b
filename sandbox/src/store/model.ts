/** What an account holds. Times are Unix seconds, money whole units of the account's currency. */
export interface Account {
  readonly id: number;
  name: string;
  subdomain: string;
  readonly country: string;
  readonly currency: string;
  readonly currencySymbol: string;
  readonly language: 'ru' | 'en';
  readonly timezone: string;
  readonly timezoneOffset: string;
  readonly createdAt: number;
  readonly uuid: string;
  readonly amojoId: string;
  /** amoCRM switches the filters of leads, contacts and companies on per account. */
  isApiFilterEnabled: boolean;
  /** While the integration is off or absent, only an administrator may grant. */
  isIntegrationOn: boolean;
  /** When it ends, writes stop at once and reads after 30 days. */
  subscription: 'active' | 'writes_blocked' | 'ended';
  /** The only addresses the API answers to; empty: all of them. */
  allowedIps: readonly string[];
  /** Rows are never changed in place: a change puts another row where the old one was. */
  groups: readonly Group[];
  roles: readonly Role[];
  users: readonly User[];
  taskTypes: readonly TaskType[];
  lossReasons: readonly LossReason[];
  pipelines: readonly Pipeline[];
  readonly leads: Map<number, Lead>;
  readonly contacts: Map<number, Contact>;
  readonly companies: Map<number, Company>;
  readonly tasks: Map<number, Task>;
  readonly notes: Map<number, Note>;
  /** Oldest first. */
  readonly events: EventRow[];
  readonly unsorted: Map<string, Unsorted>;
  readonly customFields: Map<number, CustomField>;
  readonly fieldGroups: Map<string, FieldGroup>;
  /** By kind of card; an id belongs to one kind. */
  readonly tags: Map<number, CardTag>;
  readonly sources: Map<number, Source>;
  readonly webhooks: Map<number, Webhook>;
}

/** The kinds of card that carry fields, tags, notes and links. */
export type CardKind = 'leads' | 'contacts' | 'companies';

export interface Group {
  readonly id: number;
  readonly name: string;
}

/** Its rights are those of every user who has it. */
export interface Role {
  readonly id: number;
  readonly name: string;
  readonly rights: Rights;
}

/** A all, G own group, M own, D denied. */
export type Reach = 'A' | 'G' | 'M' | 'D';

export interface EntityRights {
  readonly view: Reach;
  readonly edit: Reach;
  readonly add: 'A' | 'D';
  readonly delete: Reach;
  readonly export: Reach;
}

/** A stage taken away from a user, whatever the rest of his rights say. */
export interface StageRights {
  readonly pipelineId: number;
  readonly statusId: number;
  readonly view: 'A' | 'D';
  readonly edit: 'A' | 'D';
  readonly delete: 'A' | 'D';
  readonly export?: 'A' | 'D' | undefined;
}

export interface TaskRights {
  readonly edit: Reach;
  readonly delete: Reach;
}

/** What somebody who is no administrator may do. */
export interface Rights {
  readonly leads: EntityRights;
  readonly contacts: EntityRights;
  readonly companies: EntityRights;
  readonly tasks: TaskRights;
  readonly mailAccess: boolean;
  readonly catalogAccess: boolean;
  readonly stages: readonly StageRights[];
}

export interface User extends Rights {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly lang: 'ru' | 'en';
  readonly isAdmin: boolean;
  isActive: boolean;
  readonly groupId: number;
  readonly roleId: number | null;
  readonly uuid: string;
  readonly amojoId: string;
  readonly rank: 'newbie' | 'candidate' | 'master';
  readonly phone: string | null;
  /** A seat without a CRM: nobody can act as such a user. */
  readonly isFree: boolean;
}

export interface TaskType {
  readonly id: number;
  readonly name: string;
  readonly code: string;
}

export interface LossReason {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Pipeline {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly isMain: boolean;
  readonly isUnsortedOn: boolean;
  readonly statuses: readonly Status[];
}

/** amoCRM's word for a stage. 142 (won) and 143 (lost) repeat in every pipeline. */
export interface Status {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly color: string;
  readonly isEditable: boolean;
  readonly type: 0 | 1;
  /** One a level at most. */
  readonly descriptions: readonly StatusDescription[];
}

/** What somebody of a rank should know about a stage. */
export interface StatusDescription {
  readonly id: number;
  readonly level: User['rank'];
  readonly text: string;
  readonly createdAt: number;
  readonly createdBy: number;
  readonly updatedAt: number;
  readonly updatedBy: number | null;
}

export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly color: string | null;
}

export interface CardTag extends Tag {
  readonly kind: CardKind;
}

/** One filled custom field, as amoCRM prints it. */
export interface FieldValue {
  readonly field_id: number;
  readonly field_name: string;
  readonly field_code: string | null;
  readonly field_type: string;
  /** `value` is missing for a chained list only. */
  readonly values: readonly FieldItem[];
}

export interface FieldItem {
  readonly value?: string | number | boolean | object | null;
  readonly enum_id?: number;
  readonly enum_code?: string | null;
  readonly catalog_id?: number;
  readonly catalog_element_id?: number;
}

export const fieldTypes = [
  'text',
  'numeric',
  'checkbox',
  'select',
  'multiselect',
  'date',
  'url',
  'textarea',
  'radiobutton',
  'streetaddress',
  'smart_address',
  'birthday',
  'legal_entity',
  'date_time',
  'price',
  'category',
  'items',
  'multitext',
  'tracking_data',
  'linked_entity',
  'chained_list',
  'monetary',
  'file',
  'payer',
  'supplier',
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** A custom field of an account: the definition, not a value. */
export interface CustomField {
  readonly id: number;
  readonly kind: CardKind;
  readonly name: string;
  readonly code: string | null;
  readonly sort: number;
  readonly type: FieldType;
  readonly isPredefined: boolean;
  readonly isApiOnly: boolean;
  readonly groupId: string | null;
  readonly enums: readonly FieldEnum[] | null;
  readonly remind: 'never' | 'day' | 'week' | 'month' | null;
  readonly currency: string | null;
  readonly trackingCallback: string | null;
  readonly chainedLists: readonly ChainedList[] | null;
  readonly requiredStatuses: readonly { pipelineId: number; statusId: number }[];
  readonly hiddenStatuses: readonly { pipelineId: number; statusId: number }[];
}

export interface ChainedList {
  readonly title: string;
  readonly catalogId: number;
  readonly parentCatalogId: number | null;
}

export interface FieldEnum {
  readonly id: number;
  readonly value: string;
  readonly sort: number;
  readonly code: string | null;
}

export interface FieldGroup {
  readonly id: string;
  readonly kind: CardKind;
  readonly name: string;
  readonly sort: number;
  readonly isPredefined: boolean;
}

interface Row {
  readonly id: number;
  readonly responsibleUserId: number;
  readonly createdBy: number;
  readonly updatedBy: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Lead extends Row {
  readonly name: string;
  readonly price: number;
  readonly pipelineId: number;
  readonly statusId: number;
  readonly lossReasonId: number | null;
  readonly closedAt: number | null;
  readonly isDeleted: boolean;
  readonly fields: readonly FieldValue[];
  readonly tags: readonly Tag[];
  /** The first one is the main contact. */
  readonly contactIds: readonly number[];
  readonly companyId: number | null;
  readonly sourceId: number | null;
  readonly score: number | null;
}

export interface Contact extends Row {
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isDeleted: boolean;
  readonly fields: readonly FieldValue[];
  readonly tags: readonly Tag[];
  readonly companyId: number | null;
}

export interface Company extends Row {
  readonly name: string;
  readonly isDeleted: boolean;
  readonly fields: readonly FieldValue[];
  readonly tags: readonly Tag[];
}

export interface Task extends Row {
  readonly entityType: 'leads' | 'contacts' | 'companies' | null;
  readonly entityId: number | null;
  readonly duration: number;
  readonly isCompleted: boolean;
  readonly taskTypeId: number;
  readonly text: string;
  readonly result: string | null;
  readonly completeTill: number;
}

/** What is written under a card: words, a call, a message, a file. `params` is what its type says. */
export interface Note extends Row {
  readonly entityType: CardKind;
  readonly entityId: number;
  readonly noteType: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly isPinned: boolean;
}

/** One line of an account's history, as `GET /api/v4/events` prints it. */
export interface EventRow {
  /** 26 characters that grow with time. */
  readonly id: string;
  readonly type: string;
  readonly entityType: 'lead' | 'contact' | 'company' | 'task';
  readonly entityId: number;
  /** 0: a robot. */
  readonly createdBy: number;
  readonly createdAt: number;
  readonly valueBefore: readonly object[];
  readonly valueAfter: readonly object[];
}

/** An incoming lead that nobody has accepted yet; its cards exist and are hidden from the lists. */
export interface Unsorted {
  readonly uid: string;
  readonly category: 'sip' | 'mail' | 'chats' | 'forms';
  readonly sourceUid: string;
  readonly sourceName: string;
  readonly pipelineId: number;
  readonly createdAt: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly leadId: number;
  readonly contactIds: readonly number[];
  readonly companyId: number | null;
  readonly state: 'waiting' | 'accepted' | 'declined';
  readonly sortedAt: number | null;
}

export interface Source {
  readonly id: number;
  readonly name: string;
  readonly externalId: string;
  readonly pipelineId: number;
  readonly isDefault: boolean;
  readonly originCode: string | null;
  readonly services: readonly object[];
}

/** A subscription: where the account's changes are told. */
export interface Webhook {
  readonly id: number;
  readonly destination: string;
  readonly settings: readonly string[];
  readonly sort: number;
  readonly isDisabled: boolean;
  readonly createdBy: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}
