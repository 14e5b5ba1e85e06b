import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { adminRoutes } from './admin/routes.ts';
import { createConnections } from './amo-crm/connections.ts';
import { amoCrmRoutes } from './amo-crm/routes.ts';
import { appRoutes } from './app-routes.ts';
import { seedDemoPeople } from './auth/demo-people.ts';
import { createIdentify } from './auth/identify.ts';
import { signInRoutes } from './auth/sign-in-routes.ts';
import { createSignIn } from './auth/sign-in.ts';
import { createVerifier } from './auth/verifier.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { crmRoutes } from './crm/routes.ts';
import type { Database } from './database/open.ts';
import { registerAccess } from './http/access.ts';
import { registerDocs } from './http/docs.ts';
import { refuseAddress, registerErrors } from './http/errors.ts';
import { healthRoutes } from './http/health.ts';
import { createLogger, registerRequestLog } from './http/logging.ts';
import { registerMetrics } from './http/metrics.ts';
import { apiError } from './http/problem.ts';
import { registerSecurityHeaders } from './http/security-headers.ts';
import { readIndexHtml, registerWebApp } from './http/web-app.ts';
import { mirrorPlugin } from './mirror/plugin.ts';
import { createMirror } from './mirror/sync/mirror.ts';
import { liveRoutes, type LiveTiming } from './mirror/live/routes.ts';
import { readingRoutes } from './mirror/reading/routes.ts';
import { createReadViewer } from './mirror/rights/read-viewer.ts';
import { writingRoutes } from './mirror/writing/routes.ts';

export interface AppParts {
  config: Config;
  /** Opened and migrated; whoever opened it closes it, after the app. */
  db: Database;
  clock: Clock;
  /** Silent without one. */
  logger?: Logger;
  /** Where `/metrics` reads; give the process's own one. */
  metrics?: Registry;
  /** Whether it takes part in keeping the mirrors; true unless said. */
  keepsMirrors?: boolean;
  /** The folder with the exported web app. */
  webRoot?: string;
  /** How live events are kept alive; tests want it quicker. */
  live?: LiveTiming;
}

const BODY_LIMIT = 256 * 1024;

/** The whole backend but for listening; tests call `inject` on what it answers. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { config, db, clock, webRoot, live } = parts;
  const log: FastifyBaseLogger = parts.logger ?? createLogger('silent');
  const metrics = parts.metrics ?? new Registry();
  const indexHtml = webRoot === undefined ? null : await readIndexHtml(webRoot);

  const app: FastifyInstance = fastify({
    loggerInstance: log,
    // Its own lines would hold addresses with their query strings.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: trusted(config.trustProxy),
    bodyLimit: BODY_LIMIT,
    // A body of `{"__proto__": …}` is refused; it never reaches an object.
    onProtoPoisoning: 'error',
    frameworkErrors: (error, request, reply) => void refuseAddress(error, request, reply),
    routerOptions: { maxParamLength: 200 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  registerErrors(app);
  registerRequestLog(app);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  await registerSecurityHeaders(app, {
    isHttps: config.publicUrl.protocol === 'https:',
    indexHtml,
  });
  await app.register(underPressure, {
    maxEventLoopDelay: 2_000,
    pressureHandler: () => {
      throw apiError.retryLater('busy', 'The server is busy.', { retryAfter: 5 });
    },
  });
  // Only routes that ask for it: strangers' floods on public routes, counted in this process.
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      apiError.rateLimited('Too many requests.', { retryAfter: Math.ceil(ttl / 1000) }),
  });
  await registerDocs(app, config.publicUrl);

  const verify = createVerifier({ config, db, clock });
  const identify = createIdentify({ config, db, verify });
  registerAccess(app, identify);
  registerMetrics(app, { registry: metrics, mode: config.mode, token: config.metricsToken });

  const connections = createConnections({
    ...{ config, db, clock, log, metrics },
    onLive: (accountId) => mirror.connected(accountId),
    onLeaving: (userId) => mirror.leaving(userId),
  });
  const { accountFor } = connections;
  const mirror = createMirror({ config, db, clock, log, accountFor });
  const feature = { config, db, clock, connections };
  await app.register(healthRoutes({ db, integration: () => connections.integrationHealth() }));
  await app.register(
    appRoutes({ config, db, clock, onLeaving: (userId) => mirror.leaving(userId) }),
  );
  if (config.auth.external === null) {
    const { publicUrl } = config;
    const signIn = createSignIn({ db, publicUrl, secret: config.auth.secret, log });
    await app.register(signInRoutes({ db, signIn, publicUrl, clock }));
  }
  await app.register(amoCrmRoutes(feature));
  if (parts.keepsMirrors ?? true) await app.register(mirrorPlugin({ db, mirror }));
  const readViewer = createReadViewer({ db, clock });
  await app.register(crmRoutes({ ...feature, readViewer }));
  await app.register(readingRoutes({ db, clock, readViewer }));
  await app.register(writingRoutes({ db, clock, accountFor, readViewer }));
  await app.register(
    liveRoutes({ db, clock, readViewer, identify, ...(live && { timing: live }) }),
  );
  await app.register(adminRoutes({ ...feature, mirror }));
  await registerWebApp(app, {
    root: webRoot ?? '',
    indexHtml,
    publicUrl: config.publicUrl,
  });

  if (config.demo) await seedDemoPeople(db, config.demo.password);
  return app;
}

/** A number of proxies is counted from the nearest one. */
function trusted(proxies: Config['trustProxy']) {
  return typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : proxies;
}
