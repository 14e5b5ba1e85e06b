import {
  adminConnectionsPageSchema,
  adminUserParamsSchema,
  auditPageSchema,
  auditQuerySchema,
  integrationHealthSchema,
  pageQuerySchema,
} from '@foryou-crm/contract/admin';
import {
  adminSyncSchema,
  adminSyncsPageSchema,
  retrySyncParamsSchema,
  retrySyncRequestSchema,
} from '@foryou-crm/contract/admin-syncs';
import { connectionStatusSchema } from '@foryou-crm/contract/amo-crm';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { and, eq, isNull } from 'drizzle-orm';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { Connections } from '../amo-crm/connections.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';
import { users } from '../database/schema.ts';
import { apiError } from '../http/problem.ts';
import type { Mirror } from '../mirror/sync/mirror.ts';
import { retrySync } from '../mirror/sync/retry-sync.ts';
import { listAudit } from './audit-list.ts';
import { listConnections } from './connections-list.ts';
import { readIntegrationHealth } from './integration.ts';
import { listSyncs, readSync } from './syncs-list.ts';

const tags = ['Administration'];
const config = { access: 'admin' } as const;

/** Who is connected, what is broken, what happened; and what there is to do about it. */
export const adminRoutes =
  (parts: {
    config: Config;
    db: Database;
    clock: Clock;
    connections: Connections;
    mirror: Pick<Mirror, 'wake'>;
  }): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const { db, connections, mirror } = parts;
    app.addHook('onRequest', (_request, reply, next) => {
      void reply.header('cache-control', 'no-store');
      next();
    });

    app.get(
      paths.admin.connections,
      {
        config,
        schema: {
          tags,
          summary: 'Everybody, with their connection',
          querystring: pageQuerySchema,
          response: { 200: adminConnectionsPageSchema },
        },
      },
      ({ query }) => listConnections(parts, query),
    );

    app.post(
      paths.admin.disconnect(':userId'),
      {
        config,
        schema: {
          tags,
          summary: 'Disconnect somebody’s amoCRM',
          params: adminUserParamsSchema,
          response: { 200: dataOf(connectionStatusSchema) },
        },
      },
      async ({ params, caller }) => {
        const { userId } = params;
        const [person] = await db
          .select({ id: users.id })
          .from(users)
          .where(and(eq(users.id, userId), isNull(users.deletedAt)));
        if (!person) throw apiError.notFound('There is no such person.');
        const actor = { kind: 'user', userId: caller.userId } as const;
        return { data: await connections.disconnectUser(userId, actor) };
      },
    );

    app.get(
      paths.admin.syncs,
      {
        config,
        schema: {
          tags,
          summary: 'Every amoCRM account, and how it is kept',
          querystring: pageQuerySchema,
          response: { 200: adminSyncsPageSchema },
        },
      },
      ({ query }) => listSyncs(parts, query),
    );

    app.post(
      paths.admin.retrySync(':accountId'),
      {
        config,
        schema: {
          tags,
          summary: 'Try an account’s sync again at once; with `full` read everything once more',
          params: retrySyncParamsSchema,
          body: retrySyncRequestSchema,
          response: { 200: dataOf(adminSyncSchema) },
        },
      },
      async ({ params: { accountId }, body, caller }) => {
        const actor = { kind: 'user', userId: caller.userId } as const;
        await retrySync(parts, { accountId, full: body?.full ?? false, actor });
        mirror.wake();
        const data = await readSync(parts, accountId);
        if (data === null) throw apiError.notFound('There is no such account.');
        return { data };
      },
    );

    app.get(
      paths.admin.integration,
      {
        config,
        schema: {
          tags,
          summary: 'The health of the integration, the keys and the spool',
          response: { 200: dataOf(integrationHealthSchema) },
        },
      },
      async () => ({ data: await readIntegrationHealth(parts) }),
    );

    app.get(
      paths.admin.audit,
      {
        config,
        schema: {
          tags,
          summary: 'What happened to connections, newest first',
          querystring: auditQuerySchema,
          response: { 200: auditPageSchema },
        },
      },
      ({ query }) => listAudit(db, query),
    );
    done();
  };
