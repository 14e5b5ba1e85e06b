import { z } from 'zod';
import { subdomainSchema } from '../hosts.ts';
import { groupKey } from './group-key.ts';
import { fieldTypes } from './model.ts';
import type {
  Account,
  CardTag,
  Company,
  Contact,
  CustomField,
  EventRow,
  FieldGroup,
  FieldValue,
  Lead,
  LossReason,
  Note,
  Pipeline,
  Role,
  Source,
  Tag,
  Task,
  TaskType,
  Unsorted,
  User,
} from './model.ts';

/*
 * An account as it stands in a file. Each schema is held against the model's type, so that a new
 * column does not compile until it is kept here, too.
 */

const id = z.int();
const time = z.int();
const ids = z.array(id).readonly();
const cardKind = z.enum(['leads', 'contacts', 'companies']);
const reach = z.enum(['A', 'G', 'M', 'D']);
const yesOrNo = z.enum(['A', 'D']);

const entityRights = z.strictObject({
  view: reach,
  edit: reach,
  add: yesOrNo,
  delete: reach,
  export: reach,
});
const rights = {
  leads: entityRights,
  contacts: entityRights,
  companies: entityRights,
  tasks: z.strictObject({ edit: reach, delete: reach }),
  mailAccess: z.boolean(),
  catalogAccess: z.boolean(),
  stages: z
    .array(
      z.strictObject({
        pipelineId: id,
        statusId: id,
        view: yesOrNo,
        edit: yesOrNo,
        delete: yesOrNo,
        export: yesOrNo.optional(),
      }),
    )
    .readonly(),
};
const role = z.strictObject({
  id,
  name: z.string(),
  rights: z.strictObject(rights),
}) satisfies z.ZodType<Role>;
const user = z.strictObject({
  ...rights,
  id,
  name: z.string(),
  email: z.string(),
  lang: z.enum(['ru', 'en']),
  isAdmin: z.boolean(),
  isActive: z.boolean(),
  groupId: id,
  roleId: id.nullable(),
  uuid: z.string(),
  amojoId: z.string(),
  rank: z.enum(['newbie', 'candidate', 'master']),
  phone: z.string().nullable(),
  isFree: z.boolean(),
}) satisfies z.ZodType<User>;

const taskType = z.strictObject({
  id,
  name: z.string(),
  code: z.string(),
}) satisfies z.ZodType<TaskType>;
const lossReason = z.strictObject({
  id,
  name: z.string(),
  sort: z.int(),
  createdAt: time,
  updatedAt: time,
}) satisfies z.ZodType<LossReason>;
const pipeline = z.strictObject({
  id,
  name: z.string(),
  sort: z.int(),
  isMain: z.boolean(),
  isUnsortedOn: z.boolean(),
  statuses: z
    .array(
      z.strictObject({
        id,
        name: z.string(),
        sort: z.int(),
        color: z.string(),
        isEditable: z.boolean(),
        type: z.union([z.literal(0), z.literal(1)]),
        descriptions: z
          .array(
            z.strictObject({
              id,
              level: z.enum(['newbie', 'candidate', 'master']),
              text: z.string(),
              createdAt: time,
              createdBy: id,
              updatedAt: time,
              updatedBy: id.nullable(),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
}) satisfies z.ZodType<Pipeline>;

const tag = z.strictObject({
  id,
  name: z.string(),
  color: z.string().nullable(),
}) satisfies z.ZodType<Tag>;
const cardTag = tag.extend({ kind: cardKind }) satisfies z.ZodType<CardTag>;
/** JSON that is not a plain value. */
const object = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);
const fieldValue = z.strictObject({
  field_id: id,
  field_name: z.string(),
  field_code: z.string().nullable(),
  field_type: z.string(),
  values: z
    .array(
      z.strictObject({
        value: z.union([z.string(), z.number(), z.boolean(), z.null(), object]).exactOptional(),
        enum_id: id.exactOptional(),
        enum_code: z.string().nullable().exactOptional(),
        catalog_id: id.exactOptional(),
        catalog_element_id: id.exactOptional(),
      }),
    )
    .readonly(),
}) satisfies z.ZodType<FieldValue>;

const statusRefs = z.array(z.strictObject({ pipelineId: id, statusId: id })).readonly();
const customField = z.strictObject({
  id,
  kind: cardKind,
  name: z.string(),
  code: z.string().nullable(),
  sort: z.int(),
  type: z.enum(fieldTypes),
  isPredefined: z.boolean(),
  isApiOnly: z.boolean(),
  groupId: z.string().nullable(),
  enums: z
    .array(z.strictObject({ id, value: z.string(), sort: z.int(), code: z.string().nullable() }))
    .readonly()
    .nullable(),
  remind: z.enum(['never', 'day', 'week', 'month']).nullable(),
  currency: z.string().nullable(),
  trackingCallback: z.string().nullable(),
  chainedLists: z
    .array(z.strictObject({ title: z.string(), catalogId: id, parentCatalogId: id.nullable() }))
    .readonly()
    .nullable(),
  requiredStatuses: statusRefs,
  hiddenStatuses: statusRefs,
}) satisfies z.ZodType<CustomField>;
const fieldGroup = z.strictObject({
  id: z.string(),
  kind: cardKind,
  name: z.string(),
  sort: z.int(),
  isPredefined: z.boolean(),
}) satisfies z.ZodType<FieldGroup>;

const row = {
  id,
  responsibleUserId: id,
  createdBy: id,
  updatedBy: id,
  createdAt: time,
  updatedAt: time,
};
const card = {
  ...row,
  name: z.string(),
  isDeleted: z.boolean(),
  fields: z.array(fieldValue).readonly(),
  tags: z.array(tag).readonly(),
};
const lead = z.strictObject({
  ...card,
  price: z.number(),
  pipelineId: id,
  statusId: id,
  lossReasonId: id.nullable(),
  closedAt: time.nullable(),
  contactIds: ids,
  companyId: id.nullable(),
  sourceId: id.nullable(),
  score: z.number().nullable(),
}) satisfies z.ZodType<Lead>;
const contact = z.strictObject({
  ...card,
  firstName: z.string(),
  lastName: z.string(),
  companyId: id.nullable(),
}) satisfies z.ZodType<Contact>;
const company = z.strictObject(card) satisfies z.ZodType<Company>;
const task = z.strictObject({
  ...row,
  entityType: cardKind.nullable(),
  entityId: id.nullable(),
  duration: z.number(),
  isCompleted: z.boolean(),
  taskTypeId: id,
  text: z.string(),
  result: z.string().nullable(),
  completeTill: time,
}) satisfies z.ZodType<Task>;
const note = z.strictObject({
  ...row,
  entityType: cardKind,
  entityId: id,
  noteType: z.string(),
  params: z.record(z.string(), z.unknown()).readonly(),
  isPinned: z.boolean(),
}) satisfies z.ZodType<Note>;
const event = z.strictObject({
  id: z.string(),
  type: z.string(),
  entityType: z.enum(['lead', 'contact', 'company', 'task']),
  entityId: id,
  createdBy: id,
  createdAt: time,
  valueBefore: z.array(object).readonly(),
  valueAfter: z.array(object).readonly(),
}) satisfies z.ZodType<EventRow>;
const unsorted = z.strictObject({
  uid: z.string(),
  category: z.enum(['sip', 'mail', 'chats', 'forms']),
  sourceUid: z.string(),
  sourceName: z.string(),
  pipelineId: id,
  createdAt: time,
  metadata: z.record(z.string(), z.unknown()).readonly(),
  leadId: id,
  contactIds: ids,
  companyId: id.nullable(),
  state: z.enum(['waiting', 'accepted', 'declined']),
  sortedAt: time.nullable(),
}) satisfies z.ZodType<Unsorted>;
const source = z.strictObject({
  id,
  name: z.string(),
  externalId: z.string(),
  pipelineId: id,
  isDefault: z.boolean(),
  originCode: z.string().nullable(),
  services: z.array(object).readonly(),
}) satisfies z.ZodType<Source>;

/** A collection by id, which in the file is a list of its rows. */
const byId = <Row extends { readonly id: number }>(schema: z.ZodType<Row>) =>
  z.array(schema).transform((rows) => new Map(rows.map((one) => [one.id, one])));

/** Reads back what `printRows` has made; the webhooks stand in the account's state, not here. */
export const accountRowsSchema = z
  .strictObject({
    id,
    name: z.string(),
    subdomain: subdomainSchema,
    country: z.string(),
    currency: z.string(),
    currencySymbol: z.string(),
    language: z.enum(['ru', 'en']),
    timezone: z.string(),
    timezoneOffset: z.string(),
    createdAt: time,
    uuid: z.string(),
    amojoId: z.string(),
    isApiFilterEnabled: z.boolean(),
    isIntegrationOn: z.boolean(),
    subscription: z.enum(['active', 'writes_blocked', 'ended']),
    allowedIps: z.array(z.string()).readonly(),
    groups: z.array(z.strictObject({ id, name: z.string() })).readonly(),
    roles: z.array(role).readonly(),
    users: z.array(user).readonly(),
    taskTypes: z.array(taskType).readonly(),
    lossReasons: z.array(lossReason).readonly(),
    pipelines: z.array(pipeline).readonly(),
    leads: byId(lead),
    contacts: byId(contact),
    companies: byId(company),
    tasks: byId(task),
    notes: byId(note),
    events: z.array(event),
    unsorted: z.array(unsorted).transform((rows) => new Map(rows.map((one) => [one.uid, one]))),
    customFields: byId(customField),
    fieldGroups: z
      .array(fieldGroup)
      .transform((rows) => new Map(rows.map((one) => [groupKey(one.kind, one.id), one]))),
    tags: byId(cardTag),
    sources: byId(source),
  })
  .transform((rows): Account => ({ ...rows, webhooks: new Map() }));

/** An account as a file keeps it: collections are lists. */
export function printRows(account: Account): object {
  const columns = Object.entries(account).filter(([name]) => name !== 'webhooks');
  return Object.fromEntries(
    columns.map(([name, value]) => [name, value instanceof Map ? [...value.values()] : value]),
  );
}
