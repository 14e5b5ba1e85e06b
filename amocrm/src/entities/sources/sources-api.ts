import { z } from 'zod';
import type { Named } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import { pathId } from '../../path.ts';
import { encodeQuery, type OneOrMany } from '../../query.ts';
import type { JsonValue } from '../cards/card-input.ts';
import { amoId, flag, optionalId, optionalText } from '../common.ts';
import { wholeWrites, type WholeWrites } from '../whole-writes.ts';

/** Where leads come from; an integration sees its own only, at most 100. */
export const sourceSchema = z
  .object({
    id: amoId,
    name: z.string(),
    pipeline_id: optionalId,
    external_id: optionalText,
    default: flag,
    origin_code: optionalText,
    services: z.array(z.unknown()).nullish().catch(null),
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    pipelineId: raw.pipeline_id,
    externalId: raw.external_id,
    isDefault: raw.default,
    originCode: raw.origin_code,
    /** Messengers of the site's button, as amoCRM sends them; null where it does not say. */
    services: raw.services ?? null,
  }));

export type Source = z.output<typeof sourceSchema>;

export interface NewSource extends Named {
  name: string;
  /** At most 36 characters; cannot be changed later. */
  externalId: string;
  pipelineId?: number;
  default?: boolean;
  originCode?: string;
  /** In amoCRM's own names. */
  services?: readonly JsonValue[];
}

export interface SourceChanges {
  name?: string;
  pipelineId?: number;
  default?: boolean;
  originCode?: string;
  /** In amoCRM's own names. */
  services?: readonly JsonValue[];
}

/** Needs an integration with a widget archive; external integrations have no sources. At most 50 a write. */
export interface SourcesApi extends WholeWrites<Source, NewSource, SourceChanges> {
  list(filter?: { externalId?: OneOrMany<string> }): Promise<Source[]>;
  /** AmoError `not_found` when there is none: amoCRM answers 404 here, not 204. */
  get(id: number): Promise<Source | null>;
}

const place = { path: '/api/v4/sources', collection: 'sources', item: sourceSchema };

/** Source: https://www.amocrm.ru/developers/content/crm_platform/sources-api */
export function sourcesApi(client: Client): SourcesApi {
  return {
    ...wholeWrites<Source, NewSource, SourceChanges>(client, {
      place,
      newBody: wireFields,
      changesBody: wireFields,
      max: 50,
    }),
    list: async (filter = {}) =>
      client.all(place, encodeQuery({ filter: { external_id: filter.externalId } })),
    get: async (id) => client.one(`${place.path}/${pathId(id)}`, sourceSchema),
  };
}
