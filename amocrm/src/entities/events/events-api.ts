import { z } from 'zod';
import type { Client } from '../../client.ts';
import type { Page } from '../../pages.ts';
import { pathUid } from '../../path.ts';
import {
  encodeQuery,
  listQuery,
  type NextPage,
  type OneOrMany,
  type PageQuery,
  type QueryValue,
  type Range,
} from '../../query.ts';
import { author, optionalId, time } from '../common.ts';
import { eventValues } from './event-value.ts';

/** Source: https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
export const eventSchema = z
  .object({
    id: z.string().min(1),
    type: z.string(),
    entity_id: optionalId,
    entity_type: z.string().nullish(),
    created_by: author,
    created_at: time,
    value_before: z.unknown(),
    value_after: z.unknown(),
    account_id: optionalId,
    _embedded: z
      .object({
        entity: z.object({ id: optionalId, name: z.string().nullish() }).nullish().catch(null),
      })
      .nullish()
      .catch(null),
  })
  .transform((raw) => ({
    id: raw.id,
    /** `lead_added`, `lead_status_changed`, `custom_field_{id}_value_changed` and some 60 more. */
    type: raw.type,
    entityId: raw.entity_id,
    /** Singular: `lead`, `contact`, `company`, `customer`, `task`, `catalog_{id}`. */
    entityType: raw.entity_type ?? null,
    /** 0 is a robot. */
    createdBy: raw.created_by,
    /** Unix seconds. */
    createdAt: raw.created_at,
    valueBefore: eventValues(raw.value_before),
    valueAfter: eventValues(raw.value_after),
    /** Null unless asked for by a `with` like `lead_name`. */
    entityName: raw._embedded?.entity?.name ?? null,
    accountId: raw.account_id,
  }));

export type AmoEvent = z.output<typeof eventSchema>;

export type EventWith =
  | 'contact_name'
  | 'lead_name'
  | 'company_name'
  | 'catalog_element_name'
  | 'customer_name'
  | 'catalog_name';

export interface EventsQuery {
  /** 1 to 100. */
  limit?: number;
  /** From 1. */
  page?: number;
  with?: readonly EventWith[];
  /** These filters work in every account. */
  filter?: {
    id?: OneOrMany<string>;
    /** Unix seconds. */
    createdAt?: Range;
    /** At most ten users. */
    createdBy?: OneOrMany<number>;
    /** Singular names: `lead`, `contact`. */
    entity?: OneOrMany<string>;
    /** At most ten; needs exactly one `entity`. */
    entityId?: OneOrMany<number>;
    /** A type of one custom field must be the only one. */
    type?: OneOrMany<string>;
    /** In amoCRM's own names: `{ leads_statuses: [{ pipeline_id: 1, status_id: 142 }] }`. */
    valueBefore?: Readonly<Record<string, QueryValue>>;
    valueAfter?: Readonly<Record<string, QueryValue>>;
  };
}

const typeSchema = z
  .object({ key: z.string(), type: z.int().nullish(), lang: z.string().nullish() })
  .transform((raw) => ({ key: raw.key, name: raw.lang ?? '' }));

export type EventType = z.output<typeof typeSchema>;

/** What happened in the account; read only. How far back it reaches is not documented. */
export interface EventsApi {
  /** Newest first, as far as is known: there is no order to ask for. At most 100 a page. */
  list(query?: EventsQuery | NextPage): Promise<Page<AmoEvent>>;
  pages(query?: EventsQuery | NextPage): AsyncIterable<Page<AmoEvent>>;
  get(id: string): Promise<AmoEvent | null>;
  /** All types with their names in one language. */
  types(language?: 'ru' | 'en' | 'es' | 'pt'): Promise<EventType[]>;
}

const place = { path: '/api/v4/events', collection: 'events', item: eventSchema };
const largestPage = 100;

/** Source: https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
export function eventsApi(client: Client): EventsApi {
  const search = (query: EventsQuery | NextPage = {}) => {
    const asked: PageQuery | NextPage = query;
    return listQuery(asked, largestPage);
  };
  return {
    list: async (query) => client.page(place, search(query)),
    pages: (query) => client.pages(place, search(query)),
    get: async (id) => client.one(`${place.path}/${pathUid(id)}`, eventSchema),
    types: async (language) =>
      client.all(
        { path: `${place.path}/types`, collection: 'events_types', item: typeSchema },
        encodeQuery({ language_code: language }),
      ),
  };
}
