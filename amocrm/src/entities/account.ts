import { z } from 'zod';
import { amoId, optionalFlag, optionalId, optionalText } from './common.ts';

/** What `with` adds to the account; the fields it does not ask for are null. */
export type AccountWith =
  | 'amojo_id'
  | 'uuid'
  | 'users_groups'
  | 'task_types'
  | 'version'
  | 'datetime_settings'
  | 'drive_url'
  | 'is_api_filter_enabled';

/** Source: https://www.amocrm.ru/developers/content/crm_platform/account-info */
export const accountSchema = z
  .object({
    id: amoId,
    name: z.string(),
    subdomain: z.string().min(1),
    current_user_id: optionalId,
    country: optionalText,
    currency: optionalText,
    currency_symbol: optionalText,
    language: optionalText,
    is_technical_account: optionalFlag,
    contact_name_display_order: optionalId,
    amojo_id: optionalText,
    uuid: optionalText,
    version: optionalId,
    drive_url: optionalText,
    is_api_filter_enabled: optionalFlag,
    _embedded: z
      .object({
        users_groups: z
          .array(z.object({ id: z.int(), name: z.string() }))
          .nullish()
          .transform((groups) => groups ?? null),
        task_types: z
          .array(z.object({ id: amoId, name: z.string(), color: optionalText, code: optionalText }))
          .nullish()
          .transform((types) => types ?? null),
        datetime_settings: z
          .object({ timezone: optionalText, timezone_offset: optionalText })
          .nullish(),
      })
      .nullish(),
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    /** The first label of the account's host; changes when the account is renamed. */
    subdomain: raw.subdomain,
    /** The amoCRM user behind the token. */
    currentUserId: raw.current_user_id,
    country: raw.country,
    /** ISO 4217. */
    currency: raw.currency,
    currencySymbol: raw.currency_symbol,
    language: raw.language,
    isTechnicalAccount: raw.is_technical_account,
    /** 1: first name first, 2: last name first. */
    contactNameDisplayOrder: raw.contact_name_display_order,
    amojoId: raw.amojo_id,
    uuid: raw.uuid,
    version: raw.version,
    driveUrl: raw.drive_url,
    /** Whether `filter` works on leads, contacts and companies: the vendor switches it on. */
    isApiFilterEnabled: raw.is_api_filter_enabled,
    usersGroups: raw._embedded?.users_groups ?? null,
    taskTypes: raw._embedded?.task_types ?? null,
    /** IANA name, with `datetime_settings`. */
    timezone: raw._embedded?.datetime_settings?.timezone ?? null,
    timezoneOffset: raw._embedded?.datetime_settings?.timezone_offset ?? null,
  }));

export type Account = z.output<typeof accountSchema>;
