import { dataOf } from '@foryou-crm/contract/envelope';
import {
  declinedSchema,
  incomingPageSchema,
  type Acceptance,
  type IncomingPage,
} from '@foryou-crm/contract/incoming';
import { paths } from '@foryou-crm/contract/paths';
import { writtenLeadSchema, type WrittenLead } from '@foryou-crm/contract/writing';
import { callApi } from './client';

// Leads that nobody has accepted yet. Every function here rejects with `ApiError`.

/** `GET /api/incoming`: one page, newest first. */
export const getIncoming = (
  query: { pipelineId?: number | undefined; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<IncomingPage> =>
  callApi(
    {
      method: 'GET',
      path: paths.incoming,
      query: { pipelineId: query.pipelineId?.toString(), cursor: query.cursor },
      signal,
    },
    incomingPageSchema,
  );

/** `POST /api/incoming/:uid/accept` */
export const acceptIncoming = async (uid: string, body: Acceptance): Promise<WrittenLead> =>
  (
    await callApi(
      { method: 'POST', path: paths.acceptIncoming(uid), body },
      dataOf(writtenLeadSchema),
    )
  ).data;

/** `POST /api/incoming/:uid/decline`: into amoCRM's trash. */
export const declineIncoming = async (uid: string): Promise<void> => {
  await callApi(
    { method: 'POST', path: paths.declineIncoming(uid), body: {} },
    dataOf(declinedSchema),
  );
};
