import { leadsPageSchema, type LeadsPage } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import { callApi } from './client';

/** The largest page the contract allows. */
const LIMIT = 100;

/** `GET /api/leads`: one page of a pipeline, newest first. Rejects with `ApiError`. */
export const getLeads = (
  query: { pipelineId: number; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<LeadsPage> =>
  callApi(
    {
      method: 'GET',
      path: paths.leads,
      query: { pipelineId: String(query.pipelineId), cursor: query.cursor, limit: String(LIMIT) },
      signal,
    },
    leadsPageSchema,
  );
