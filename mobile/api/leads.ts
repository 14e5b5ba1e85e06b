import { boardSchema, type Board } from '@foryou-crm/contract/board';
import {
  duplicatesSchema,
  type Duplicates,
  type DuplicatesRequest,
} from '@foryou-crm/contract/duplicates';
import { dataOf } from '@foryou-crm/contract/envelope';
import { leadsPageSchema, type LeadsPage, type LeadsQuery } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import { createdLeadSchema, type CreatedLead, type NewLead } from '@foryou-crm/contract/writing';
import { callApi } from './client';

// The account's leads, as far as the signed-in user may see them. Every function rejects with `ApiError`.

/** The largest page the contract allows. */
const LIMIT = 100;

/** What can be asked for; all of it may be left out. */
export type LeadsFilter = Partial<Omit<LeadsQuery, 'limit'>> & { limit?: number };

/** `GET /api/leads`: one page, newest first. */
export const getLeads = (filter: LeadsFilter, signal?: AbortSignal): Promise<LeadsPage> =>
  callApi(
    { method: 'GET', path: paths.leads, query: asQuery({ limit: LIMIT, ...filter }), signal },
    leadsPageSchema,
  );

/** `GET /api/leads/board`: the stages of a pipeline, each with its count, sum and newest leads. */
export const getBoard = async (
  query: { pipelineId?: number | undefined; limit?: number },
  signal?: AbortSignal,
): Promise<Board> =>
  (
    await callApi(
      { method: 'GET', path: paths.board, query: asQuery(query), signal },
      dataOf(boardSchema),
    )
  ).data;

/** `POST /api/leads/duplicates`: who already has this phone or email. */
export const findDuplicates = async (
  body: DuplicatesRequest,
  signal?: AbortSignal,
): Promise<Duplicates> =>
  (
    await callApi(
      { method: 'POST', path: paths.duplicates, body, signal },
      dataOf(duplicatesSchema),
    )
  ).data;

/** `POST /api/leads`. One `idempotencyKey` for one lead, however often it is sent. */
export const createLead = async (body: NewLead, idempotencyKey: string): Promise<CreatedLead> =>
  (
    await callApi(
      { method: 'POST', path: paths.leads, body, idempotencyKey },
      dataOf(createdLeadSchema),
    )
  ).data;

const asQuery = (given: object): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      value === undefined || value === null ? undefined : String(value),
    ]),
  );
