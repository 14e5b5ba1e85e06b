import { pipelineParamsSchema, pipelineSchema, stageSchema } from '@foryou-crm/contract/amo-crm';
import { listOf } from '@foryou-crm/contract/envelope';
import { leadsPageSchema, leadsQuerySchema } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { asApiError } from '../amo-crm/crm-problem.ts';
import type { AmoCrmRoutesParts } from '../amo-crm/routes.ts';
import { apiError } from '../http/problem.ts';
import { listLeads } from './leads.ts';
import { pipelinesOf, stagesOf } from './stages.ts';
import { createUserNames } from './user-names.ts';

const tags = ['CRM'];

/** What the signed-in user sees of the connected account, read through to amoCRM. */
export const crmRoutes =
  ({ connections }: AmoCrmRoutesParts): FastifyPluginAsyncZod =>
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
          const account = await connections.accountFor(caller.userId);
          const filters = await connections.canFilter(account.accountId);
          return listLeads({ account, query, filters, namesOfUsers });
        }),
    );
    return Promise.resolve();
  };

/** amoCRM's refusals in the API's own words. */
async function worded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asApiError(error);
  }
}
