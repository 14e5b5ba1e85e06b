import { describe, expect, it } from 'vitest';
import { buttonAttributes } from './oauth-button.ts';
import { readExternalSecrets, readRedirect } from './oauth-redirect.ts';
import { amocrmServer } from './server.ts';

const read = (query: string) => readRedirect(amocrmServer(), new URLSearchParams(query));
const clientId = '00000000-0000-4000-8000-000000000001';

describe('readRedirect', () => {
  it('tells consent, refusal and the install call apart', () => {
    const granted = `code=def502&referer=agency.amocrm.ru&platform=1&client_id=${clientId}`;
    expect(read(`${granted}&state=s-1`)).toEqual({
      kind: 'granted',
      code: 'def502',
      host: 'agency.amocrm.ru',
      state: 's-1',
      platform: 1,
      clientId,
      isFromExchange: false,
    });
    expect(read(`${granted}&from_exchange=1`)).toMatchObject({ state: null, isFromExchange: true });
    expect(read(`${granted}&from_widget=1`)).toMatchObject({ kind: 'installed', code: 'def502' });
    expect(read('error=access_denied&state=s-1')).toEqual({
      kind: 'denied',
      error: 'access_denied',
      state: 's-1',
      clientId: null,
    });
  });

  it.each([
    ['', 'nothing'],
    ['state=s', 'nothing'],
    ['code=c', 'host'],
    ['code=c&referer=evil.example', 'host'],
    ['code=c&referer=agency.amocrm.ru.evil.example', 'host'],
    ['code=c&referer=agency.amocrm.ru:8080', 'host'],
    ['code=c&referer=user@agency.amocrm.ru', 'host'],
    ['code=c&referer=www.amocrm.ru', 'host'],
    ['code=c&referer=agency.amocrm.ru&referer=other.amocrm.ru', 'host'],
    ['code=&referer=agency.amocrm.ru', 'code'],
    ['code=a&code=b&referer=agency.amocrm.ru', 'code'],
    ['code=a%0Ab&referer=agency.amocrm.ru', 'code'],
    [`code=${'c'.repeat(5000)}&referer=agency.amocrm.ru`, 'code'],
  ])('sends nobody anywhere for %j', (query, why) => {
    expect(read(query)).toEqual({ kind: 'refused', why });
  });

  it('an install call with a state is a browser’s', () => {
    const query = 'code=c&referer=agency.amocrm.ru&from_widget=1&state=s';
    expect(read(query).kind).toBe('granted');
  });
});

describe('readExternalSecrets', () => {
  it('reads what amoCRM posts', () => {
    const body = { client_id: clientId, client_secret: 's3cret', state: null };
    expect(readExternalSecrets(body)).toEqual({ clientId, clientSecret: 's3cret', state: null });
  });

  it.each([null, 'x', {}, { client_id: clientId }, { client_id: 'a b', client_secret: 's' }])(
    'is null for anything else (%#)',
    (body) => {
      expect(readExternalSecrets(body)).toBeNull();
    },
  );
});

describe('buttonAttributes', () => {
  it('names the script and the integration as amoCRM documents', () => {
    expect(buttonAttributes({ id: 'amocrm' }, { clientId }, { isCompact: true })).toEqual({
      class: 'amocrm_oauth',
      charset: 'utf-8',
      src: 'https://www.amocrm.ru/auth/button.min.js',
      'data-client-id': clientId,
      'data-compact': 'true',
    });
    const external = {
      name: 'For You',
      description: 'd',
      redirectUri: 'https://app.example/back',
      secretsUri: 'https://app.example/secrets',
      logo: 'https://app.example/logo.png',
      scopes: ['crm', 'notifications'] as const,
    };
    const attributes = buttonAttributes({ id: 'kommo' }, external);
    expect(attributes).toMatchObject({ class: 'kommo_oauth', 'data-scopes': 'crm,notifications' });
    const plain = { ...external, logo: 'http://app.example/logo.png' };
    expect(() => buttonAttributes({ id: 'kommo' }, plain)).toThrow(TypeError);
  });
});
