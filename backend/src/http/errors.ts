import type { Problem } from '@foryou-crm/contract/problem';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDatabaseFailure } from '../database/failure.ts';
import { ApiError, apiError } from './problem.ts';

/** The router's own refusals of an address: they come before any route and hook. */
export function refuseAddress(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const isUnreadable = error.code === 'FST_ERR_BAD_URL';
  return sendProblem(
    reply,
    isUnreadable
      ? apiError.invalidInput([{ path: 'address', message: 'The address cannot be read.' }])
      : apiError.notFound('There is nothing at this address.'),
  );
}

/** Every refusal leaves as problem+json of the contract; what went wrong inside stays inside. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = asApiError(error) ?? databaseProblem(error);
    if (known === null) request.log.error({ err: error }, 'A request failed');
    return sendProblem(reply, known ?? apiError.internal('Something went wrong on our side.'));
  });
}

/** The answer to an address nobody serves. */
export function sendNotFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(reply, apiError.notFound('There is nothing at this address.'));
}

export function sendProblem(reply: FastifyReply, error: ApiError): FastifyReply {
  const { problem, retryAfter } = error;
  if (retryAfter !== null) void reply.header('retry-after', String(retryAfter));
  if (problem.kind === 'unauthenticated') void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer((body: Problem) => JSON.stringify(body))
    .send(problem);
}

/** Null for an error that does not come from a database that is away. */
export function databaseProblem(error: unknown): ApiError | null {
  if (!isDatabaseFailure(error)) return null;
  return apiError.retryLater('database_unreachable', 'Our database does not answer.', {
    retryAfter: 5,
    cause: error,
  });
}

function asApiError(error: FastifyError): ApiError | null {
  if (error instanceof ApiError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const place = error.validationContext ?? 'body';
    return apiError.invalidInput(
      error.validation.map(({ instancePath, message }) => ({
        path: instancePath.split('/').filter(Boolean).join('.') || place,
        message: message ?? 'This is not valid.',
      })),
    );
  }
  // Fastify's own refusals of a request it cannot read: too large, not JSON, unknown media type.
  const status = error.statusCode ?? 500;
  if (status < 400 || status >= 500) return null;
  return apiError.invalidInput([
    { path: 'body', message: unreadable[error.code] ?? 'The request cannot be read.' },
  ]);
}

const unreadable: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The body must be JSON, sent as application/json.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty although JSON was announced.',
};
