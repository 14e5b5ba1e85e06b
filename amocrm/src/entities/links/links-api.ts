import { z } from 'zod';
import { largestBatch } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import { pathId } from '../../path.ts';
import { encodeQuery, type QueryValue } from '../../query.ts';
import { amoId, optionalFlag, optionalId } from '../common.ts';
import { pathEntity, type EntityType } from '../entity-type.ts';

export type LinkTarget = EntityType | 'catalog_elements';

const metadataSchema = z
  .object({
    main_contact: optionalFlag,
    quantity: z.number().nullish(),
    catalog_id: optionalId,
    price_id: optionalId,
  })
  .nullish()
  // PHP's empty object.
  .catch(null);

/** Source: https://www.amocrm.ru/developers/content/crm_platform/entity-links-api */
export const linkSchema = z
  .object({
    entity_id: optionalId,
    entity_type: z.string().nullish(),
    to_entity_id: amoId,
    to_entity_type: z.string(),
    metadata: metadataSchema,
  })
  .transform((raw) => ({
    /** Null where the link was asked for by its entity. */
    entityId: raw.entity_id,
    entityType: raw.entity_type ?? null,
    toEntityId: raw.to_entity_id,
    /** `leads`, `contacts`, `companies`, `customers`, `catalog_elements`. */
    toEntityType: raw.to_entity_type,
    isMainContact: raw.metadata?.main_contact ?? null,
    quantity: raw.metadata?.quantity ?? null,
    catalogId: raw.metadata?.catalog_id ?? null,
    priceId: raw.metadata?.price_id ?? null,
  }));

export type EntityLink = z.output<typeof linkSchema>;

export interface LinkInput {
  toEntityId: number;
  toEntityType: LinkTarget;
  metadata?: {
    isMain?: boolean;
    quantity?: number;
    /** Needed for `catalog_elements`. */
    catalogId?: number;
    priceId?: number;
    updatedBy?: number;
  };
}

export interface LinksFilter {
  /** Both or neither. */
  toEntityId?: number;
  toEntityType?: LinkTarget;
  toCatalogId?: number;
}

/** A lead has many contacts and one company; a contact has one company. */
export interface LinksApi {
  list(entity: EntityType, id: number, filter?: LinksFilter): Promise<EntityLink[]>;
  /** The links of several entities at once; each says whose it is. */
  listMany(entity: EntityType, ids: readonly number[], filter?: LinksFilter): Promise<EntityLink[]>;
  /** Up to 250 in one request. Never sent twice. */
  link(entity: EntityType, id: number, links: readonly LinkInput[]): Promise<EntityLink[]>;
  linkMany(
    entity: EntityType,
    links: readonly (LinkInput & { entityId: number })[],
  ): Promise<EntityLink[]>;
  unlink(entity: EntityType, id: number, links: readonly LinkInput[]): Promise<void>;
  unlinkMany(
    entity: EntityType,
    links: readonly (LinkInput & { entityId: number })[],
  ): Promise<void>;
}

const answerSchema = z
  .object({ _embedded: z.object({ links: z.array(linkSchema) }) })
  .transform(({ _embedded }) => _embedded.links);

/** Source: https://www.amocrm.ru/developers/content/crm_platform/entity-links-api */
export function linksApi(client: Client): LinksApi {
  const many = (entity: EntityType) => `/api/v4/${pathEntity(entity)}`;
  const one = (entity: EntityType, id: number) => `${many(entity)}/${pathId(id)}`;
  const read = (path: string, filter: Readonly<Record<string, QueryValue>>) =>
    client.all(
      { path: `${path}/links`, collection: 'links', item: linkSchema },
      encodeQuery({ filter }),
    );
  const link = (path: string, links: readonly LinkInput[]) =>
    client.send({ method: 'POST', path: `${path}/link`, body: bodies(links) }, answerSchema);
  const unlink = (path: string, links: readonly LinkInput[]) =>
    client.order({ method: 'POST', path: `${path}/unlink`, body: bodies(links) });
  return {
    list: async (entity, id, filter = {}) => read(one(entity, id), filterOf(filter)),
    async listMany(entity, ids, filter = {}) {
      if (ids.length === 0) return [];
      return read(many(entity), { entity_id: ids, ...filterOf(filter) });
    },
    link: async (entity, id, links) => link(one(entity, id), links),
    linkMany: async (entity, links) => link(many(entity), links),
    unlink: async (entity, id, links) => unlink(one(entity, id), links),
    unlinkMany: async (entity, links) => unlink(many(entity), links),
  };
}

function filterOf(filter: LinksFilter): Record<string, QueryValue> {
  return {
    to_entity_id: filter.toEntityId,
    to_entity_type: filter.toEntityType,
    to_catalog_id: filter.toCatalogId,
  };
}

function bodies(links: readonly LinkInput[]): object[] {
  if (links.length < 1 || links.length > largestBatch) {
    throw new RangeError(`From 1 to ${largestBatch} links a call`);
  }
  return links.map(linkBody);
}

function linkBody({ metadata, ...link }: LinkInput): Record<string, unknown> {
  return { ...wireFields(link), ...(metadata && { metadata: wireFields(metadata) }) };
}
