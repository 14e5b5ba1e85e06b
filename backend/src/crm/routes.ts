import { pipelineParamsSchema, pipelineSchema, stageSchema } from '@foryou-crm/contract/amo-crm';
import { listOf } from '@foryou-crm/contract/envelope';
import { leadsPageSchema, leadsQuerySchema, type LeadsQuery } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { asApiError } from '../amo-crm/crm-problem.ts';
import type { AmoCrmRoutesParts } from '../amo-crm/routes.ts';
import { apiError } from '../http/problem.ts';
import { listLeads as listMirrored } from '../mirror/reading/list.ts';
import { readPipelines } from '../mirror/reading/pipelines.ts';
import type { MirrorState, ReadViewer } from '../mirror/rights/read-viewer.ts';
import { isOfAmoCrm } from './lead-cursor.ts';
import { listLeads } from './leads.ts';
import { pipelinesOf, stagesOf } from './stages.ts';
import { createUserNames } from './user-names.ts';

const tags = ['CRM'];

/**
 * What the signed-in user sees of the connected account: from its mirror, and straight from amoCRM
 * while the mirror has no lead yet.
 */
export const crmRoutes =
  ({
    db,
    clock,
    connections,
    readViewer,
  }: AmoCrmRoutesParts & { readViewer: ReadViewer }): FastifyPluginAsyncZod =>
  (app) => {
    const namesOfUsers = createUserNames();
    app.addHook('onRequest', (_, reply, done) => {
      void reply.header('cache-control', 'no-store');
      done();
    });

    app.get(
      paths.amoCrm.pipelines,
      {
        config: { access: 'user' },
        schema: {
          tags,
          summary: 'Pipelines of the connected account, with their stages',
          response: { 200: listOf(pipelineSchema) },
        },
      },
      ({ caller }) =>
        worded(async () => {
          const { mirror, viewer } = await readViewer(caller.userId);
          if (mirror.state !== 'waiting') {
            const mirrored = await readPipelines(db, viewer.accountId);
            return { data: mirrored, count: mirrored.length };
          }
          const api = await connections.apiFor(caller.userId);
          const data = pipelinesOf(await api.pipelines.list());
          return { data, count: data.length };
        }),
    );

    app.get(
      `${paths.amoCrm.pipelines}/:id/stages`,
      {
        config: { access: 'user' },
        schema: {
          tags,
          summary: 'Stages of one pipeline',
          params: pipelineParamsSchema,
          response: { 200: listOf(stageSchema) },
        },
      },
      ({ caller, params }) =>
        worded(async () => {
          const { mirror, viewer } = await readViewer(caller.userId);
          if (mirror.state !== 'waiting') {
            const mirrored = await readPipelines(db, viewer.accountId);
            const found = mirrored.find(({ id }) => id === params.id);
            if (!found) throw apiError.notFound('No such pipeline.');
            return { data: found.stages, count: found.stages.length };
          }
          const api = await connections.apiFor(caller.userId);
          // No pipeline has the id 0, and amoCRM would not be asked for it.
          const pipeline = params.id === 0 ? null : await api.pipelines.get(params.id);
          if (!pipeline || pipeline.isArchive) throw apiError.notFound('No such pipeline.');
          const data = stagesOf(pipeline);
          return { data, count: data.length };
        }),
    );

    app.get(
      paths.leads,
      {
        config: { access: 'user' },
        schema: {
          tags,
          summary: 'Leads, newest first',
          querystring: leadsQuerySchema,
          response: { 200: leadsPageSchema },
        },
      },
      ({ caller, query }) =>
        worded(async () => {
          const seeing = await readViewer(caller.userId);
          if (!isAskedOfAmoCrm(query, seeing.mirror)) {
            return listMirrored(db, seeing, query, clock());
          }
          if (!isForAmoCrm(query)) {
            throw apiError.retryLater('busy', 'Searching begins once this account has been read.', {
              retryAfter: 3,
            });
          }
          const account = await connections.accountFor(caller.userId);
          const filters = await connections.canFilter(account.accountId);
          return listLeads({ account, query, filters, namesOfUsers });
        }),
    );
    return Promise.resolve();
  };

/**
 * Whether a list comes from amoCRM itself. One that began there ends there; and while the mirror is being
 * filled, its own list would end too early without saying so. The board says so, and its lists go on here.
 */
const isAskedOfAmoCrm = (query: LeadsQuery, { state, isFilling }: MirrorState): boolean =>
  state === 'waiting' ||
  isOfAmoCrm(query.cursor) ||
  (isFilling && query.cursor === undefined && isForAmoCrm(query));

/** What amoCRM can be asked on the way: the stage, and no more. */
const passedOn = new Set(['pipelineId', 'stageId', 'cursor', 'limit']);
const isForAmoCrm = (query: LeadsQuery) =>
  Object.entries(query).every(([name, value]) => value === undefined || passedOn.has(name));

/** amoCRM's refusals in the API's own words. */
async function worded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asApiError(error);
  }
}
