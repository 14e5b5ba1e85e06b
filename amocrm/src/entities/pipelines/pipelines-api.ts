import { writeBatch } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import { pathId } from '../../path.ts';
import { newPipelineBody, type NewPipeline, type PipelineChanges } from './pipeline-input.ts';
import { pipelineSchema, statusSchema, type Pipeline, type Status } from './pipeline.ts';

/** Reading is for everyone; writing needs an admin's grant, else `forbidden`. */
export interface PipelinesApi {
  /** All of them (at most 50), each with its statuses. */
  list(): Promise<Pipeline[]>;
  get(id: number): Promise<Pipeline | null>;
  /** The same as `statuses.list`. */
  statuses(id: number): Promise<Status[]>;
  /** Answers the pipelines whole, with their statuses. Never sent twice. */
  add(pipelines: readonly NewPipeline[]): Promise<Pipeline[]>;
  patch(id: number, changes: PipelineChanges): Promise<Pipeline>;
  /** amoCRM refuses for the last pipeline, and for one with leads in it. */
  delete(id: number): Promise<void>;
}

const place = { path: '/api/v4/leads/pipelines', collection: 'pipelines', item: pipelineSchema };

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-pipelines */
export function pipelinesApi(client: Client): PipelinesApi {
  const one = (id: number) => `${place.path}/${pathId(id)}`;
  return {
    list: () => client.all(place),
    get: async (id) => client.one(one(id), pipelineSchema),
    statuses: async (id) =>
      client.all({ path: `${one(id)}/statuses`, collection: 'statuses', item: statusSchema }),
    add: async (pipelines) =>
      writeBatch(client, { method: 'POST', place, body: newPipelineBody }, pipelines),
    patch: async (id, changes) =>
      client.send(
        { method: 'PATCH', path: one(id), body: wireFields(changes), requestIds: ['0'] },
        pipelineSchema,
      ),
    delete: async (id) => client.order({ method: 'DELETE', path: one(id) }),
  };
}
