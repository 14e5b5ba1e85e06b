import formbody from '@fastify/formbody';
import fastify from 'fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { apiRoutes } from './api/routes.ts';
import { consentRoutes } from './consent/routes.ts';
import type { SandboxContext } from './context.ts';
import { exchangeHooks } from './control/exchanges.ts';
import { faultHooks } from './control/faults.ts';
import { controlRoutes } from './control/routes.ts';
import { trafficHooks } from './control/traffic.ts';
import { placeOf } from './hosts.ts';
import { failure, noSuchAccount, problem, send } from './http/answer.ts';
import { kommoWords } from './http/kommo-words.ts';
import { placeConstraint } from './http/place-constraint.ts';
import { limitHooks } from './limits/limit-hooks.ts';
import { tokenErrors } from './oauth/token-errors.ts';
import { tokenRoutes } from './oauth/token-routes.ts';
import { StateWriteError } from './state/file.ts';
import { deskRoutes } from './ui/routes.ts';

/**
 * Puts one sandbox together; it listens when told to.
 * @param ca - the certificate authority of the https door, as PEM, for whoever wants to trust it.
 */
export async function buildServer(
  context: SandboxContext,
  ca: string | null = null,
): Promise<FastifyInstance> {
  const { settings } = context;
  const app = fastify({
    logger: settings.logger && { serializers: { req: loggedRequest } },
    // Only a proxy on this machine may say that the caller came by https.
    trustProxy: 'loopback',
    // Clients keep sockets open, and a fault may leave one unanswered: closing must not wait.
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.addConstraintStrategy(placeConstraint(settings.baseHost));
  await app.register(formbody);

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  // First in the row: what an answer promises is kept before the answer goes out, or is cut.
  app.addHook('onSend', async (request, reply, payload) => {
    if (mayWrite(request)) context.wrote();
    // An answer of 500 promises nothing, and may be here because saving failed.
    if (reply.statusCode < 500) await context.save();
    return payload;
  });
  trafficHooks(app, context.traffic, context.clock.now);
  // Only control shows them.
  if (settings.control) exchangeHooks(app, context.exchanges, context.clock.now);
  if (settings.vendor === 'kommo') kommoWords(app);
  limitHooks(app, context);
  faultHooks(app, context.faults, settings.baseHost);

  consentRoutes(app, context);
  tokenRoutes(app, context);
  apiRoutes(app, context);
  if (settings.control) {
    controlRoutes(app, context);
    deskRoutes(app, context);
  }
  if (ca !== null) {
    // Public, and of no use to anybody without its key.
    app.get('/_sandbox/ca.pem', { constraints: { place: 'common' } }, async (_request, reply) =>
      reply.type('application/x-pem-file').send(ca),
    );
  }

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const place = placeOf(request.headers.host, settings.baseHost);
    if (place.kind === 'account' && context.world.accountAt(place.subdomain) === undefined) {
      return send(reply, noSuchAccount);
    }
    if (place.kind === 'common' && path.startsWith('/api/')) {
      // The common host has no API; it sends such callers to its front page.
      return reply.redirect('/', 301);
    }
    const address = `${request.protocol}://${request.headers.host ?? ''}${path}`;
    return send(reply, problem(404, 'Not Found', `Cannot ${request.method} ${address}`));
  });

  app.setErrorHandler(async (error, request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
    if (typeof status === 'number' && status >= 400 && status < 500) {
      // A body that cannot be read is, to the token endpoint, a body without parameters.
      if (request.url.startsWith('/oauth2/access_token')) return send(reply, tokenErrors.clientId);
      return send(reply, problem(status, 'Bad Request', 'Request data is invalid'));
    }
    request.log.error(error);
    return send(reply, failure(error instanceof StateWriteError ? error.message : undefined));
  });

  return app;
}

/** Whether a request may have changed rows: those of the API, of control and of the desk do. */
const mayWrite = ({ method, url }: FastifyRequest): boolean =>
  method !== 'GET' && method !== 'HEAD' && !url.startsWith('/oauth');

/** Routes by pattern: addresses as called carry states and codes. */
function loggedRequest(request: FastifyRequest): { method: string; url: string } {
  return { method: request.method, url: request.routeOptions.url ?? '(no route)' };
}
