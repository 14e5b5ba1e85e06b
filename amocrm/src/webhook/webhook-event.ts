import { at, members, numberAt, textAt, wholeNumber, type FormTree } from './form-tree.ts';

/** `other` is a root that is not documented: `fields` has all there is. */
export type WebhookEntity =
  | 'lead'
  | 'contact'
  | 'company'
  | 'customer'
  | 'task'
  | 'note'
  | 'unsorted'
  | 'catalog'
  | 'message'
  | 'talk'
  | 'other';

/** A custom field of a webhook: the old model, in which everything is text. */
export interface WebhookField {
  id: number | null;
  name: string | null;
  code: string | null;
  values: { value: string | null; enumId: number | null }[];
}

/**
 * One thing that amoCRM says has happened. Take it as "this changed" and read the entity by the API:
 * hooks are unsigned, may come twice, late, out of order or never.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/webhooks-format
 */
export interface WebhookEvent {
  entity: WebhookEntity;
  /** amoCRM's word: `add`, `update`, `delete`, `restore`, `status`, `responsible`, `note`, … */
  action: string;
  /** Null where there is none, as for an incoming lead. */
  id: number | null;
  /** The uid of an incoming lead, or of a message. */
  uid: string | null;
  accountId: number | null;
  pipelineId: number | null;
  statusId: number | null;
  oldStatusId: number | null;
  responsibleUserId: number | null;
  oldResponsibleUserId: number | null;
  /** Unix seconds; null where the hook has only a date without a zone. */
  createdAt: number | null;
  updatedAt: number | null;
  /** What a task, note, message or talk belongs to. */
  on: { entity: WebhookEntity; id: number } | null;
  /** How an incoming lead ended, on `delete`. */
  decision: 'accept' | 'decline' | null;
  customFields: WebhookField[];
  /** Everything the hook says of it, as sent. */
  fields: FormTree;
}

const roots: Readonly<Record<string, WebhookEntity>> = {
  leads: 'lead',
  contacts: 'contact',
  companies: 'company',
  customers: 'customer',
  task: 'task',
  tasks: 'task',
  unsorted: 'unsorted',
  catalogs: 'catalog',
  message: 'message',
  talk: 'talk',
};

/** 1, 2, 3 as the vendor's examples have them; a customer's number is not documented. */
const elements: Readonly<Record<string, WebhookEntity>> = {
  '1': 'contact',
  '2': 'lead',
  '3': 'company',
  contact: 'contact',
  contacts: 'contact',
  lead: 'lead',
  leads: 'lead',
  company: 'company',
  companies: 'company',
  customer: 'customer',
  customers: 'customer',
};

/** The entity behind a root of the form (`leads`, `task`), or `other`. */
export function entityOf(root: string): WebhookEntity {
  return lookUp(roots, root) ?? 'other';
}

/** One member of `{root}[{action}]` as an event. Never fails. */
export function eventOf(root: string, action: string, member: FormTree): WebhookEvent {
  // leads[note][0][note][…]: the note stands one level deeper, its card's kind beside it.
  const note = action === 'note' ? (at(member, 'note') ?? member) : undefined;
  const fields = note ?? member;
  return {
    entity: note === undefined ? kindOf(root, member) : 'note',
    action,
    id: typeof fields === 'string' ? wholeNumber(fields) : numericId(fields),
    uid: textAt(fields, 'uid') ?? (root === 'message' ? textAt(fields, 'id') : null),
    accountId: numberAt(fields, 'account_id'),
    pipelineId: numberAt(fields, 'pipeline_id'),
    statusId: numberAt(fields, 'status_id'),
    oldStatusId: numberAt(fields, 'old_status_id'),
    responsibleUserId: numberAt(fields, 'responsible_user_id'),
    oldResponsibleUserId: numberAt(fields, 'old_responsible_user_id'),
    createdAt: numberAt(fields, 'created_at') ?? numberAt(fields, 'date_create'),
    updatedAt: numberAt(fields, 'updated_at') ?? numberAt(fields, 'last_modified'),
    on: ownerOf(fields, note === undefined ? null : kindOf(root, member)),
    decision: decisionOf(root, action, fields),
    customFields: customFieldsOf(fields),
    fields,
  };
}

function numericId(fields: FormTree): number | null {
  return numberAt(fields, 'id') ?? numberAt(fields, 'talk_id');
}

/** Companies come under `contacts` with `type=company`. */
function kindOf(root: string, member: FormTree): WebhookEntity {
  const entity = entityOf(root);
  return entity === 'contact' && textAt(member, 'type') === 'company' ? 'company' : entity;
}

function ownerOf(fields: FormTree, card: WebhookEntity | null): WebhookEvent['on'] {
  const id = numberAt(fields, 'element_id') ?? numberAt(fields, 'entity_id');
  if (id === null || id < 1) return null;
  const type = textAt(fields, 'entity_type') ?? textAt(fields, 'element_type') ?? '';
  return { entity: lookUp(elements, type) ?? card ?? 'other', id };
}

function decisionOf(root: string, action: string, fields: FormTree): WebhookEvent['decision'] {
  if (root !== 'unsorted' || action !== 'delete') return null;
  const said = textAt(fields, 'action');
  if (said === 'accept' || said === 'decline') return said;
  if (at(fields, 'accept_result') !== undefined) return 'accept';
  return at(fields, 'decline_result') === undefined ? null : 'decline';
}

function customFieldsOf(fields: FormTree): WebhookField[] {
  return members(at(fields, 'custom_fields'))
    .filter((field) => typeof field !== 'string')
    .map((field) => ({
      id: numberAt(field, 'id'),
      name: textAt(field, 'name'),
      code: textAt(field, 'code'),
      values: members(at(field, 'values')).map(fieldValue),
    }));
}

/** A text (dates, and everything in old bodies), or an object; a radio button's is no list. */
function fieldValue(value: FormTree): WebhookField['values'][number] {
  if (typeof value === 'string') return { value, enumId: null };
  const said = at(value, 'value');
  return {
    value: typeof said === 'string' ? said : null,
    enumId: numberAt(value, 'enum') ?? numberAt(value, 'enum_id'),
  };
}

function lookUp(
  table: Readonly<Record<string, WebhookEntity>>,
  name: string,
): WebhookEntity | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
