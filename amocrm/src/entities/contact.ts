import { z } from 'zod';
import {
  amoId,
  author,
  customFieldsValues,
  flag,
  linkedIds,
  optionalId,
  optionalText,
  optionalTime,
  tags,
  time,
} from './common.ts';

export type ContactWith = 'leads' | 'customers' | 'catalog_elements';
export type CompanyWith = ContactWith | 'contacts';

const shared = {
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

function sharedFields(raw: z.output<z.ZodObject<typeof shared>>) {
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

/** Source: https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
export const contactSchema = z
  .object({
    ...shared,
    first_name: optionalText,
    last_name: optionalText,
    _embedded: z.object({ tags, companies: linkedIds, leads: linkedIds }).nullish(),
  })
  .transform((raw) => ({
    ...sharedFields(raw),
    firstName: raw.first_name,
    lastName: raw.last_name,
    tags: raw._embedded?.tags ?? [],
    companyIds: raw._embedded?.companies ?? [],
    /** Null unless asked for: `with: ['leads']`. */
    leadIds: raw._embedded?.leads ?? null,
  }));

export type Contact = z.output<typeof contactSchema>;

/** Source: https://www.amocrm.ru/developers/content/crm_platform/companies-api */
export const companySchema = z
  .object({
    ...shared,
    _embedded: z.object({ tags, contacts: linkedIds, leads: linkedIds }).nullish(),
  })
  .transform((raw) => ({
    ...sharedFields(raw),
    tags: raw._embedded?.tags ?? [],
    /** Null unless asked for: `with: ['contacts']`, `with: ['leads']`. */
    contactIds: raw._embedded?.contacts ?? null,
    leadIds: raw._embedded?.leads ?? null,
  }));

export type Company = z.output<typeof companySchema>;
