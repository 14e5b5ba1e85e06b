import { describe, expect, test } from 'vitest';
import { exchangeCodeRequestSchema, pipelineParamsSchema, stageSchema } from './amo-crm.ts';
import { leadsQuerySchema } from './leads.ts';
import { problemSchema, statusOfKind } from './problem.ts';

const base = { type: 'about:blank', title: 't', status: 400, detail: 'd' };

describe('problems', () => {
  test('every kind is a problem of its own, and an unknown kind is none', () => {
    const extras: Record<string, object> = {
      invalid_input: { errors: [{ path: 'code', message: 'missing' }] },
      attempt_invalid: { reason: 'expired' },
      reconnect_required: { reason: 'revoked' },
      retry_later: { reason: 'busy' },
    };
    for (const [kind, status] of Object.entries(statusOfKind))
      expect(problemSchema.parse({ ...base, status, kind, ...extras[kind] }).kind).toBe(kind);
    expect(problemSchema.safeParse({ ...base, kind: 'teapot' }).success).toBe(false);
  });

  test('a failed attempt without its reason is refused: the app could not word it', () => {
    expect(problemSchema.safeParse({ ...base, kind: 'attempt_invalid' }).success).toBe(false);
    expect(
      problemSchema.safeParse({ ...base, kind: 'attempt_invalid', reason: 'bad luck' }).success,
    ).toBe(false);
  });
});

describe('the exchange of a code', () => {
  const good = {
    code: 'def502ab',
    state: 'A'.repeat(43),
    referer: 'oasiskey.amocrm.ru',
    verifier: 'b'.repeat(43),
  };

  test('takes what amoCRM sends', () => {
    expect(exchangeCodeRequestSchema.parse(good)).toEqual(good);
  });

  test.each([
    ['a line break in the code', { code: 'def\r\nSet-Cookie: a=b' }],
    ['an endless code', { code: 'd'.repeat(2049) }],
    ['an empty code', { code: '' }],
    ['a short state', { state: 'abc' }],
    ['a state outside base64url', { state: `${'A'.repeat(42)}+` }],
    ['a verifier of another length', { verifier: 'b'.repeat(44) }],
    ['an endless host', { referer: 'a'.repeat(2049) }],
    ['a field nobody asked for', { redirect_uri: 'https://evil.example' }],
  ])('refuses %s', (_what, change) => {
    expect(exchangeCodeRequestSchema.safeParse({ ...good, ...change }).success).toBe(false);
  });
});

describe('queries and ids', () => {
  test('a list is bounded: 50 unless said, 100 at most', () => {
    expect(leadsQuerySchema.parse({}).limit).toBe(50);
    expect(leadsQuerySchema.parse({ limit: '100' }).limit).toBe(100);
    expect(leadsQuerySchema.safeParse({ limit: '101' }).success).toBe(false);
    expect(leadsQuerySchema.safeParse({ limit: '0' }).success).toBe(false);
  });

  test('ids are whole numbers that JavaScript can hold', () => {
    expect(pipelineParamsSchema.parse({ id: '3177727' }).id).toBe(3177727);
    for (const id of ['-1', '1.5', '9007199254740993', 'abc', ''.padEnd(400, '9')])
      expect(pipelineParamsSchema.safeParse({ id }).success).toBe(false);
  });

  test('a stage keeps the pipeline it belongs to, for 142 and 143 repeat in every one', () => {
    const won = {
      id: 142,
      pipelineId: 7,
      name: 'Won',
      sort: 10000,
      color: '#CCFF66',
      isEditable: false,
      type: 0,
      mappedStatus: 'CLOSED',
    };
    expect(stageSchema.parse(won)).toEqual(won);
    expect(stageSchema.safeParse({ ...won, pipelineId: undefined }).success).toBe(false);
  });
});
