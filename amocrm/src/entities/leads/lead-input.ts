import type { Named } from '../../batch.ts';
import { wireFields } from '../../names.ts';
import { cardBody, type CardFields, type TagRef } from '../cards/card-input.ts';

interface LeadFields extends CardFields {
  /** Whole units of the account's currency. */
  price?: number;
  /** A stage is keyed by both: a move to another pipeline needs both. */
  statusId?: number;
  pipelineId?: number;
  closedAt?: number | null;
  lossReasonId?: number | null;
}

/** A lead to create; nothing is required. */
export interface NewLead extends LeadFields, Named {
  tags?: readonly TagRef[];
  contacts?: readonly { id: number; isMain?: boolean }[];
  companyId?: number;
  /** A source of the same integration. */
  source?: { externalId: string };
}

/** What to change in a lead; what is not named stays. */
export interface LeadChanges extends LeadFields {
  /** Replaces all tags; null removes them. */
  tags?: readonly TagRef[] | null;
  tagsToDelete?: readonly TagRef[];
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-api */
export function newLeadBody(lead: NewLead): Record<string, unknown> {
  const { tags, contacts, companyId, source, ...fields } = lead;
  return cardBody(fields, {
    tags,
    contacts: contacts?.map((contact) => wireFields(contact)),
    companies: companyId === undefined ? undefined : [{ id: companyId }],
    source: source && { ...wireFields(source), type: 'widget' },
  });
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-api */
export function leadChangesBody(
  changes: LeadChanges & { id?: number } & Named,
): Record<string, unknown> {
  const { tags, ...fields } = changes;
  return cardBody(fields, { tags });
}
