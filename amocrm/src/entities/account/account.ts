import { z } from 'zod';
import {
  amoId,
  author,
  flag,
  optionalFlag,
  optionalId,
  optionalText,
  optionalTime,
} from '../common.ts';

/** What `with` adds to the account; the fields it does not ask for are null. */
export type AccountWith =
  | 'amojo_id'
  | 'uuid'
  | 'users_groups'
  | 'task_types'
  | 'version'
  | 'datetime_settings'
  | 'drive_url'
  | 'is_api_filter_enabled'
  | 'amojo_rights'
  | 'entity_names'
  | 'invoices_settings';

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
    created_at: optionalTime,
    created_by: author,
    updated_at: optionalTime,
    updated_by: author,
    customers_mode: optionalText,
    is_unsorted_on: optionalFlag,
    is_loss_reason_enabled: optionalFlag,
    is_helpbot_enabled: optionalFlag,
    is_technical_account: optionalFlag,
    contact_name_display_order: optionalId,
    amojo_id: optionalText,
    uuid: optionalText,
    version: optionalId,
    drive_url: optionalText,
    is_api_filter_enabled: optionalFlag,
    entity_names: z.record(z.string(), z.unknown()).nullish().catch(null),
    invoices_settings: z
      .object({ lang: optionalText, invoices_catalog_id: optionalId })
      .nullish()
      .catch(null),
    _embedded: z
      .object({
        users_groups: z
          .array(z.object({ id: z.int(), name: z.string(), uuid: optionalText }))
          .nullish()
          .transform((groups) => groups ?? null),
        task_types: z
          .array(z.object({ id: amoId, name: z.string(), color: optionalText, code: optionalText }))
          .nullish()
          .transform((types) => types ?? null),
        datetime_settings: z
          .object({
            timezone: optionalText,
            timezone_offset: optionalText,
            date_pattern: optionalText,
            short_date_pattern: optionalText,
            short_time_pattern: optionalText,
            date_format: optionalText,
            // The vendor's page spells it so.
            date_formant: optionalText,
            time_format: optionalText,
          })
          .nullish(),
        amojo_rights: z.object({ can_direct: flag, can_create_groups: flag }).nullish().catch(null),
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
    /** Unix seconds. */
    createdAt: raw.created_at,
    createdBy: raw.created_by,
    updatedAt: raw.updated_at,
    updatedBy: raw.updated_by,
    /** `unavailable`, `disabled`, `segments`, `dynamic`, `periodicity`. */
    customersMode: raw.customers_mode,
    isUnsortedOn: raw.is_unsorted_on,
    isLossReasonEnabled: raw.is_loss_reason_enabled,
    isHelpbotEnabled: raw.is_helpbot_enabled,
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
    /** How the account writes dates, in PHP's letters; with `datetime_settings`. */
    dateFormats: dateFormatsOf(raw._embedded?.datetime_settings),
    /** What the account calls its entities, by entity, then language: as amoCRM sends it. */
    entityNames: raw.entity_names ?? null,
    invoicesSettings: raw.invoices_settings
      ? {
          lang: raw.invoices_settings.lang,
          invoicesCatalogId: raw.invoices_settings.invoices_catalog_id,
        }
      : null,
    /** What the user may do in the internal chat. */
    amojoRights: raw._embedded?.amojo_rights
      ? {
          canDirect: raw._embedded.amojo_rights.can_direct,
          canCreateGroups: raw._embedded.amojo_rights.can_create_groups,
        }
      : null,
  }));

interface RawFormats {
  date_pattern: string | null;
  short_date_pattern: string | null;
  short_time_pattern: string | null;
  date_format: string | null;
  date_formant: string | null;
  time_format: string | null;
}

function dateFormatsOf(raw: RawFormats | null | undefined) {
  if (!raw) return null;
  return {
    datePattern: raw.date_pattern,
    shortDatePattern: raw.short_date_pattern,
    shortTimePattern: raw.short_time_pattern,
    dateFormat: raw.date_format ?? raw.date_formant,
    timeFormat: raw.time_format,
  };
}

export type Account = z.output<typeof accountSchema>;
