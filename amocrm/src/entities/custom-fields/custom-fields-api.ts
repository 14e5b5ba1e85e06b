import type { Client } from '../../client.ts';
import type { Page } from '../../pages.ts';
import { pathId, pathUid } from '../../path.ts';
import { listQuery, type Direction, type NextPage, type PageQuery } from '../../query.ts';
import { pathEntity, type EntityType } from '../entity-type.ts';
import {
  customFieldGroupSchema,
  customFieldSchema,
  type CustomField,
  type CustomFieldGroup,
} from './custom-field.ts';

/** Whose fields: an entity type's, or a list's (catalog). */
export type FieldOwner = EntityType | { catalogId: number };

export interface CustomFieldsQuery extends PageQuery {
  order?: { by: 'sort' | 'id'; direction: Direction };
  filter?: { type?: readonly string[] };
}

export interface CustomFieldsApi {
  /** The vendor's text says at most 50 a page, its table 250. */
  list(owner: FieldOwner, query?: CustomFieldsQuery | NextPage): Promise<Page<CustomField>>;
  pages(owner: FieldOwner, query?: CustomFieldsQuery | NextPage): AsyncIterable<Page<CustomField>>;
  get(owner: FieldOwner, id: number): Promise<CustomField | null>;
  groups(owner: EntityType): Promise<CustomFieldGroup[]>;
  /** AmoError `not_found` when there is none: amoCRM answers 404 here, not 204. */
  group(owner: EntityType, id: string): Promise<CustomFieldGroup | null>;
}

const pathOf = (owner: FieldOwner): string =>
  typeof owner === 'string'
    ? `/api/v4/${pathEntity(owner)}/custom_fields`
    : `/api/v4/catalogs/${pathId(owner.catalogId)}/custom_fields`;

/** Source: https://www.amocrm.ru/developers/content/crm_platform/custom-fields */
export function customFieldsApi(client: Client): CustomFieldsApi {
  const place = (owner: FieldOwner) => ({
    path: pathOf(owner),
    collection: 'custom_fields',
    item: customFieldSchema,
  });
  return {
    list: async (owner, query = {}) => client.page(place(owner), listQuery(query)),
    pages: (owner, query = {}) => client.pages(place(owner), listQuery(query)),
    get: async (owner, id) => client.one(`${pathOf(owner)}/${pathId(id)}`, customFieldSchema),
    groups: async (owner) =>
      client.all({
        path: `${pathOf(owner)}/groups`,
        collection: 'custom_field_groups',
        item: customFieldGroupSchema,
      }),
    group: async (owner, id) =>
      client.one(`${pathOf(owner)}/groups/${pathUid(id)}`, customFieldGroupSchema),
  };
}
