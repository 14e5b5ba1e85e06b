import type { CustomFieldValue } from '@foryou-crm/amocrm';
import type { Company, Contact, CustomField, LeadDetails } from '@foryou-crm/contract/lead';
import { and, asc, desc, eq } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { apiError } from '../../http/problem.ts';
import { companiesSeen, contactsSeen, leadsSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import type { Viewer } from '../rights/viewer.ts';
import {
  mirrorCompanies,
  mirrorContacts,
  mirrorLeadContacts,
  mirrorLeads,
  mirrorTasks,
} from '../tables.ts';
import { readLeadCards } from './lead-cards.ts';
import { readTasks } from './tasks.ts';

/** As many as a card can show; amoCRM's own bound is far above what people link. */
const mostContacts = 100;
const mostTasks = 200;

/** @throws {ApiError} `not_found`, also for a lead that is not the caller's to see */
export async function readLead(db: Database, seeing: Seeing, id: number): Promise<LeadDetails> {
  const { viewer } = seeing;
  const [[card], [more]] = await Promise.all([
    readLeadCards(db, seeing, eq(mirrorLeads.id, id), 1),
    db
      .select({
        customFields: mirrorLeads.customFields,
        companyId: mirrorLeads.companyId,
        lossReasonId: mirrorLeads.lossReasonId,
      })
      .from(mirrorLeads)
      .where(and(leadsSeen(viewer), eq(mirrorLeads.id, id))),
  ]);
  if (!card || !more) throw apiError.notFound('No such lead.');
  const [linked, company, tasks] = await Promise.all([
    contactsOf(db, viewer, id),
    companyOf(db, viewer, more.companyId),
    readTasks(
      db,
      viewer,
      and(
        eq(mirrorTasks.entityType, 'leads'),
        eq(mirrorTasks.entityId, id),
        eq(mirrorTasks.isCompleted, false),
      ),
      mostTasks,
    ),
  ]);
  const contacts = linked.filter((contact) => contact !== null);
  return {
    ...card,
    contacts,
    hiddenContacts: linked.length - contacts.length,
    company,
    customFields: fieldsOf(more.customFields),
    tasks: tasks.map(({ task }) => task),
    lossReasonId: more.lossReasonId,
  };
}

/** Null in the place of a contact that the viewer may not see. */
async function contactsOf(
  db: Database,
  viewer: Viewer,
  leadId: number,
): Promise<(Contact | null)[]> {
  const rows = await db
    .select({
      isMain: mirrorLeadContacts.isMain,
      id: mirrorContacts.id,
      name: mirrorContacts.name,
      phones: mirrorContacts.phones,
      emails: mirrorContacts.emails,
      customFields: mirrorContacts.customFields,
    })
    .from(mirrorLeadContacts)
    .leftJoin(
      mirrorContacts,
      and(contactsSeen(viewer), eq(mirrorContacts.id, mirrorLeadContacts.contactId)),
    )
    .where(
      and(
        eq(mirrorLeadContacts.accountId, viewer.accountId),
        eq(mirrorLeadContacts.leadId, leadId),
      ),
    )
    .orderBy(desc(mirrorLeadContacts.isMain), asc(mirrorLeadContacts.contactId))
    .limit(mostContacts);
  return rows.map(({ isMain, id, name, phones, emails, customFields }) =>
    id === null || name === null
      ? null
      : {
          id,
          name,
          isMain,
          phones: phones ?? [],
          emails: emails ?? [],
          customFields: fieldsOf(customFields ?? []),
        },
  );
}

async function companyOf(
  db: Database,
  viewer: Viewer,
  companyId: number | null,
): Promise<Company | null> {
  if (companyId === null) return null;
  const [company] = await db
    .select({
      id: mirrorCompanies.id,
      name: mirrorCompanies.name,
      customFields: mirrorCompanies.customFields,
    })
    .from(mirrorCompanies)
    .where(and(companiesSeen(viewer), eq(mirrorCompanies.id, companyId)));
  return company ? { ...company, customFields: fieldsOf(company.customFields) } : null;
}

const fieldsOf = (fields: readonly CustomFieldValue[]): CustomField[] =>
  fields.map(({ fieldId, fieldName, fieldCode, fieldType, values }) => ({
    id: fieldId,
    name: fieldName,
    code: fieldCode,
    type: fieldType,
    values: values.map(({ value, enumId, enumCode }) => ({ value, enumId, enumCode })),
  }));
