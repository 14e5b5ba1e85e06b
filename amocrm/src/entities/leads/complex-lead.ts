import { z } from 'zod';
import type { Named } from '../../batch.ts';
import { wireFields } from '../../names.ts';
import { amoId, flag, optionalId } from '../common.ts';
import { newCompanyBody, type NewCompany } from '../companies/company-input.ts';
import { newContactBody, type NewContact } from '../contacts/contact-input.ts';
import type { IncomingMetadata } from '../unsorted/unsorted-input.ts';
import { newLeadBody, type NewLead } from './lead-input.ts';

/** ≤50 leads a call: https://www.amocrm.ru/developers/content/crm_platform/leads-api */
export const largestComplexBatch = 50;

/** A lead together with its contact and company, which are linked to each other as well. */
export interface ComplexLead extends Omit<NewLead, 'contacts' | 'companyId'>, Named {
  /** One that exists, or one to create. */
  contact?: { id: number } | Omit<NewContact, 'requestId' | 'companyId'>;
  company?: { id: number } | Omit<NewCompany, 'requestId'>;
  /** Makes the lead an incoming one of this category. */
  metadata?: IncomingMetadata;
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-api */
export function complexLeadBody(lead: ComplexLead): Record<string, unknown> {
  const { contact, company, metadata, ...rest } = lead;
  const { _embedded, ...plain } = newLeadBody(rest);
  const inside = {
    ...(typeof _embedded === 'object' ? _embedded : {}),
    ...(contact && { contacts: ['id' in contact ? contact : newContactBody(contact)] }),
    ...(company && { companies: ['id' in company ? company : newCompanyBody(company)] }),
    ...(metadata && { metadata: wireFields(metadata) }),
  };
  return Object.keys(inside).length === 0 ? plain : { ...plain, _embedded: inside };
}

/** What a complex create made. */
export interface ComplexAdded {
  id: number;
  contactId: number | null;
  companyId: number | null;
  /** Duplicate control found the card and changed it instead of making a new one. */
  merged: boolean;
}

export const complexAddedSchema = z
  .object({ id: amoId, contact_id: optionalId, company_id: optionalId, merged: flag })
  .transform((raw): ComplexAdded => ({
    id: raw.id,
    contactId: raw.contact_id,
    companyId: raw.company_id,
    merged: raw.merged,
  }));
