import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Histogram, type Registry } from 'prom-client';
import type { Mode } from '../config.ts';
import { isLoopback } from '../config-values.ts';
import { routeOf } from './logging.ts';
import { apiError } from './problem.ts';

/**
 * `/metrics` for Prometheus. With METRICS_TOKEN it asks for that; without, only this machine may
 * read it, and in production nobody: behind a proxy every request comes from this machine.
 */
export function registerMetrics(
  app: FastifyInstance,
  { registry, mode, token }: { registry: Registry; mode: Mode; token: string | null },
): void {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by route pattern.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    durations.observe(
      { method: request.method, route: routeOf(request), status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
  });
  app.get(
    '/metrics',
    { config: { access: 'public' }, logLevel: 'warn', schema: { hide: true } },
    async (request, reply) => {
      const isAllowed =
        token === null
          ? mode !== 'production' && isLoopback(request.ip)
          : isSame(request.headers.authorization ?? '', `Bearer ${token}`);
      if (!isAllowed) throw apiError.notFound('There is nothing at this address.');
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}

const isSame = (given: string, wanted: string) => timingSafeEqual(sha256(given), sha256(wanted));
const sha256 = (text: string) => createHash('sha256').update(text).digest();
