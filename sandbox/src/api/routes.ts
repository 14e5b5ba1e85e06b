import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SandboxContext } from '../context.ts';
import { noSuchAccount, nothing, problem, send, unauthorized } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { readAccount } from './account.ts';
import { authenticate } from './authenticate.ts';
import { listCompanies, oneCompany } from './companies.ts';
import { listContacts, oneContact } from './contacts.ts';
import type { ApiCall } from './envelope.ts';
import { listLeads, oneLead } from './leads.ts';
import { listPipelines, listStatuses, onePipeline, oneStatus } from './pipelines.ts';
import { readQuery } from './query.ts';
import { closestTasks } from './shared.ts';
import { listTasks, oneTask } from './tasks.ts';
import { listUsers, oneUser } from './users.ts';

/** The part of API v4 that can be read. `first` and `second` are the ids in the path. */
type Handler = (call: ApiCall, first: number, second: number) => Answer;

const routes: Readonly<Record<string, Handler>> = {
  '/api/v4/account': readAccount,
  '/api/v4/users': listUsers,
  '/api/v4/users/:first': oneUser,
  '/api/v4/leads': listLeads,
  '/api/v4/leads/:first': oneLead,
  '/api/v4/leads/pipelines': listPipelines,
  '/api/v4/leads/pipelines/:first': onePipeline,
  '/api/v4/leads/pipelines/:first/statuses': listStatuses,
  '/api/v4/leads/pipelines/:first/statuses/:second': oneStatus,
  '/api/v4/contacts': listContacts,
  '/api/v4/contacts/:first': oneContact,
  '/api/v4/companies': listCompanies,
  '/api/v4/companies/:first': oneCompany,
  '/api/v4/tasks': listTasks,
  '/api/v4/tasks/:first': oneTask,
};

const constraints = { place: 'account' };

/** API v4 on account hosts. */
export function apiRoutes(app: FastifyInstance, context: SandboxContext): void {
  for (const [url, handler] of Object.entries(routes)) {
    app.get<{ Params: Params }>(url, { constraints }, async (request, reply) =>
      send(reply, await answer(context, request, handler)),
    );
    app.route({
      method: ['POST', 'PUT', 'PATCH', 'DELETE'],
      url,
      constraints,
      handler: async (_request, reply) =>
        send(reply, problem(405, 'Method Not Allowed', 'Method Not Allowed')),
    });
  }
}

interface Params {
  first?: string;
  second?: string;
}

async function answer(
  context: SandboxContext,
  request: FastifyRequest<{ Params: Params }>,
  handler: Handler,
): Promise<Answer> {
  const account = context.accountFor(request.headers.host);
  if (account === undefined) return noSuchAccount;
  const viewer = await authenticate(context, account, request.headers.authorization);
  if (viewer === null) return unauthorized;
  const { first = '0', second = '0' } = request.params;
  if (!isId(first) || !isId(second)) return nothing();
  const call: ApiCall = {
    account,
    viewer,
    base: `${request.protocol}://${request.headers.host ?? ''}`,
    path: request.url.split('?', 1)[0] ?? '',
    query: readQuery(request.url),
    closestTask: closestTasks(account),
  };
  return handler(call, Number(first), Number(second));
}

function isId(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}
