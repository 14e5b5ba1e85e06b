import { DrizzleQueryError } from 'drizzle-orm/errors';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { pino, type DestinationStream, type Logger } from 'pino';

const SECRET_KEY =
  /^(?:(?:access|refresh|id|session|set_?auth)?[_-]?token|(?:new|old|current)?_?password|(?:client_?|auth_?)?secret|code|verifier|state|authorization|(?:set-)?cookie|set-auth-token|challenge|refresh_?token)$/i;
const DEEPEST = 8;

/**
 * The program's log: one JSON line an event. No header, body, query string or full address is ever
 * handed to it; and should a value under a telling name come by, at any depth, it is replaced.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => withoutSecrets(fields, 0),
    },
    serializers: { err: describeError, error: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** One line a request, by the route's pattern: the address itself may hold a code or a state. */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: routeOf(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
}

/** The pattern a request matched, for logs and metrics. */
export const routeOf = (request: { is404: boolean; routeOptions: { url?: string | undefined } }) =>
  request.is404 ? 'none' : (request.routeOptions.url ?? 'none');

function withoutSecrets(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      SECRET_KEY.test(key) ? '[secret]' : cleaned(value, depth + 1),
    ]),
  );
}

function cleaned(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (depth > DEEPEST) return '[deep]';
  if (Array.isArray(value)) return value.map((item: unknown) => cleaned(item, depth + 1));
  return withoutSecrets({ ...value }, depth);
}

interface ErrorLine {
  type: string;
  message?: string;
  reason?: string;
  constraint?: string;
  stack?: string;
  cause?: ErrorLine;
}

/**
 * What may be known of an error. Database errors carry the row they failed on, in their message and
 * detail, and Drizzle's carry the parameters: of those only the class is kept.
 */
function describeError(error: unknown, depth: unknown = 0): ErrorLine {
  if (!(error instanceof Error)) {
    // A formatter may have been here before the serialiser.
    const isLine = typeof error === 'object' && error !== null && 'type' in error;
    return isLine && typeof error.type === 'string'
      ? { ...error, type: error.type }
      : { type: 'unknown' };
  }
  const level = typeof depth === 'number' ? depth : 0;
  const hidesData = error instanceof DrizzleQueryError || error instanceof pg.DatabaseError;
  const reason = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const constraint = error instanceof pg.DatabaseError ? error.constraint : undefined;
  // The frames only: a stack begins with the message.
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return {
    type: error.name,
    ...(hidesData ? {} : { message: error.message }),
    ...(reason === undefined ? {} : { reason }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(frames && frames.length > 0 ? { stack: frames.slice(0, 12).join('\n') } : {}),
    ...(error.cause === undefined || level > 3
      ? {}
      : { cause: describeError(error.cause, level + 1) }),
  };
}
