import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import { pathId } from '../../path.ts';
import { encodeQuery, withList } from '../../query.ts';
import { wholeWrites, type WholeWrites } from '../whole-writes.ts';
import type { NewStatus, StatusChanges } from './pipeline-input.ts';
import { statusSchema, type Status } from './pipeline.ts';

export interface StatusesQuery {
  with?: readonly 'descriptions'[];
}

/** A status is keyed by pipeline and id. Writing needs an admin's grant, else `forbidden`. */
export interface StatusesApi {
  /** All of a pipeline's (at most 100), the incoming, won and lost ones included. */
  list(pipelineId: number, query?: StatusesQuery): Promise<Status[]>;
  get(pipelineId: number, id: number, query?: StatusesQuery): Promise<Status | null>;
  /** Answers the statuses whole. Never sent twice. */
  add(pipelineId: number, statuses: readonly NewStatus[]): Promise<Status[]>;
  patch(pipelineId: number, id: number, changes: StatusChanges): Promise<Status>;
  /** Its leads move to the pipeline's first stage. */
  delete(pipelineId: number, id: number): Promise<void>;
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-pipelines */
export function statusesApi(client: Client): StatusesApi {
  const of = (pipelineId: number) => `/api/v4/leads/pipelines/${pathId(pipelineId)}/statuses`;
  const place = (pipelineId: number) => ({
    path: of(pipelineId),
    collection: 'statuses',
    item: statusSchema,
  });
  const written = (pipelineId: number): WholeWrites<Status, NewStatus, StatusChanges> =>
    wholeWrites(client, {
      place: place(pipelineId),
      newBody: wireFields,
      changesBody: wireFields,
    });
  const one = (pipelineId: number, id: number) => `${of(pipelineId)}/${pathId(id)}`;
  const search = (query: StatusesQuery = {}) => encodeQuery({ with: withList(query.with) });
  return {
    list: async (pipelineId, query) => client.all(place(pipelineId), search(query)),
    get: async (pipelineId, id, query) =>
      client.one(one(pipelineId, id), statusSchema, search(query)),
    add: async (pipelineId, statuses) => written(pipelineId).add(statuses),
    patch: async (pipelineId, id, changes) => written(pipelineId).patch(id, changes),
    delete: async (pipelineId, id) => written(pipelineId).delete(id),
  };
}
