import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { readAccessToken, type AccessTokenClaims } from './access-token.ts';
import { admittedHost } from './errors.ts';
import { defaultTransport } from './http-transport.ts';
import { parseReply } from './parse-reply.ts';
import { classifyApiReply, classifyTokenReply, replyError, unusableReply } from './replies.ts';
import type { AmoServer } from './server.ts';
import type { Transport, TransportResponse } from './transport.ts';
import { connectTimeoutMs, maxTokenBodyBytes, tokenTimeoutMs, userAgent } from './wire.ts';

/** Our registration at amoCRM. `redirectUri` must equal the registered one to the letter. */
export interface Integration {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  server: AmoServer;
}

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  /**
   * Life of the access token in seconds, positive. When amoCRM's `expires_in` is missing or not a
   * positive number, it is the JWT's own `exp - iat`; failing that too, 86400 (the documented day).
   */
  expiresIn: number;
  /** What the access token says about itself: hints, not verified. */
  claims: AccessTokenClaims | null;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** For everything, the last byte of the answer included; 15 s when not given. */
  timeoutMs?: number;
  /** The shared one when not given. */
  transport?: Transport;
}

/** Longest life of any amoCRM token (a long-lived one): a longer `expires_in` is not believed. */
const fiveYears = 5 * 366 * 86_400;
/** Printable ASCII: the value goes into a header. */
const tokenText = z.string().regex(/^[\x21-\x7e]{1,16384}$/);
const tokenSchema = z.object({
  access_token: tokenText,
  refresh_token: tokenText.optional(),
  expires_in: z.number().min(1).max(fiveYears).nullable().catch(null),
});

/**
 * Exchanges an authorization code (20 minutes, one use) for a token pair, at the account's own host.
 *
 * Errors: `host_refused` before anything is sent; `code_used`, `code_expired`, `code_rejected`,
 * `invalid_request` (with amoCRM's hint), `invalid_client`; and those of the wire. When
 * `outcomeUnknown` is true the code may be spent. Never repeated by itself.
 * Source: https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function exchangeCode(
  integration: Integration,
  input: { host: string; code: string },
  options: CallOptions = {},
): Promise<TokenPair> {
  const grant = { grant_type: 'authorization_code', code: input.code };
  return tokenCall(integration, input.host, grant, { sent: input.code, kept: null }, options);
}

/**
 * Exchanges a refresh token (3 months) for a new pair; the old one is then spent. Save the new pair
 * before using it. A refresh must be alone: two at a time with one token lose the grant.
 *
 * Errors as `exchangeCode`, and `token_revoked`. When `outcomeUnknown` is true, try the same refresh
 * token again. An answer without a refresh token, which amoCRM does not document, is read as OAuth
 * reads it (RFC 6749, 6): the one that was sent stays.
 * Source: https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function refreshTokens(
  integration: Integration,
  input: { host: string; refreshToken: string },
  options: CallOptions = {},
): Promise<TokenPair> {
  const { refreshToken } = input;
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const secrets = { sent: refreshToken, kept: refreshToken };
  return tokenCall(integration, input.host, grant, secrets, options);
}

async function tokenCall(
  integration: Integration,
  hostInput: string,
  grant: Readonly<Record<string, string>>,
  /** `kept`: the refresh token that stays when the answer brings none. */
  { sent, kept }: { sent: string; kept: string | null },
  options: CallOptions,
): Promise<TokenPair> {
  const { clientId, clientSecret, redirectUri, server } = integration;
  const host = admittedHost(server.accountHost, hostInput);
  const response = await send(
    new URL('/oauth2/access_token', server.origin(host)),
    {
      method: 'POST',
      body: JSON.stringify({
        client_id: clientId,
        client_secret: clientSecret,
        ...grant,
        redirect_uri: redirectUri,
      }),
      headers: { 'content-type': 'application/json' },
    },
    options,
  );
  if (response.status >= 200 && response.status < 300) return tokenPairOf(response, kept);
  throw replyError(classifyTokenReply(response), response, [clientSecret, sent]);
}

function tokenPairOf(response: TransportResponse, kept: string | null): TokenPair {
  if (response.status !== 200) throw unusableReply(response, 'token answer is not 200');
  const body = parseReply(tokenSchema, response);
  const refreshToken = body.refresh_token ?? kept;
  if (refreshToken === null) throw unusableReply(response, 'no refresh token');
  const claims = readAccessToken(body.access_token);
  return {
    accessToken: body.access_token,
    refreshToken,
    expiresIn: Math.floor(body.expires_in ?? ownLife(claims) ?? 86_400),
    claims,
  };
}

/** `exp - iat`, not `exp - now`: our clock and amoCRM's may differ. */
function ownLife(claims: AccessTokenClaims | null): number | null {
  const { expiresAt, issuedAt } = claims ?? { expiresAt: null, issuedAt: null };
  if (expiresAt === null || issuedAt === null) return null;
  const life = expiresAt - issuedAt;
  return life >= 1 && life <= fiveYears ? life : null;
}

const domainSchema = z.object({
  id: z.int().positive(),
  subdomain: z.string().min(1),
  domain: z.string(),
});

/**
 * Where the account lives now: for a renamed one, whose old host answers 401 or 404. Asks the host of
 * the `api_domain` claim; the access token may be expired. amoCRM does not say whether this counts as
 * use of the refresh token, so ask only when needed.
 *
 * Errors: `host_refused` for an `apiDomain` of another shape (nothing is sent) and for an answer that
 * names a host off the list; `unauthorized` when the refresh token is not accepted.
 * Source: https://www.amocrm.ru/developers/content/oauth/account-subdomain-info
 */
export async function currentDomain(
  server: AmoServer,
  input: { apiDomain: string; refreshToken: string },
  options: CallOptions = {},
): Promise<{ accountId: number; subdomain: string; domain: string }> {
  const host = admittedHost(server.apiDomain, input.apiDomain);
  const response = await send(
    new URL('/oauth2/account/current/subdomain', server.origin(host)),
    { method: 'GET', headers: { 'x-refresh-token': input.refreshToken } },
    options,
  );
  if (response.status !== 200) {
    throw replyError(classifyApiReply(response), response, [input.refreshToken]);
  }
  const body = parseReply(domainSchema, response);
  const domain = admittedHost(server.accountHost, body.domain);
  return { accountId: body.id, subdomain: body.subdomain, domain };
}

/** A connection of its own each: token calls are rare, and a stale kept-alive one costs a grant. */
function send(
  url: URL,
  call: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
  { signal, timeoutMs = tokenTimeoutMs, transport = defaultTransport() }: CallOptions,
): Promise<TransportResponse> {
  return transport.request({
    url,
    ...call,
    headers: { ...call.headers, accept: 'application/json', 'user-agent': userAgent },
    connectTimeoutMs,
    totalTimeoutMs: timeoutMs,
    maxBodyBytes: maxTokenBodyBytes,
    fresh: true,
    ...(signal ? { signal } : {}),
  });
}

/**
 * Whether a disconnect hook was signed with our secret: hex HMAC-SHA256 of `client_id|account_id`.
 * Constant time. The hook has no timestamp and can be replayed: a true means "go and ask amoCRM".
 * Source: https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function verifyDisconnectHook(
  integration: Pick<Integration, 'clientId' | 'clientSecret'>,
  query: { accountId: string; clientUuid: string; signature: string },
): boolean {
  const expected = createHmac('sha256', integration.clientSecret)
    .update(`${integration.clientId}|${query.accountId}`)
    .digest('hex');
  const ours = equal(query.clientUuid, integration.clientId);
  return equal(query.signature, expected) && ours;
}

function equal(a: string, b: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}
