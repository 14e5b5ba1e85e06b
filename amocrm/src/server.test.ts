import { describe, expect, it } from 'vitest';
import { amocrmServer, kommoServer, sandboxServer, type AmoServer } from './server.ts';
import { random } from './testing/random.ts';

const sandbox = sandboxServer({ origin: 'http://amocrm.localhost:3001' });
const servers: [AmoServer, string][] = [
  [amocrmServer(), 'amocrm.ru'],
  [kommoServer(), 'kommo.com'],
  [kommoServer(), 'amocrm.com'],
  [sandbox, 'amocrm.localhost'],
];

/** Every shape an attacker may put into `referer`; `S` stands for the server's suffix. */
const hostile = [
  '',
  'S',
  '.S',
  'evil.example',
  'agency.S.evil.example',
  'agency.Sevil',
  'agencyS',
  'evil-S',
  'evil.example/agency.S',
  'evil.example#agency.S',
  'evil.example?agency.S',
  'evil.example\\agency.S',
  'evil.example%2Fagency.S',
  'evil.example\u0000.agency.S',
  'user@agency.S',
  'agency.S@evil.example',
  'user:pass@agency.S',
  'agency.S:443',
  'agency.S:3001',
  'agency.S.',
  'agency.S/',
  'agency.S/path',
  'agency.S?x=1',
  'agency.S#x',
  'https://agency.S',
  'http://agency.S',
  '//agency.S',
  ' agency.S',
  'agency.S ',
  'agency.S\n',
  'agency.S\r\nHost: evil.example',
  'evil.example\nagency.S',
  'agency\t.S',
  'AGENCY.S',
  'Agency.S',
  '-agency.S',
  'agency-.S',
  'a..S',
  'deep.agency.S',
  '_agency.S',
  'аgency.S',
  'agency。S',
  'xn--80ak6aa92e.S',
  '127.0.0.1',
  '127.0.0.1.S',
  '[::1]',
  '2130706433',
  'localhost',
  'metadata.google.internal',
  `${'a'.repeat(64)}.S`,
  `${'a'.repeat(70_000)}.S`,
  'www.S',
  'api.S',
  'api-b.S',
  'drive-b.S',
  'amojo.S',
  'shard152.S',
  'oauth.S',
  'static.S',
  'mail.S',
  'ns1.S',
];

describe.each(servers)('account hosts of server %#', (server, suffix) => {
  it.each(['agency.S', 'a.S', 'a1.S', '1a.S', 'foryou-dubai.S', `${'a'.repeat(63)}.S`])(
    'admits %s as it is',
    (shape) => {
      const host = shape.replace('S', suffix);
      expect(server.accountHost(host)).toBe(host);
    },
  );

  it.each(hostile.map((shape) => [JSON.stringify(shape).slice(0, 60), shape]))(
    'refuses %s',
    (_, shape) => {
      expect(server.accountHost(shape.replaceAll('S', suffix))).toBeNull();
    },
  );

  it('whatever it admits is one plain label before the suffix, and what a URL parser reads', () => {
    const pick = random(20_260_701);
    const alphabet = 'ab09-._:@/\\?#% \t\n\u0000AZé%40%2e'.split('');
    let admitted = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const noise = Array.from({ length: pick(6) + 1 }, () => alphabet[pick(alphabet.length)]);
      const tail = ['', 'x', '.', ':80', '/', '\n', '.evil.example'][pick(20)] ?? '';
      const value = `${noise.join('')}.${suffix}${tail}`;
      const host = server.accountHost(value);
      if (host === null) continue;
      admitted += 1;
      expect(host).toBe(value);
      const url = new URL('/oauth2/access_token', server.origin(host));
      expect(url.hostname).toBe(value);
      expect(url.hostname.endsWith(`.${suffix}`)).toBe(true);
      expect(url.username + url.password + url.search + url.hash).toBe('');
    }
    expect(admitted).toBeGreaterThan(100);
  });

  it('knows api domains by their own pattern only', () => {
    expect(server.apiDomain(`api-b.${suffix}`)).toBe(`api-b.${suffix}`);
    for (const value of [
      `agency.${suffix}`,
      `api.${suffix}`,
      `api-.${suffix}`,
      `api-b.${suffix}:443`,
      `api-b.${suffix}\n`,
      `api-b.x.${suffix}`,
      `API-b.${suffix}`,
      `x.api-b.${suffix}`,
      'api-b.evil.example',
      `api-b.${suffix}.evil.example`,
      `api-b/${suffix}`,
    ]) {
      expect(server.apiDomain(value)).toBeNull();
    }
  });
});

describe('servers keep apart', () => {
  it('amoCRM does not admit Kommo accounts, nor the other way round', () => {
    expect(amocrmServer().accountHost('agency.kommo.com')).toBeNull();
    expect(amocrmServer().accountHost('agency.amocrm.com')).toBeNull();
    expect(kommoServer().accountHost('agency.amocrm.ru')).toBeNull();
    expect(sandbox.accountHost('agency.amocrm.ru')).toBeNull();
    expect(amocrmServer().accountHost('agency.amocrm.localhost')).toBeNull();
  });

  it('a dot of the suffix is a dot', () => {
    expect(amocrmServer().accountHost('agency.amocrmxru')).toBeNull();
  });
});

describe('authorizeUrl', () => {
  it('carries client id, state and mode, and no redirect_uri, scope or response_type', () => {
    const url = new URL(amocrmServer().authorizeUrl({ clientId: 'id&x', state: 's=1' }));
    expect(url.origin + url.pathname).toBe('https://www.amocrm.ru/oauth');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'id&x',
      state: 's=1',
      mode: 'post_message',
    });
  });

  it('goes to Kommo, and to the address a phone can reach the sandbox by', () => {
    const params = { clientId: 'id', state: 's', mode: 'popup' as const };
    expect(kommoServer().authorizeUrl(params)).toBe(
      'https://www.kommo.com/oauth?client_id=id&state=s&mode=popup',
    );
    const phone = sandboxServer({
      origin: 'http://amocrm.localhost:3001',
      authorizeOrigin: 'http://192.168.1.5:3001',
    });
    expect(phone.authorizeUrl(params)).toMatch(/^http:\/\/192\.168\.1\.5:3001\/oauth\?/);
  });
});

describe('origin', () => {
  it('is https for the vendor, and the sandbox keeps its scheme and port', () => {
    expect(amocrmServer().origin('agency.amocrm.ru')).toBe('https://agency.amocrm.ru');
    expect(sandbox.origin('agency.amocrm.localhost')).toBe('http://agency.amocrm.localhost:3001');
  });

  it.each([
    'amocrm.localhost:3001',
    'ftp://amocrm.localhost',
    'http://127.0.0.1:3001',
    'http://[::1]:3001',
    'http://user:pass@amocrm.localhost',
    'http://amocrm.localhost/path',
    'http://amocrm.localhost?x',
    '',
  ])('a sandbox at %s is refused', (origin) => {
    expect(() => sandboxServer({ origin })).toThrow(TypeError);
  });
});
