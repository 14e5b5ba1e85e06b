import { describe, expect, it } from 'vitest';
import type { AmoErrorCode } from './errors.ts';
import { classifyApiReply, classifyTokenReply, isJson, replyError } from './replies.ts';
import type { TransportResponse } from './transport.ts';

const oauthType = 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson';

function reply(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): TransportResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/problem+json';
  return {
    status,
    headers: new Map(Object.entries({ 'content-type': type, ...headers })),
    body: text,
  };
}

function oauth(status: number, hint: string | null, bodyStatus = status) {
  const base = { title: 'Некорректный запрос', type: oauthType, status: bodyStatus, detail: '…' };
  return reply(status, hint === null ? base : { ...base, hint });
}

describe('the token endpoint says', () => {
  it.each<[number, string | null, AmoErrorCode]>([
    [400, 'Authorization code has been revoked', 'code_used'],
    [400, 'Authorization code has expired', 'code_expired'],
    [401, 'Authorization code has expired', 'code_expired'],
    [400, 'Cannot decrypt the authorization code', 'code_rejected'],
    [400, 'Check the `client_id` parameter', 'invalid_request'],
    [400, 'Check the `client_secret` parameter', 'invalid_request'],
    [400, 'Redirect URI is not associated with client', 'invalid_request'],
    [400, 'Invalid account', 'invalid_request'],
    [400, 'Something nobody has seen', 'invalid_request'],
    [400, null, 'invalid_request'],
    [401, 'Token has been revoked', 'token_revoked'],
    [400, 'Token has been revoked', 'token_revoked'],
    [401, 'Token has expired', 'token_revoked'],
    [401, 'Cannot decrypt the refresh token', 'token_revoked'],
    [401, null, 'invalid_client'],
    [401, 'Something nobody has seen', 'unauthorized'],
  ])('%i %s → %s', (status, hint, code) => {
    expect(classifyTokenReply(oauth(status, hint))).toBe(code);
  });

  it("the hint counts, not the status: the body's may differ from HTTP's", () => {
    const expired = oauth(400, 'Authorization code has expired', 401);
    expect(classifyTokenReply(expired)).toBe('code_expired');
    expect(classifyTokenReply(oauth(400, null, 401))).toBe('invalid_client');
    expect(classifyTokenReply(oauth(400, 'Never seen', 401))).toBe('invalid_request');
  });

  it("a renamed account's old host never looks like a wrong secret", () => {
    const api = { title: 'Unauthorized', type: 'https://httpstatus.es/401', status: 401 };
    expect(classifyTokenReply(reply(401, api))).toBe('unauthorized');
    expect(classifyTokenReply(reply(401, '<html>'))).toBe('unauthorized');
    expect(classifyTokenReply(reply(404, '<html>'))).toBe('not_found');
  });

  it('blocks, limits and failures as the API does', () => {
    expect(classifyTokenReply(reply(403, '<html>'))).toBe('ip_blocked');
    expect(classifyTokenReply(reply(429, '<html>'))).toBe('rate_limited');
    expect(classifyTokenReply(reply(502, '<html>'))).toBe('server_error');
    expect(classifyTokenReply(reply(301, '', { location: 'https://x.example/' }))).toBe(
      'not_found',
    );
  });
});

describe('the API says', () => {
  const problem = (status: number, more: object = {}) =>
    reply(status, { title: 'x', type: `https://httpstatus.es/${status}`, status, ...more });
  const invalid = {
    'validation-errors': [
      {
        request_id: '0',
        errors: [
          { code: 'NotSupportedChoice', path: 'custom_fields_values.0.field_id', detail: 'x' },
        ],
      },
    ],
  };

  it.each<[string, TransportResponse, AmoErrorCode]>([
    ['400', problem(400), 'invalid_request'],
    ['400 with fields', problem(400, invalid), 'validation_failed'],
    ['401', problem(401), 'unauthorized'],
    ['402', problem(402), 'payment_required'],
    ['403 JSON', problem(403), 'forbidden'],
    ['403 JSON code 113', problem(403, { code: 113 }), 'ip_blocked'],
    ['403 JSON error_code "113"', problem(403, { error_code: '113' }), 'ip_blocked'],
    ['403 legacy 113', reply(403, { response: { error_code: 113 } }), 'ip_blocked'],
    ['403 HTML', reply(403, '<html>'), 'ip_blocked'],
    ['404', problem(404), 'not_found'],
    ['405', problem(405), 'unexpected_status'],
    ['418', problem(418), 'unexpected_status'],
    ['422', problem(422), 'validation_failed'],
    ['425', problem(425), 'forbidden'],
    ['426', problem(426), 'forbidden'],
    ['429 JSON', problem(429), 'rate_limited'],
    ['429 HTML', reply(429, '<html>'), 'rate_limited'],
    ['500', problem(500), 'server_error'],
    ['504 HTML', reply(504, '<html>'), 'server_error'],
    ['302', reply(302, '', { location: '/' }), 'not_found'],
    ['304', reply(304, ''), 'unexpected_status'],
  ])('%s → its code', (_, response, code) => {
    expect(classifyApiReply(response)).toBe(code);
  });

  it('which fields were refused, by path', () => {
    const error = replyError('validation_failed', problem(400, invalid), []);
    expect(error.hint).toBe('custom_fields_values.0.field_id: NotSupportedChoice');
  });

  it('how long to wait, by header or by body, and nothing absurd', () => {
    const wait = (response: TransportResponse) =>
      replyError('rate_limited', response, []).retryAfterMs;
    expect(wait(problem(429, { retry_after: 300 }))).toBe(300_000);
    expect(wait(reply(429, '<html>', { 'retry-after': '2' }))).toBe(2000);
    expect(wait(reply(429, '<html>', { 'retry-after': '-5' }))).toBeNull();
    expect(wait(reply(429, '<html>'))).toBeNull();
    expect(wait(problem(429, { retry_after: 1e12 }))).toBe(86_400_000);
  });

  it('5xx leaves the outcome unknown, a refusal does not', () => {
    expect(replyError('server_error', problem(503), []).outcomeUnknown).toBe(true);
    expect(replyError('unauthorized', problem(401), []).outcomeUnknown).toBe(false);
  });
});

describe('hints', () => {
  it('never repeat what was sent, nor an address', () => {
    expect(
      replyError('invalid_request', oauth(400, 'bad code s3cret'), ['s3cret']).hint,
    ).toBeNull();
    const echo = reply(404, { detail: 'Cannot GET https://a.amocrm.ru/api/v4/leads?query=Olena' });
    expect(replyError('not_found', echo, []).hint).toBeNull();
  });

  it('are cut, and the request id comes along', () => {
    const response = reply(422, { detail: 'x'.repeat(5000) }, { 'x-request-id': 'r-1' });
    const error = replyError('validation_failed', response, []);
    expect(error.hint).toHaveLength(200);
    expect(error.requestId).toBe('r-1');
    expect(error.status).toBe(422);
  });
});

describe('a body that only looks like JSON', () => {
  it('is not read: the content type decides', () => {
    const looks = reply(401, JSON.stringify({ hint: 'Token has been revoked', type: oauthType }));
    expect(classifyTokenReply(looks)).toBe('unauthorized');
    expect(replyError('unauthorized', looks, []).hint).toBeNull();
    expect(classifyApiReply(reply(403, '{"detail":"x"}'))).toBe('ip_blocked');
  });
});

describe('JSON is told by the content type', () => {
  it.each([
    ['application/json', true],
    ['application/json; charset=utf-8', true],
    ['application/hal+json', true],
    ['application/problem+json;charset=UTF-8', true],
    ['text/html', false],
    ['text/json-ish', false],
    ['application/jsonp', false],
    ['', false],
  ])('%s: %s', (type, expected) => {
    expect(isJson(reply(200, {}, { 'content-type': type }))).toBe(expected);
  });
});
