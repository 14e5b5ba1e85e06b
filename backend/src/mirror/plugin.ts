import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Database } from '../database/open.ts';
import { hookRoutes } from './hooks/routes.ts';
import type { Mirror } from './sync/mirror.ts';

/** Keeps the mirrors for as long as the app lives, and takes amoCRM's webhooks for them. */
export const mirrorPlugin =
  ({ db, mirror }: { db: Database; mirror: Mirror }): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(hookRoutes({ db, wake: mirror.wake }));
    const closing = new AbortController();
    let background: Promise<void> = Promise.resolve();
    app.addHook('onReady', (done) => {
      background = mirror.background(closing.signal);
      done();
    });
    app.addHook('onClose', async () => {
      closing.abort();
      await background;
    });
  };
