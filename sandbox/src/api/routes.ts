import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SandboxContext } from '../context.ts';
import { noSuchAccount, nothing, problem, send, unauthorized } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { absentRoutes } from './absent.ts';
import { accountRoutes } from './account.ts';
import { authenticate } from './authenticate.ts';
import { callsRoutes } from './calls.ts';
import { companiesRoutes } from './companies.ts';
import { contactsRoutes } from './contacts.ts';
import { customFieldsRoutes } from './custom-fields.ts';
import type { ApiCall } from './envelope.ts';
import { eventsRoutes } from './events.ts';
import { gateRefusal } from './gate.ts';
import { leadsRoutes } from './leads.ts';
import { linksRoutes } from './links.ts';
import { lossReasonsRoutes } from './loss-reasons.ts';
import { notesRoutes } from './notes.ts';
import { pipelinesRoutes } from './pipelines.ts';
import { readQuery } from './query.ts';
import { rolesRoutes } from './roles.ts';
import type { ApiRoute } from './route.ts';
import { closestTasks } from './shared.ts';
import { sourcesRoutes } from './sources.ts';
import { tagsRoutes } from './tags.ts';
import { tasksRoutes } from './tasks.ts';
import { unsortedRoutes } from './unsorted.ts';
import { usersRoutes } from './users.ts';
import { webhooksRoutes } from './webhooks.ts';

const routes: readonly ApiRoute[] = [
  ...accountRoutes,
  ...usersRoutes,
  ...rolesRoutes,
  ...leadsRoutes,
  ...pipelinesRoutes,
  ...lossReasonsRoutes,
  ...sourcesRoutes,
  ...unsortedRoutes,
  ...contactsRoutes,
  ...companiesRoutes,
  ...customFieldsRoutes,
  ...tagsRoutes,
  ...linksRoutes,
  ...tasksRoutes,
  ...notesRoutes,
  ...callsRoutes,
  ...eventsRoutes,
  ...webhooksRoutes,
  ...absentRoutes,
];

const constraints = { place: 'account' };
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** API v4 on account hosts. A known path with another method is 405. */
export function apiRoutes(app: FastifyInstance, context: SandboxContext): void {
  for (const url of new Set(routes.map(({ path }) => path))) {
    for (const method of methods) {
      const route = routes.find((one) => one.path === url && one.method === method);
      app.route<{ Params: Params }>({
        method,
        url,
        constraints,
        exposeHeadRoute: false,
        handler: async (request, reply) =>
          send(reply, route === undefined ? notAllowed : await answer(context, request, route)),
      });
    }
  }
}

const notAllowed = problem(405, 'Method Not Allowed', 'Method Not Allowed');

type Params = Partial<Record<'first' | 'second' | 'third', string>>;

async function answer(
  context: SandboxContext,
  request: FastifyRequest<{ Params: Params }>,
  { handle }: ApiRoute,
): Promise<Answer> {
  const account = context.accountFor(request.headers.host);
  if (account === undefined) return noSuchAccount;
  const viewer = await authenticate(context, account, request.headers);
  if (viewer === null) return unauthorized;
  const refusal = gateRefusal({ account, method: request.method, ip: request.ip });
  if (refusal !== null) return refusal;
  const { params } = request;
  const [first, second] = [numberIn(params.first), numberIn(params.second)];
  if (first === null || second === null) return nothing();
  const now = context.clock.now();
  const call: ApiCall = {
    account,
    viewer,
    base: `${request.protocol}://${request.headers.host ?? ''}`,
    path: request.url.split('?', 1)[0] ?? '',
    query: readQuery(request.url),
    params,
    body: request.body,
    now,
    commit: (changes, author = viewer.user.id) =>
      context.commit(account, { userId: author, at: now }, changes),
    context,
    closestTask: closestTasks(account),
  };
  return handle(call, first, second);
}

/** 0 for a part that is not there or is a uid; null for a number nobody could have as an id. */
function numberIn(part: string | undefined): number | null {
  if (part === undefined || !/^\d+$/.test(part)) return 0;
  return part.length <= 15 ? Number(part) : null;
}
