import { z } from 'zod';
import { amoId, flag, optionalId, optionalText } from './common.ts';

export type UserWith = 'role' | 'group' | 'uuid' | 'amojo_id' | 'user_rank';

/**
 * Inactive users stay listed. Only an admin's grant may list users; others get `forbidden`.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/users-api
 */
export const userSchema = z
  .object({
    id: amoId,
    name: z.string(),
    email: optionalText,
    lang: optionalText,
    rights: z
      .object({
        is_admin: flag,
        is_free: flag,
        is_active: flag,
        group_id: optionalId,
        role_id: optionalId,
      })
      .nullish(),
  })
  .transform(({ rights, ...raw }) => ({
    id: raw.id,
    name: raw.name,
    email: raw.email,
    /** `ru`, `en`, `es`, `pt`. */
    lang: raw.lang,
    isAdmin: rights?.is_admin ?? false,
    isFree: rights?.is_free ?? false,
    isActive: rights?.is_active ?? false,
    groupId: rights?.group_id ?? null,
    roleId: rights?.role_id ?? null,
  }));

export type User = z.output<typeof userSchema>;
