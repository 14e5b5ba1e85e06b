import { writeBatch } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import type { Page } from '../../pages.ts';
import { pathId, pathUid } from '../../path.ts';
import { listQuery, type Direction, type NextPage, type PageQuery } from '../../query.ts';
import { pathEntity, type EntityType } from '../entity-type.ts';
import { wholeWrites } from '../whole-writes.ts';
import {
  customFieldBody,
  type CustomFieldChanges,
  type FieldGroupChanges,
  type NewCustomField,
  type NewFieldGroup,
} from './custom-field-input.ts';
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

/** Fields are the account's, the same for everybody. Writing needs an admin's grant, else `forbidden`. */
export interface CustomFieldsApi {
  /** The vendor's text says at most 50 a page, its table 250. */
  list(owner: FieldOwner, query?: CustomFieldsQuery | NextPage): Promise<Page<CustomField>>;
  pages(owner: FieldOwner, query?: CustomFieldsQuery | NextPage): AsyncIterable<Page<CustomField>>;
  get(owner: FieldOwner, id: number): Promise<CustomField | null>;
  /** Answers the fields whole, choices with their ids. Never sent twice. */
  add(owner: FieldOwner, fields: readonly NewCustomField[]): Promise<CustomField[]>;
  patch(owner: FieldOwner, id: number, changes: CustomFieldChanges): Promise<CustomField>;
  patchMany(
    owner: FieldOwner,
    fields: readonly (CustomFieldChanges & { id: number })[],
  ): Promise<CustomField[]>;
  /** What cards had in it is gone. amoCRM refuses for a predefined field. */
  delete(owner: FieldOwner, id: number): Promise<void>;
  groups(owner: EntityType): Promise<CustomFieldGroup[]>;
  /** AmoError `not_found` when there is none: amoCRM answers 404 here, not 204. */
  group(owner: EntityType, id: string): Promise<CustomFieldGroup | null>;
  addGroups(owner: EntityType, groups: readonly NewFieldGroup[]): Promise<CustomFieldGroup[]>;
  patchGroup(owner: EntityType, id: string, changes: FieldGroupChanges): Promise<CustomFieldGroup>;
  /** Its fields go to the main group. */
  deleteGroup(owner: EntityType, id: string): Promise<void>;
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
  const written = (owner: FieldOwner) =>
    wholeWrites<CustomField, NewCustomField, CustomFieldChanges>(client, {
      place: place(owner),
      newBody: customFieldBody,
      changesBody: customFieldBody,
    });
  const groupsAt = (owner: EntityType) => ({
    path: `${pathOf(owner)}/groups`,
    collection: 'custom_field_groups',
    item: customFieldGroupSchema,
  });
  const oneGroup = (owner: EntityType, id: string) => `${groupsAt(owner).path}/${pathUid(id)}`;
  return {
    list: async (owner, query = {}) => client.page(place(owner), listQuery(query)),
    pages: (owner, query = {}) => client.pages(place(owner), listQuery(query)),
    get: async (owner, id) => client.one(`${pathOf(owner)}/${pathId(id)}`, customFieldSchema),
    add: async (owner, fields) => written(owner).add(fields),
    patch: async (owner, id, changes) => written(owner).patch(id, changes),
    patchMany: async (owner, fields) => written(owner).patchMany(fields),
    delete: async (owner, id) => written(owner).delete(id),
    groups: async (owner) => client.all(groupsAt(owner)),
    group: async (owner, id) => client.one(oneGroup(owner, id), customFieldGroupSchema),
    addGroups: async (owner, groups) =>
      writeBatch(client, { method: 'POST', place: groupsAt(owner), body: wireFields }, groups),
    patchGroup: async (owner, id, changes) =>
      client.send(
        {
          method: 'PATCH',
          path: oneGroup(owner, id),
          body: wireFields(changes),
          requestIds: ['0'],
        },
        customFieldGroupSchema,
      ),
    deleteGroup: async (owner, id) => client.order({ method: 'DELETE', path: oneGroup(owner, id) }),
  };
}
