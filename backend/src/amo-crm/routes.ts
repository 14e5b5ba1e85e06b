import {
  authUrlRequestSchema,
  authUrlSchema,
  connectionStatusSchema,
  exchangeCodeRequestSchema,
} from '@foryou-crm/contract/amo-crm';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { verifyDisconnectHook } from '@foryou-crm/amocrm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { addressKey, countAttempt } from '../auth/rate-limit.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';
import { apiError } from '../http/problem.ts';
import { callbackRoutes } from './callback-routes.ts';
import type { Connections } from './connections.ts';

export interface AmoCrmRoutesParts {
  config: Config;
  db: Database;
  clock: Clock;
  connections: Connections;
}

const tags = ['amoCRM connection'];
/** A genuine hook comes once; this leaves room for many accounts behind one sender. */
const hookLimit = { max: 60, windowSeconds: 60 };
const hookQuerySchema = z.object({
  account_id: z.string().regex(/^[1-9]\d{0,15}$/),
  client_uuid: z.string().max(64),
  signature: z.string().max(128),
});

/** The connection of the signed-in user, and what amoCRM and its browsers call. */
export const amoCrmRoutes =
  ({ config, db, clock, connections }: AmoCrmRoutesParts): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook('onRequest', (_, reply, done) => {
      void reply.header('cache-control', 'no-store');
      done();
    });
    await app.register(callbackRoutes({ config, clock, attempts: connections.attempts }));

    app.get(
      paths.amoCrm.status,
      {
        config: { access: 'user' },
        schema: {
          tags,
          summary: 'Is my amoCRM connected?',
          response: { 200: dataOf(connectionStatusSchema) },
        },
      },
      async ({ caller }) => ({ data: await connections.getUserConnectionStatus(caller.userId) }),
    );

    app.post(
      paths.amoCrm.authUrl,
      {
        config: { access: 'user' },
        schema: {
          tags,
          summary: 'Begin to connect',
          body: authUrlRequestSchema,
          response: { 200: dataOf(authUrlSchema) },
        },
      },
      async ({ caller, body }) => ({
        data: await connections.createAuthUrl(caller.userId, body),
      }),
    );

    app.post(
      paths.amoCrm.exchangeCode,
      {
        config: { access: 'user' },
        schema: {
          tags,
          summary: 'Finish to connect',
          body: exchangeCodeRequestSchema,
          response: { 200: dataOf(connectionStatusSchema) },
        },
      },
      async ({ caller, body }) => ({
        data: await connections.exchangeCodeForUser(caller.userId, body),
      }),
    );

    app.post(
      paths.amoCrm.disconnect,
      {
        config: { access: 'user' },
        schema: {
          tags,
          summary: 'Disconnect my amoCRM',
          response: { 200: dataOf(connectionStatusSchema) },
        },
      },
      async ({ caller }) => ({ data: await connections.disconnectUser(caller.userId) }),
    );

    const checks = new Map<number, Promise<{ allAsked: boolean }>>();
    app.get(
      paths.amoCrm.disconnectHook,
      {
        config: { access: 'public' },
        exposeHeadRoute: false,
        schema: {
          tags,
          summary: 'amoCRM says that the integration was switched off',
          description:
            'Signed by amoCRM. The signature has no time in it, so the call only makes us ask amoCRM.',
          security: [],
          response: { 200: dataOf(z.object({ checked: z.literal(true) })) },
        },
      },
      async (request) => {
        await countAttempt({ db, clock }, addressKey('disconnect-hook', request.ip), hookLimit);
        const query = hookQuerySchema.safeParse(request.query);
        const isGenuine =
          query.success &&
          verifyDisconnectHook(config.amoCrm, {
            accountId: query.data.account_id,
            clientUuid: query.data.client_uuid,
            signature: query.data.signature,
          });
        if (!isGenuine) throw apiError.forbidden('The signature is not amoCRM’s.');
        const accountId = Number(query.data.account_id);
        // The same call again while one is being looked into adds nothing.
        const check = checks.get(accountId) ?? connections.checkAccount(accountId);
        checks.set(accountId, check);
        const { allAsked } = await check.finally(() => checks.delete(accountId));
        if (!allAsked) {
          throw apiError.retryLater('crm_unreachable', 'Not every connection could be checked.', {
            retryAfter: 60,
          });
        }
        return { data: { checked: true as const } };
      },
    );

    const closing = new AbortController();
    let background: Promise<void> = Promise.resolve();
    app.addHook('onReady', (done) => {
      background = connections.background(closing.signal);
      done();
    });
    app.addHook('onClose', async () => {
      closing.abort();
      await background;
      await connections.close();
    });
  };
