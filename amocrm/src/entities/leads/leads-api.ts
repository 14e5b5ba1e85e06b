import { askedReads, type AskedReads } from '../../asked.ts';
import { writeAll, type ItemOutcome } from '../../batch-report.ts';
import { writeBatch, type BatchPlan } from '../../batch.ts';
import type { Client } from '../../client.ts';
import type { Page } from '../../pages.ts';
import { listQuery, type NextPage, type PageQuery } from '../../query.ts';
import { writes, type Writes } from '../writes.ts';
import {
  complexAddedSchema,
  complexLeadBody,
  largestComplexBatch,
  type ComplexAdded,
  type ComplexLead,
} from './complex-lead.ts';
import { leadChangesBody, newLeadBody, type LeadChanges, type NewLead } from './lead-input.ts';
import type { LeadsQuery } from './lead-query.ts';
import {
  leadSchemaFor,
  trashedLeadSchema,
  type Lead,
  type LeadFieldOf,
  type LeadWith,
  type TrashedLead,
} from './lead.ts';

/** What was asked for decides what comes: with `contacts`, every lead has its list. */
export interface LeadsApi
  extends AskedReads<Lead, LeadFieldOf, LeadWith, LeadsQuery>, Writes<NewLead, LeadChanges> {
  /** Up to 50 leads, each with its contact and company, in one request; all or none. */
  addComplex(leads: readonly ComplexLead[]): Promise<ComplexAdded[]>;
  addComplexAll(leads: readonly ComplexLead[]): Promise<ItemOutcome<ComplexAdded>[]>;
  /** The trash. Contacts and companies have no such list. */
  trashed(query?: PageQuery | NextPage): Promise<Page<TrashedLead>>;
  trashedPages(query?: PageQuery | NextPage): AsyncIterable<Page<TrashedLead>>;
}

const path = '/api/v4/leads';

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-api */
export function leadsApi(client: Client): LeadsApi {
  const complex: BatchPlan<ComplexLead, ComplexAdded> = {
    method: 'POST',
    place: { path: `${path}/complex`, item: complexAddedSchema, bare: true },
    body: complexLeadBody,
    max: largestComplexBatch,
  };
  const trash = { path, collection: 'leads', item: trashedLeadSchema };
  const trashQuery = (query: PageQuery | NextPage = {}) =>
    listQuery('next' in query ? query : { ...query, with: ['only_deleted'] });
  return {
    ...askedReads<Lead, LeadFieldOf, LeadWith, LeadsQuery>(client, {
      path,
      collection: 'leads',
      item: leadSchemaFor,
    }),
    ...writes<NewLead, LeadChanges>(client, {
      path,
      collection: 'leads',
      newBody: newLeadBody,
      changesBody: leadChangesBody,
    }),
    addComplex: async (leads) => writeBatch(client, complex, leads),
    addComplexAll: async (leads) => writeAll(client, complex, leads),
    trashed: async (query) => client.page(trash, trashQuery(query)),
    trashedPages: (query) => client.pages(trash, trashQuery(query)),
  };
}
