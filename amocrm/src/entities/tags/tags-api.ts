import { z } from 'zod';
import { writeBatch, type Named } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import type { Page } from '../../pages.ts';
import { listQuery, type NextPage, type OneOrMany, type PageQuery } from '../../query.ts';
import { amoId, optionalText, type Tag } from '../common.ts';
import { pathEntity, type EntityType } from '../entity-type.ts';

const tagSchema = z
  .object({ id: amoId, name: z.string(), color: optionalText })
  .transform((tag): Tag => tag);

export interface TagsQuery extends PageQuery {
  /** Full-text search. */
  query?: string;
  /** `name` is one, exact. */
  filter?: { name?: string; id?: OneOrMany<number> };
}

/** Colours exist on leads only. */
export type TagColor =
  | 'EBEBEB'
  | 'D0D0D0'
  | 'F2DDF7'
  | 'D1A4DC'
  | 'FF8F92'
  | 'FFC8C8'
  | 'C7DB8C'
  | 'DDEBB5'
  | '8699DA'
  | 'AABDFF'
  | 'FFCE5A'
  | 'FFE193'
  | '90CDB0'
  | 'C6F4DE'
  | 'A9A5D7'
  | 'D8D5FF'
  | '86C0FC'
  | '832161'
  | '6A0F49'
  | '0C7C59'
  | '10599D'
  | '9D2B32'
  | '247BA0';

export interface NewTag extends Named {
  name: string;
  color?: TagColor;
}

/** Tags belong to one entity type each. */
export interface TagsApi {
  list(entity: EntityType, query?: TagsQuery | NextPage): Promise<Page<Tag>>;
  pages(entity: EntityType, query?: TagsQuery | NextPage): AsyncIterable<Page<Tag>>;
  /** A name that exists already gives back its tag. */
  add(entity: EntityType, tags: readonly NewTag[]): Promise<Tag[]>;
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/tags-api */
export function tagsApi(client: Client): TagsApi {
  const place = (entity: EntityType) => ({
    path: `/api/v4/${pathEntity(entity)}/tags`,
    collection: 'tags',
    item: tagSchema,
  });
  const body = (tag: NewTag) => wireFields(tag);
  return {
    list: async (entity, query = {}) => client.page(place(entity), listQuery(query)),
    pages: (entity, query = {}) => client.pages(place(entity), listQuery(query)),
    add: async (entity, tags) =>
      writeBatch(client, { method: 'POST', place: place(entity), body }, tags),
  };
}
