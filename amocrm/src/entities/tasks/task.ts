import { z } from 'zod';
import { amoId, author, flag, optionalId, optionalText, time } from '../common.ts';

/** Source: https://www.amocrm.ru/developers/content/crm_platform/tasks-api */
export const taskSchema = z
  .object({
    id: amoId,
    created_by: author,
    updated_by: author,
    created_at: time,
    updated_at: time,
    responsible_user_id: amoId,
    group_id: optionalId,
    entity_id: optionalId,
    entity_type: optionalText,
    duration: z.int().nullish(),
    is_completed: flag,
    task_type_id: amoId,
    text: z.string().nullish(),
    // PHP's empty object: `[]` when there is no result.
    result: z.union([z.object({ text: z.string() }), z.array(z.unknown())]).nullish(),
    complete_till: time,
    account_id: optionalId,
  })
  .transform((raw) => ({
    id: raw.id,
    /** 0 is a robot. */
    createdBy: raw.created_by,
    updatedBy: raw.updated_by,
    /** Unix seconds, like all times here. */
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
    responsibleUserId: raw.responsible_user_id,
    groupId: raw.group_id,
    entityId: raw.entity_id,
    /** `leads`, `contacts`, `companies`, `customers`; null for a task attached to nothing. */
    entityType: raw.entity_type,
    /** Seconds. */
    duration: raw.duration ?? 0,
    isCompleted: raw.is_completed,
    taskTypeId: raw.task_type_id,
    text: raw.text ?? '',
    result: raw.result && 'text' in raw.result ? raw.result : null,
    /** An all-day task ends at 23:59 of the account's zone. */
    completeTill: raw.complete_till,
    accountId: raw.account_id,
  }));

export type Task = z.output<typeof taskSchema>;
