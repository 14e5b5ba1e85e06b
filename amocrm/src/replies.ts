import { z } from 'zod';
import { AmoError, type AmoErrorCode, type ItemProblem } from './errors.ts';
import type { TransportResponse } from './transport.ts';

/**
 * What amoCRM's answers mean. Statuses, bodies and hints as integrators have seen them:
 * https://www.amocrm.ru/developers/content/crm_platform/error-codes and, for the token endpoint,
 * https://github.com/amocrm/amocrm-api-php/issues (amoCRM documents only 200 and 400 there).
 */

const number = z.coerce.number().nullable().catch(null);
const problemSchema = z.object({
  hint: z.string().nullable().catch(null),
  type: z.string().nullable().catch(null),
  detail: z.string().nullable().catch(null),
  status: number,
  retry_after: number,
  code: number,
  error_code: number,
  response: z.object({ error_code: number }).nullable().catch(null),
  'validation-errors': z
    .array(
      z.object({
        request_id: z
          .union([z.string(), z.number()])
          .nullish()
          .transform((id) => (id === null || id === undefined ? null : String(id)))
          .catch(null),
        errors: z.array(
          z.object({
            path: z.string(),
            code: z.string(),
            detail: z.string().nullable().catch(null),
          }),
        ),
      }),
    )
    .nullable()
    .catch(null),
});
type Problem = z.output<typeof problemSchema>;

/** JSON by its content type only: nginx and proxies answer HTML with the same statuses. */
export function isJson(response: TransportResponse): boolean {
  const type = response.headers.get('content-type') ?? '';
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type);
}

/** The parsed body, or undefined when it is not JSON by its type or by its text. */
export function jsonBody(response: TransportResponse): unknown {
  if (!isJson(response)) return undefined;
  try {
    return JSON.parse(response.body);
  } catch {
    return undefined;
  }
}

function problemOf(response: TransportResponse): Problem | null {
  const parsed = problemSchema.safeParse(jsonBody(response));
  return parsed.success ? parsed.data : null;
}

/** Token endpoint hints (they are those of The PHP League's OAuth server). First match wins. */
const tokenHints: readonly (readonly [RegExp, AmoErrorCode])[] = [
  [/^authorization code has been revoked/i, 'code_used'],
  [/^authorization code has expired/i, 'code_expired'],
  [/^cannot decrypt the authorization code/i, 'code_rejected'],
  [/^authorization code was not issued to this client/i, 'code_rejected'],
  [/^token has been revoked/i, 'token_revoked'],
  [/^token has expired/i, 'token_revoked'],
  [/^token is not linked to client/i, 'token_revoked'],
  [/^cannot decrypt the refresh token/i, 'token_revoked'],
  [/^check the `/i, 'invalid_request'],
  [/^redirect uri is not associated/i, 'invalid_request'],
  [/^invalid account/i, 'invalid_request'],
];

/**
 * The meaning of a token endpoint answer other than 200. A known hint decides whatever the status:
 * the body's status may differ from the HTTP one. A 401 without a hint is `invalid_client` (our own
 * secret) only when it is OAuth's own problem body; a bare or API-style 401 is what a renamed
 * account's old host answers, and says nothing about the secret.
 */
export function classifyTokenReply(response: TransportResponse): AmoErrorCode {
  if (response.status !== 400 && response.status !== 401) return classifyApiReply(response);
  const problem = problemOf(response);
  const hint = problem?.hint ?? null;
  if (hint !== null) {
    const known = tokenHints.find(([pattern]) => pattern.test(hint));
    if (known) return known[1];
  }
  const bodySays401 = hint === null && problem?.status === 401;
  if (response.status === 400 && !bodySays401) return 'invalid_request';
  const oauth = problem !== null && (problem.type?.endsWith('/OAuthProblemJson') ?? true);
  return oauth && hint === null ? 'invalid_client' : 'unauthorized';
}

/** The meaning of an API answer that is not a success. */
export function classifyApiReply(response: TransportResponse): AmoErrorCode {
  const { status } = response;
  if (status >= 500) return 'server_error';
  if (status >= 300 && status < 400) {
    // A host that sends elsewhere no longer serves this account (renamed, or moved to kommo.com).
    return response.headers.has('location') ? 'not_found' : 'unexpected_status';
  }
  switch (status) {
    case 400:
      return problemOf(response)?.['validation-errors'] ? 'validation_failed' : 'invalid_request';
    case 401:
      return 'unauthorized';
    case 402:
      return 'payment_required';
    case 403:
      return classifyForbidden(response);
    case 404:
      return 'not_found';
    case 422:
      return 'validation_failed';
    case 425:
    case 426:
      return 'forbidden';
    case 429:
      return 'rate_limited';
    default:
      return 'unexpected_status';
  }
}

/** nginx's HTML is a block; code 113 is the account's own IP allow-list; the rest is rights. */
function classifyForbidden(response: TransportResponse): AmoErrorCode {
  const problem = problemOf(response);
  if (problem === null) return 'ip_blocked';
  const codes = [problem.code, problem.error_code, problem.response?.error_code];
  return codes.includes(113) ? 'ip_blocked' : 'forbidden';
}

/**
 * The AmoError for an answer of which `classify` has said the code. `secrets` are the values sent:
 * a hint that repeats one of them is dropped. `requestIds` are the names of the items sent, in order.
 */
export function replyError(
  code: AmoErrorCode,
  response: TransportResponse,
  secrets: readonly string[],
  requestIds: readonly string[] = [],
): AmoError {
  return new AmoError(code, {
    ...replyFacts(response),
    hint: hintOf(response, secrets),
    items: itemsOf(response, secrets, requestIds),
    retryAfterMs: code === 'rate_limited' ? retryAfterOf(response) : null,
    outcomeUnknown: code === 'server_error',
  });
}

/** The AmoError for a success that cannot be used: amoCRM did something, we do not know what. */
export function unusableReply(response: TransportResponse, why: string): AmoError {
  const cause = new Error(why);
  return new AmoError('invalid_response', {
    ...replyFacts(response),
    outcomeUnknown: true,
    cause,
  });
}

function replyFacts(response: TransportResponse) {
  const { headers, status } = response;
  const id = headers.get('x-request-id') ?? headers.get('x-amocrm-requestid') ?? null;
  return { status, requestId: id === null ? null : id.slice(0, 100) };
}

function hintOf(response: TransportResponse, secrets: readonly string[]): string | null {
  const problem = problemOf(response);
  if (problem === null) return null;
  const fields = (problem['validation-errors'] ?? [])
    .flatMap((item) => item.errors)
    .map(({ path, code }) => `${path}: ${code}`);
  const hint = fields.length > 0 ? fields.join('; ') : (problem.hint ?? problem.detail);
  return safeText(hint, secrets);
}

/** "Cannot GET https://…" repeats the address, and with it whatever was searched for. */
function safeText(text: string | null, secrets: readonly string[]): string | null {
  const unsafe = text === null || text.includes('://') || secrets.some((s) => text.includes(s));
  return unsafe ? null : text.slice(0, 200);
}

/** More than a batch of 250 could need is not kept. */
const itemsBound = 1_000;

function itemsOf(
  response: TransportResponse,
  secrets: readonly string[],
  requestIds: readonly string[],
): ItemProblem[] {
  const refused = problemOf(response)?.['validation-errors'] ?? [];
  return refused
    .flatMap(({ request_id, errors }) =>
      errors.map(({ path, code, detail }) => ({
        requestId: safeText(request_id, secrets),
        index: placeOf(request_id, requestIds),
        path: safeText(path, secrets) ?? '',
        code: safeText(code, secrets) ?? '',
        detail: safeText(detail, secrets),
      })),
    )
    .slice(0, itemsBound);
}

function placeOf(requestId: string | null, requestIds: readonly string[]): number | null {
  const place = requestId === null ? -1 : requestIds.indexOf(requestId);
  return place < 0 ? null : place;
}

/** `Retry-After` in seconds is not documented by amoCRM; Kommo's body has `retry_after`. */
function retryAfterOf(response: TransportResponse): number | null {
  const header = response.headers.get('retry-after') ?? '';
  const seconds = /^\d{1,6}$/.test(header)
    ? Number(header)
    : (problemOf(response)?.retry_after ?? 0);
  return seconds > 0 ? Math.min(seconds, 86_400) * 1000 : null;
}
