import type { FastifyBaseLogger } from 'fastify';

/** What code outside a request needs of the logger. */
export type Log = Pick<FastifyBaseLogger, 'debug' | 'info' | 'warn' | 'error'>;
