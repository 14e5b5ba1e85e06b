import { z } from 'zod';
import { amoId, author, optionalId, optionalTime, time } from '../common.ts';
import { noteContent, pinned } from './note-params.ts';

/** Source: https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
export const noteSchema = z
  .object({
    id: amoId,
    entity_id: amoId,
    created_by: author,
    updated_by: author,
    created_at: time,
    updated_at: optionalTime,
    responsible_user_id: optionalId,
    group_id: optionalId,
    note_type: z.string(),
    params: z.unknown(),
    is_pinned: pinned,
    account_id: optionalId,
  })
  .transform((raw) => ({
    id: raw.id,
    entityId: raw.entity_id,
    /** 0 is a robot. */
    createdBy: raw.created_by,
    updatedBy: raw.updated_by,
    /** Unix seconds, like all times here. */
    createdAt: raw.created_at,
    updatedAt: raw.updated_at ?? raw.created_at,
    responsibleUserId: raw.responsible_user_id,
    groupId: raw.group_id,
    /** amoCRM's own word for the type, known or not. */
    noteType: raw.note_type,
    content: noteContent(raw.note_type, raw.params),
    isPinned: raw.is_pinned,
    accountId: raw.account_id,
  }));

export type Note = z.output<typeof noteSchema>;
