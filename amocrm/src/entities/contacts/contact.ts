import { z } from 'zod';
import { cardFields, cardShape } from '../cards/card.ts';
import { linkedElements, linkedIds, optionalText, tags } from '../common.ts';

export type ContactWith = 'leads' | 'customers' | 'catalog_elements';

/** Source: https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
export const contactSchema = z
  .object({
    ...cardShape,
    first_name: optionalText,
    last_name: optionalText,
    _embedded: z
      .object({
        tags,
        companies: linkedIds,
        leads: linkedIds,
        customers: linkedIds,
        catalog_elements: linkedElements,
      })
      .nullish(),
  })
  .transform((raw) => ({
    ...cardFields(raw),
    firstName: raw.first_name,
    lastName: raw.last_name,
    tags: raw._embedded?.tags ?? [],
    companyIds: raw._embedded?.companies ?? [],
    /** Null unless asked for: `with: ['leads']`. */
    leadIds: raw._embedded?.leads ?? null,
    /** Null unless asked for: `with: ['customers']`, `with: ['catalog_elements']`. */
    customerIds: raw._embedded?.customers ?? null,
    catalogElements: raw._embedded?.catalog_elements ?? null,
  }));

export type Contact = z.output<typeof contactSchema>;

/** The fields that a name in `with` fills for certain. */
export interface ContactFieldOf {
  leads: 'leadIds';
  customers: 'customerIds';
  catalog_elements: 'catalogElements';
}

/** The schema of a contact for which `asked` was asked: what it fills is not null. */
export function contactSchemaFor(asked: readonly string[]): z.ZodType<Contact> {
  const none = (name: ContactWith) => (asked.includes(name) ? [] : null);
  return contactSchema.transform((card): Contact => ({
    ...card,
    leadIds: card.leadIds ?? none('leads'),
    customerIds: card.customerIds ?? none('customers'),
    catalogElements: card.catalogElements ?? none('catalog_elements'),
  }));
}
