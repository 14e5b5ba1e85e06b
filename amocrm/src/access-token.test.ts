import { describe, expect, it } from 'vitest';
import { readAccessToken } from './access-token.ts';
import { random } from './testing/random.ts';

const jwt = (claims: unknown) =>
  ['{"typ":"JWT","alg":"RS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

describe('readAccessToken', () => {
  it('reads the claims amoCRM puts in', () => {
    const claims = readAccessToken(
      jwt({
        aud: '00000000-0000-4000-8000-000000000001',
        jti: 'x',
        iat: 1724300000,
        nbf: 1724300000,
        exp: 1724386400,
        sub: '1234567',
        grant_type: '',
        account_id: 12345678,
        base_domain: 'amocrm.ru',
        version: 2,
        scopes: ['push_notifications', 'crm'],
        user_flags: 0,
        api_domain: 'api-b.amocrm.ru',
      }),
    );
    expect(claims).toEqual({
      accountId: 12345678,
      userId: 1234567,
      clientId: '00000000-0000-4000-8000-000000000001',
      issuedAt: 1724300000,
      expiresAt: 1724386400,
      notBefore: 1724300000,
      tokenId: 'x',
      issuer: null,
      grantType: '',
      version: 2,
      userFlags: 0,
      hashUuid: null,
      baseDomain: 'amocrm.ru',
      apiDomain: 'api-b.amocrm.ru',
      scopes: ['push_notifications', 'crm'],
    });
  });

  it('a claim of the wrong kind is no claim, and spoils no other', () => {
    const claims = readAccessToken(
      jwt({ account_id: {}, sub: '../1', exp: 'soon', scopes: 1, iat: 5 }),
    );
    expect(claims).toEqual({
      accountId: null,
      userId: null,
      clientId: null,
      issuedAt: 5,
      expiresAt: null,
      notBefore: null,
      tokenId: null,
      issuer: null,
      grantType: null,
      version: null,
      userFlags: null,
      hashUuid: null,
      baseDomain: null,
      apiDomain: null,
      scopes: [],
    });
  });

  it.each([
    '',
    'x',
    'a.b',
    'a.b.c',
    'a..c',
    `a.${'b'.repeat(20_000)}.c`,
    jwt([]),
    jwt('x'),
    jwt(null),
  ])('is null for what is no token (%#)', (value) => {
    expect(readAccessToken(value)).toBeNull();
  });

  it('never throws, whatever the bytes', () => {
    const pick = random(7);
    for (let round = 0; round < 3000; round += 1) {
      const bytes = Buffer.from(Array.from({ length: pick(60) }, () => pick(256)));
      expect(() => readAccessToken(`h.${bytes.toString('base64url')}.s`)).not.toThrow();
      expect(() => readAccessToken(bytes.toString('latin1'))).not.toThrow();
    }
  });
});
