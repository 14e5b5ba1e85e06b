import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import { pathId } from '../../path.ts';
import { wholeWrites, type WholeWrites } from '../whole-writes.ts';
import { newPipelineBody, type NewPipeline, type PipelineChanges } from './pipeline-input.ts';
import { pipelineSchema, statusSchema, type Pipeline, type Status } from './pipeline.ts';

type Written = WholeWrites<Pipeline, NewPipeline, PipelineChanges>;

/** Reading is for everyone; writing needs an admin's grant, else `forbidden`. */
export interface PipelinesApi extends Pick<Written, 'add' | 'patch' | 'delete'> {
  /** All of them (at most 50), each with its statuses. */
  list(): Promise<Pipeline[]>;
  get(id: number): Promise<Pipeline | null>;
  /** The same as `statuses.list`. */
  statuses(id: number): Promise<Status[]>;
  /** amoCRM refuses for the last pipeline, and for one with leads in it. */
  delete(id: number): Promise<void>;
}

const place = { path: '/api/v4/leads/pipelines', collection: 'pipelines', item: pipelineSchema };

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-pipelines */
export function pipelinesApi(client: Client): PipelinesApi {
  const one = (id: number) => `${place.path}/${pathId(id)}`;
  const { add, patch, ...written }: Written = wholeWrites(client, {
    place,
    newBody: newPipelineBody,
    changesBody: wireFields,
  });
  return {
    add,
    patch,
    delete: written.delete,
    list: () => client.all(place),
    get: async (id) => client.one(one(id), pipelineSchema),
    statuses: async (id) =>
      client.all({ path: `${one(id)}/statuses`, collection: 'statuses', item: statusSchema }),
  };
}
