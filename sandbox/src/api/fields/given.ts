import { z } from 'zod';
import { fieldTypes } from '../../store/model.ts';
import type { Account, CardKind, CustomField } from '../../store/model.ts';
import { newListId } from '../../store/list-id.ts';
import { newRowId } from '../../store/row-id.ts';
import { groupKey } from '../../store/group-key.ts';
import { fieldErrors } from '../validate.ts';
import type { FieldError } from '../validate.ts';
import { addressEnums, emailCodes, labelEnums, phoneCodes } from './fixed-enums.ts';
import { hasOwnEnums, typesOf } from './kinds.ts';

const statusesSchema = z.array(z.object({ pipeline_id: z.int(), status_id: z.int() })).nullish();
const enumsSchema = z
  .array(
    z.object({
      id: z.int().nullish(),
      value: z.string().min(1),
      sort: z.int().nullish(),
      code: z.string().nullish(),
    }),
  )
  .nullish();

/** What may be said of a field once it is there; its type and whose field it is never change. */
export const patchSchema = z.object({
  name: z.string().trim().min(1).max(255).optional(),
  code: z.string().max(255).nullish(),
  sort: z.int().optional(),
  group_id: z.string().nullish(),
  is_api_only: z.boolean().optional(),
  required_statuses: statusesSchema,
  hidden_statuses: statusesSchema,
  enums: enumsSchema,
  remind: z
    .string()
    .pipe(z.enum(['never', 'day', 'week', 'month']))
    .nullish(),
  currency: z.string().length(3).nullish(),
  tracking_callback: z.string().nullish(),
  chained_lists: z
    .array(
      z.object({
        title: z.string(),
        catalog_id: z.int(),
        parent_catalog_id: z.int().nullish(),
      }),
    )
    .nullish(),
});
export type Given = z.output<typeof patchSchema>;

export const createSchema = patchSchema.extend({
  name: z.string().trim().min(1).max(255),
  type: z.string().pipe(z.enum(fieldTypes)),
});

/** What is wrong with a write that its schema cannot know. */
export function givenErrors(
  account: Account,
  kind: CardKind,
  type: CustomField['type'],
  given: Given,
  self: CustomField | null,
): FieldError[] {
  const others = [...account.customFields.values()].filter(
    (field) => field.kind === kind && field.id !== self?.id,
  );
  const { code, group_id: groupId } = given;
  const isCodeTaken = typeof code === 'string' && others.some((field) => field.code === code);
  const hasGroup =
    groupId === undefined || groupId === null || groupOf(account, kind, groupId) !== undefined;
  return [
    ...(typesOf[kind].includes(type) ? [] : [fieldErrors.choice('type')]),
    ...(isCodeTaken ? [fieldErrors.choice('code')] : []),
    ...(hasGroup ? [] : [fieldErrors.choice('group_id')]),
    ...statusErrors(account, given.required_statuses, 'required_statuses'),
    ...statusErrors(account, given.hidden_statuses, 'hidden_statuses'),
  ];
}

export function groupOf({ fieldGroups }: Account, kind: CardKind, id: string) {
  return fieldGroups.get(groupKey(kind, id));
}

function statusErrors(
  { pipelines }: Account,
  given: Given['required_statuses'],
  path: string,
): FieldError[] {
  return (given ?? []).flatMap((one, place) => {
    const pipeline = pipelines.find(({ id }) => id === one.pipeline_id);
    if (pipeline === undefined) return [fieldErrors.choice(`${path}.${place}.pipeline_id`)];
    const isKnown = pipeline.statuses.some(({ id }) => id === one.status_id);
    return isKnown ? [] : [fieldErrors.choice(`${path}.${place}.status_id`)];
  });
}

export function newField(
  account: Account,
  kind: CardKind,
  given: z.output<typeof createSchema>,
): CustomField {
  const sorts = [...account.customFields.values()]
    .filter((field) => field.kind === kind)
    .map(({ sort }) => sort);
  const blank: CustomField = {
    id: newRowId(account.customFields),
    kind,
    name: given.name,
    code: null,
    // The vendor's examples begin at some 500: its own fields stand before.
    sort: Math.max(499, ...sorts) + 1,
    type: given.type,
    isPredefined: false,
    isApiOnly: false,
    groupId: null,
    enums: firstEnums(account, given),
    remind: given.type === 'birthday' ? 'never' : null,
    currency: given.type === 'monetary' ? account.currency : null,
    trackingCallback: null,
    chainedLists: null,
    requiredStatuses: [],
    hiddenStatuses: [],
  };
  return changedField(account, blank, given);
}

function firstEnums(
  account: Account,
  { type, code }: z.output<typeof createSchema>,
): CustomField['enums'] {
  if (type === 'smart_address') return addressEnums;
  if (type !== 'multitext') return hasOwnEnums(type) ? [] : null;
  return labelEnums(code === 'EMAIL' ? emailCodes : phoneCodes, () => newEnumId(account));
}

export function changedField(account: Account, before: CustomField, given: Given): CustomField {
  return {
    ...before,
    name: given.name ?? before.name,
    code: given.code === undefined ? before.code : given.code,
    sort: given.sort ?? before.sort,
    groupId: given.group_id === undefined ? before.groupId : given.group_id,
    isApiOnly: given.is_api_only ?? before.isApiOnly,
    enums: hasOwnEnums(before.type)
      ? changedEnums(account, before.enums, given.enums)
      : before.enums,
    remind: before.type === 'birthday' ? (given.remind ?? before.remind) : null,
    currency: before.type === 'monetary' ? (given.currency ?? before.currency) : null,
    trackingCallback:
      given.tracking_callback === undefined ? before.trackingCallback : given.tracking_callback,
    chainedLists:
      given.chained_lists === undefined
        ? before.chainedLists
        : (given.chained_lists?.map((list) => ({
            title: list.title,
            catalogId: list.catalog_id,
            parentCatalogId: list.parent_catalog_id ?? null,
          })) ?? null),
    requiredStatuses: places(before.requiredStatuses, given.required_statuses),
    hiddenStatuses: places(before.hiddenStatuses, given.hidden_statuses),
  };
}

function places(
  before: CustomField['requiredStatuses'],
  given: Given['required_statuses'],
): CustomField['requiredStatuses'] {
  if (given === undefined) return before;
  return (given ?? []).map((one) => ({ pipelineId: one.pipeline_id, statusId: one.status_id }));
}

/**
 * Choices are given all at once: one that is named by its id stays the same choice, one without an id
 * is new even if its words are old, and one that is not there any more is gone.
 */
function changedEnums(
  account: Account,
  before: CustomField['enums'],
  given: Given['enums'],
): CustomField['enums'] {
  if (given === undefined) return before;
  return (given ?? []).map((one, place) => {
    const known = before?.find(({ id }) => id === one.id);
    return {
      id: known?.id ?? newEnumId(account),
      value: one.value,
      sort: one.sort ?? known?.sort ?? (place + 1) * 2,
      code: one.code === undefined ? (known?.code ?? null) : one.code,
    };
  });
}

function newEnumId(account: Account): number {
  const known = [...account.customFields.values()].flatMap(({ enums }) =>
    (enums ?? []).map(({ id }) => id),
  );
  return newListId(account, 'enum', known);
}
