import type { Named } from '../../batch.ts';
import { wireFields } from '../../names.ts';
import { newCompanyBody, type NewCompany } from '../companies/company-input.ts';
import { newContactBody, type NewContact } from '../contacts/contact-input.ts';
import { newLeadBody, type NewLead } from '../leads/lead-input.ts';

/** Unix seconds. Source: https://www.amocrm.ru/developers/content/crm_platform/unsorted-api */
export interface FormsMetadataInput {
  formId: string | number;
  formName: string;
  formPage: string;
  /** Unix seconds. */
  formSentAt: number;
  ip?: string;
  referer?: string;
}

export interface SipMetadataInput {
  from: string;
  phone: string | number;
  /** Unix seconds. */
  calledAt: number;
  /** Seconds. */
  duration: number;
  link?: string;
  serviceCode: string;
  uniq: string;
  isCallEventNeeded?: boolean;
}

/** How an incoming lead came. */
export type IncomingMetadata =
  ({ category: 'forms' } & FormsMetadataInput) | ({ category: 'sip' } & SipMetadataInput);

/** An incoming lead to create. amoCRM refuses one it already has. */
export interface NewIncomingLead<Metadata> extends Named {
  /** Made by the integration. */
  sourceUid: string;
  sourceName: string;
  pipelineId?: number;
  /** Unix seconds. */
  createdAt?: number;
  metadata: Metadata;
  lead?: Omit<NewLead, 'requestId' | 'contacts' | 'companyId'>;
  contact?: Omit<NewContact, 'requestId' | 'companyId'>;
  company?: Omit<NewCompany, 'requestId'>;
}

export type NewFormsLead = NewIncomingLead<FormsMetadataInput>;
export type NewSipLead = NewIncomingLead<SipMetadataInput>;

/** Source: https://www.amocrm.ru/developers/content/crm_platform/unsorted-api */
export function incomingLeadBody(
  incoming: NewIncomingLead<FormsMetadataInput | SipMetadataInput>,
): Record<string, unknown> {
  const { metadata, lead, contact, company, ...fields } = incoming;
  const embedded = {
    ...(lead && { leads: [newLeadBody(lead)] }),
    ...(contact && { contacts: [newContactBody(contact)] }),
    ...(company && { companies: [newCompanyBody(company)] }),
  };
  return {
    ...wireFields(fields),
    metadata: wireFields(metadata),
    ...(Object.keys(embedded).length > 0 && { _embedded: embedded }),
  };
}
