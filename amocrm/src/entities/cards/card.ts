import { z } from 'zod';
import {
  amoId,
  author,
  customFieldsValues,
  flag,
  optionalId,
  optionalTime,
  time,
} from '../common.ts';

/** What contacts and companies have in common. */
export const cardShape = {
  id: amoId,
  name: z.string().nullish(),
  responsible_user_id: amoId,
  group_id: optionalId,
  created_by: author,
  updated_by: author,
  created_at: time,
  updated_at: time,
  is_deleted: flag,
  closest_task_at: optionalTime,
  custom_fields_values: customFieldsValues,
  account_id: optionalId,
};

/** The common part of a contact or company under our names. */
export function cardFields(raw: z.output<z.ZodObject<typeof cardShape>>) {
  return {
    id: raw.id,
    /** The name to show; a contact's first and last name may be empty. */
    name: raw.name ?? '',
    responsibleUserId: raw.responsible_user_id,
    groupId: raw.group_id,
    createdBy: raw.created_by,
    updatedBy: raw.updated_by,
    /** Unix seconds, like all times here. */
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
    isDeleted: raw.is_deleted,
    closestTaskAt: raw.closest_task_at,
    /** Phone and e-mail are in here: field codes `PHONE` and `EMAIL`. */
    customFields: raw.custom_fields_values,
    accountId: raw.account_id,
  };
}
