import { paths } from '@foryou-crm/contract/paths';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { decodeJwt } from 'jose';
import type { Identify } from '../../auth/caller.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { apiError, ApiError } from '../../http/problem.ts';
import type { ReadViewer } from '../rights/read-viewer.ts';
import { createChangeReader, pruneChanges } from './changes.ts';
import { follow } from './follow.ts';
import { createHub } from './hub.ts';
import { createWriter, ReaderGone } from './writer.ts';

export interface LiveTiming {
  heartbeatMs: number;
  drainMs: number;
}

const usualTiming: LiveTiming = { heartbeatMs: 15_000, drainMs: 10_000 };
/** Of one person on one backend: some devices, and those that were lost and not missed yet. */
const mostStreams = 12;
const pruneMs = 3_600_000;

/** `GET /api/events`: what changes in the caller's amoCRM, as it changes. */
export const liveRoutes =
  (parts: {
    db: Database;
    clock: Clock;
    readViewer: ReadViewer;
    identify: Identify;
    timing?: LiveTiming;
  }): FastifyPluginAsyncZod =>
  (app) => {
    const { db, clock, readViewer, identify, timing = usualTiming } = parts;
    const hub = createHub({ pool: db.$client, log: app.log });
    const changesOf = createChangeReader(db);
    let isClosing = false;
    const open = new Map<string, number>();
    const running = new Map<AbortController, Promise<void>>();

    app.get(
      paths.events,
      {
        config: { access: 'user' },
        exposeHeadRoute: false,
        schema: {
          tags: ['Live'],
          summary: 'What changes, as server-sent events',
          description:
            'Read it by a streaming fetch with the bearer token. Send the last id as Last-Event-ID ' +
            'to go on from there. It ends with the token: open it again with the next one.',
          produces: ['text/event-stream'],
        },
      },
      async (request, reply) => {
        const { userId } = request.caller;
        const token = request.headers.authorization?.replace(/^Bearer +/i, '') ?? '';
        // Whatever is to be refused is refused in the usual words.
        await readViewer(userId);
        const count = open.get(userId) ?? 0;
        if (count >= mostStreams) {
          throw apiError.rateLimited('Too many streams are open.', { retryAfter: 15 });
        }
        reply.hijack();
        const response = reply.raw;
        const ended = new AbortController();
        response.once('close', () => ended.abort());
        const expiresIn = (decodeJwt(token).exp ?? 0) * 1000 - clock().getTime();
        const timer = setTimeout(() => ended.abort(), Math.max(0, expiresIn));
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) response.setHeader(name, value);
        }
        response.writeHead(200, {
          connection: 'close',
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        });
        response.flushHeaders();
        open.set(userId, count + 1);
        const lastEventId = request.headers['last-event-id'];
        const run = follow({
          db,
          hub,
          changesOf,
          readViewer,
          userId,
          recheck: () => identify(token),
          lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
          writer: createWriter(response, timing),
          heartbeatMs: timing.heartbeatMs,
          signal: ended.signal,
        })
          .catch((error: unknown) => {
            const isUsual = error instanceof ApiError || error instanceof ReaderGone;
            if (!isUsual) request.log.warn({ err: error }, 'A stream of events broke');
          })
          .finally(() => {
            clearTimeout(timer);
            // Whoever does not hang up by himself must not keep a closing backend waiting.
            response.end(() => response.destroy());
            running.delete(ended);
            const left = (open.get(userId) ?? 1) - 1;
            if (left > 0) open.set(userId, left);
            else open.delete(userId);
          });
        running.set(ended, run);
        if (isClosing) ended.abort();
      },
    );

    let pruning: NodeJS.Timeout | undefined;
    app.addHook('onReady', (done) => {
      const prune = () =>
        void pruneChanges(db).catch((error: unknown) => {
          app.log.warn({ err: error }, 'Old changes could not be forgotten');
        });
      pruning = setInterval(prune, pruneMs).unref();
      done();
    });
    app.addHook('preClose', async () => {
      clearInterval(pruning);
      isClosing = true;
      for (const ended of running.keys()) ended.abort();
      await Promise.all(running.values());
      await hub.close();
    });
    return Promise.resolve();
  };
