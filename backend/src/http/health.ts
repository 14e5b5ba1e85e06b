import { dataOf } from '@foryou-crm/contract/envelope';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isAnswering, type Database } from '../database/open.ts';

const readySchema = z.object({
  database: z.enum(['ok', 'unreachable']),
  /** Its settings were checked at start; this is what amoCRM has said of them since. */
  integration: z.enum(['ok', 'secret_rejected']),
});

/**
 * For load balancers and supervisors. `live`: the process turns. `ready`: it can serve; only the
 * database decides that, because everything but amoCRM's own data works without amoCRM.
 */
export const healthRoutes =
  ({
    db,
    integration,
  }: {
    db: Database;
    integration: () => 'ok' | 'secret_rejected';
  }): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const config = { access: 'public' } as const;
    const tags = ['Health'];
    app.get(
      '/health/live',
      {
        config,
        logLevel: 'warn',
        schema: {
          tags,
          security: [],
          response: { 200: dataOf(z.object({ live: z.literal(true) })) },
        },
      },
      () => ({ data: { live: true as const } }),
    );
    app.get(
      '/health/ready',
      {
        config,
        logLevel: 'warn',
        schema: {
          tags,
          security: [],
          response: { 200: dataOf(readySchema), 503: dataOf(readySchema) },
        },
      },
      async (_request, reply) => {
        const database = (await isAnswering(db)) ? ('ok' as const) : ('unreachable' as const);
        return reply
          .code(database === 'ok' ? 200 : 503)
          .header('cache-control', 'no-store')
          .send({ data: { database, integration: integration() } });
      },
    );
    done();
  };
