import { z } from 'zod';
import { amoId, optionalText } from '../common.ts';
import { rightsSchema } from './rights.ts';

export type UserWith = 'role' | 'group' | 'uuid' | 'amojo_id' | 'user_rank' | 'phone_number';

const named = z
  .array(z.object({ id: z.int(), name: z.string() }))
  .nullish()
  .transform((list) => list ?? null);

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
    uuid: optionalText,
    amojo_id: optionalText,
    user_rank: optionalText,
    phone_number: optionalText,
    rights: rightsSchema.nullish(),
    _embedded: z.object({ roles: named, groups: named }).nullish(),
  })
  .transform(({ rights, ...raw }) => ({
    id: raw.id,
    name: raw.name,
    email: raw.email,
    /** `ru`, `en`, `es`, `pt`. */
    lang: raw.lang,
    isAdmin: rights?.isAdmin ?? false,
    isFree: rights?.isFree ?? false,
    isActive: rights?.isActive ?? false,
    groupId: rights?.groupId ?? null,
    roleId: rights?.roleId ?? null,
    /** Null when amoCRM does not tell them. */
    rights: rights ?? null,
    /** Null unless asked for by `with`, like all that follow. */
    roles: raw._embedded?.roles ?? null,
    groups: raw._embedded?.groups ?? null,
    uuid: raw.uuid,
    amojoId: raw.amojo_id,
    /** `newbie`, `candidate`, `master`. */
    rank: raw.user_rank,
    phoneNumber: raw.phone_number,
  }));

export type User = z.output<typeof userSchema>;
