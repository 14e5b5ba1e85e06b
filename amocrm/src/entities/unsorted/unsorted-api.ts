import { writeBatch } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import type { Page } from '../../pages.ts';
import { pathUid } from '../../path.ts';
import {
  listQuery,
  type Direction,
  type NextPage,
  type OneOrMany,
  type PageQuery,
  type Range,
} from '../../query.ts';
import { incomingLeadBody, type NewFormsLead, type NewSipLead } from './unsorted-input.ts';
import {
  unsortedSchema,
  unsortedSummarySchema,
  unsortedWrittenSchema,
  type Unsorted,
  type UnsortedSummary,
  type UnsortedWritten,
} from './unsorted.ts';

export type UnsortedCategory = 'sip' | 'mail' | 'chats' | 'forms';

export interface UnsortedQuery extends PageQuery {
  order?: { by: 'created_at' | 'updated_at'; direction: Direction };
  filter?: {
    uid?: OneOrMany<string>;
    category?: readonly UnsortedCategory[];
    pipelineId?: number;
  };
}

/** The user who takes the decision; the token's own when not given. */
export interface UnsortedDecision {
  userId?: number;
}

export interface UnsortedApi {
  list(query?: UnsortedQuery | NextPage): Promise<Page<Unsorted>>;
  pages(query?: UnsortedQuery | NextPage): AsyncIterable<Page<Unsorted>>;
  get(uid: string): Promise<Unsorted | null>;
  /** Never sent twice. */
  addForms(leads: readonly NewFormsLead[]): Promise<UnsortedWritten[]>;
  addSip(leads: readonly NewSipLead[]): Promise<UnsortedWritten[]>;
  /** Makes it a lead of the pipeline, at `statusId` when given. AmoError `not_found` if none. */
  accept(
    uid: string,
    decision?: UnsortedDecision & { statusId?: number },
  ): Promise<UnsortedWritten>;
  /** Puts it in the trash. AmoError `not_found` if there is none. */
  decline(uid: string, decision?: UnsortedDecision): Promise<UnsortedWritten>;
  /** Adds a chat to a lead or customer that exists; `chats` only. */
  link(
    uid: string,
    link: UnsortedDecision & {
      entityType: 'leads' | 'customers';
      entityId: number;
      contactId?: number;
    },
  ): Promise<UnsortedWritten>;
  summary(filter?: {
    uid?: OneOrMany<string>;
    pipelineId?: number;
    /** Unix seconds. */
    createdAt?: Range;
  }): Promise<UnsortedSummary>;
}

const place = { path: '/api/v4/leads/unsorted', collection: 'unsorted', item: unsortedSchema };

/** Source: https://www.amocrm.ru/developers/content/crm_platform/unsorted-api */
export function unsortedApi(client: Client): UnsortedApi {
  const one = (uid: string) => `${place.path}/${pathUid(uid)}`;
  const add = (kind: 'forms' | 'sip', leads: readonly (NewFormsLead | NewSipLead)[]) =>
    writeBatch(
      client,
      {
        method: 'POST',
        place: { ...place, path: `${place.path}/${kind}`, item: unsortedWrittenSchema },
        body: incomingLeadBody,
      },
      leads,
    );
  return {
    list: async (query = {}) => client.page(place, listQuery(query)),
    pages: (query = {}) => client.pages(place, listQuery(query)),
    get: async (uid) => client.one(one(uid), unsortedSchema),
    addForms: async (leads) => add('forms', leads),
    addSip: async (leads) => add('sip', leads),
    accept: async (uid, decision = {}) =>
      client.send(
        { method: 'POST', path: `${one(uid)}/accept`, body: wireFields(decision) },
        unsortedWrittenSchema,
      ),
    decline: async (uid, decision = {}) =>
      client.send(
        { method: 'DELETE', path: `${one(uid)}/decline`, body: wireFields(decision) },
        unsortedWrittenSchema,
      ),
    link: async (uid, link) =>
      client.send(
        { method: 'POST', path: `${one(uid)}/link`, body: linkBody(link) },
        unsortedWrittenSchema,
      ),
    summary: async (filter = {}) =>
      client.send(
        { method: 'GET', path: `${place.path}/summary`, query: listQuery({ filter }) },
        unsortedSummarySchema,
      ),
  };
}

function linkBody(link: Parameters<UnsortedApi['link']>[1]): Record<string, unknown> {
  const { userId, entityType, entityId, contactId } = link;
  const metadata = contactId === undefined ? {} : { metadata: { contact_id: contactId } };
  return {
    ...wireFields({ userId }),
    link: { entity_id: entityId, entity_type: entityType, ...metadata },
  };
}
