import { z } from 'zod';
import { writeBatch, type Named } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import { pathId } from '../../path.ts';
import { encodeQuery, type OneOrMany } from '../../query.ts';
import { amoId, flag, optionalId, optionalText } from '../common.ts';

/** Where leads come from; an integration sees its own only, at most 100. */
export const sourceSchema = z
  .object({
    id: amoId,
    name: z.string(),
    pipeline_id: optionalId,
    external_id: optionalText,
    default: flag,
    origin_code: optionalText,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    pipelineId: raw.pipeline_id,
    externalId: raw.external_id,
    isDefault: raw.default,
    originCode: raw.origin_code,
  }));

export type Source = z.output<typeof sourceSchema>;

export interface NewSource extends Named {
  name: string;
  /** At most 36 characters; cannot be changed later. */
  externalId: string;
  pipelineId?: number;
  default?: boolean;
}

export interface SourceChanges {
  name?: string;
  pipelineId?: number;
  default?: boolean;
}

/** Needs an integration with a widget archive; external integrations have no sources. */
export interface SourcesApi {
  list(filter?: { externalId?: OneOrMany<string> }): Promise<Source[]>;
  /** AmoError `not_found` when there is none: amoCRM answers 404 here, not 204. */
  get(id: number): Promise<Source | null>;
  /** Up to 50 in one request. */
  add(sources: readonly NewSource[]): Promise<Source[]>;
  patch(id: number, changes: SourceChanges): Promise<Source>;
}

const place = { path: '/api/v4/sources', collection: 'sources', item: sourceSchema };

/** Source: https://www.amocrm.ru/developers/content/crm_platform/sources-api */
export function sourcesApi(client: Client): SourcesApi {
  const one = (id: number) => `${place.path}/${pathId(id)}`;
  const body = (source: NewSource) => wireFields(source);
  return {
    list: async (filter = {}) =>
      client.all(place, encodeQuery({ filter: { external_id: filter.externalId } })),
    get: async (id) => client.one(one(id), sourceSchema),
    add: async (sources) => writeBatch(client, { method: 'POST', place, body, max: 50 }, sources),
    patch: async (id, changes) =>
      client.send({ method: 'PATCH', path: one(id), body: wireFields(changes) }, sourceSchema),
  };
}
