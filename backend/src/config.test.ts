import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSealer, Secret } from './amo-crm/vault/sealing.ts';
import { addGeneratedKey, generatedSecrets } from './config-secrets.ts';
import { readConfig, readKeysConfig, warningsOf, type Environment } from './config.ts';
import { StartRefusal } from './start-refusal.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'foryou-config-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const KEY = Buffer.alloc(32, 1).toString('base64');
const integration = {
  AMO_CRM_CLIENT_ID: '5a9d0b0c-0000-4000-8000-5a4db0c50001',
  AMO_CRM_CLIENT_SECRET: 'a-client-secret',
};
const demo = (): Environment => ({ FORYOU_MODE: 'demo', DATA_DIR: dataDir, ...integration });
const production = (): Environment => ({
  FORYOU_MODE: 'production',
  PUBLIC_URL: 'https://crm.agency.example',
  DATA_DIR: dataDir,
  AUTH_SECRET: 'a-production-secret-of-forty-characters!',
  AMO_CRM_TOKEN_KEYS: `k1:${KEY}`,
  AMO_CRM_REDIRECT_URI: 'https://crm.agency.example/api/amo-crm/callback',
  ...integration,
});

function refusalOf(env: Environment): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartRefusal) return error.message;
    throw error;
  }
  return 'not refused';
}

describe('a demo', () => {
  test('needs nothing but an integration, and listens on this machine only', () => {
    const config = readConfig(demo());
    expect(config).toMatchObject({
      mode: 'demo',
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: null,
      trustProxy: false,
      demo: { password: 'demo-foryou' },
      amoCrm: { redirectUri: 'http://localhost:3000/api/amo-crm/callback', vendor: 'amocrm' },
      auth: { external: null },
    });
    expect(warningsOf(config)).toEqual([]);
    expect(warningsOf(readConfig({ ...demo(), HOST: '0.0.0.0' }))).toHaveLength(1);
  });

  test('makes its keys once, readable by its own user alone', () => {
    const first = readConfig(demo());
    const second = readConfig(demo());
    expect(second.auth.secret).toBe(first.auth.secret);
    expect(second.tokenKeys).toEqual(first.tokenKeys);
    expect(first.tokenKeys[0]?.key).toHaveLength(32);
    expect(statSync(join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600);
  });

  test('with a damaged key file says so, and does not make new keys over it', () => {
    const damaged = mkdtempSync(join(tmpdir(), 'foryou-config-'));
    writeFileSync(join(damaged, 'keys.json'), '{"authSecret":');
    expect(refusalOf({ ...demo(), DATA_DIR: damaged })).toContain('damaged');
    expect(readFileSync(join(damaged, 'keys.json'), 'utf8')).toBe('{"authSecret":');
    rmSync(damaged, { recursive: true });
  });
});

describe('the ring of generated keys', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'foryou-ring-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => join(folder, 'keys.json');
  const authSecret = 'a-generated-secret-of-forty-characters!!';
  const text = (name: string) => Buffer.alloc(32, name).toString('base64');
  const idsOf = () => generatedSecrets(folder).tokenKeys.map(({ id }) => id);

  test('is read in its old form of one key, and takes a new one in front: both open', () => {
    const tokenKey = { id: 'local', key: text('local') };
    writeFileSync(file(), JSON.stringify({ authSecret, tokenKey }), { mode: 0o600 });
    const old = generatedSecrets(folder);
    expect(old).toEqual({
      authSecret,
      tokenKeys: [{ id: 'local', key: Buffer.from(text('local'), 'base64') }],
    });
    const place = {
      table: 'amo_crm_tokens',
      rowId: 'a',
      field: 'access_token',
      version: 1,
    } as const;
    const sealed = createSealer(old.tokenKeys).seal(place, new Secret('a token'));

    addGeneratedKey(folder, { id: 'k-2', key: Buffer.alloc(32, 2) });
    const now = generatedSecrets(folder);
    expect(now.authSecret).toBe(authSecret);
    expect(idsOf()).toEqual(['k-2', 'local']);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const both = createSealer(now.tokenKeys);
    expect(both.open(place, sealed).reveal()).toBe('a token');
    expect(both.open(place, both.seal(place, new Secret('another'))).reveal()).toBe('another');
  });

  test('serves the backend and its commands alike where AMO_CRM_TOKEN_KEYS is not set', () => {
    const env = { ...demo(), DATA_DIR: folder };
    const { tokenKeys } = readConfig(env);
    expect(readKeysConfig(env)).toMatchObject({ keySource: 'file', tokenKeys });
    expect(readKeysConfig({ ...env, AMO_CRM_TOKEN_KEYS: `k1:${KEY}` })).toMatchObject({
      keySource: 'environment',
      tokenKeys: [{ id: 'k1' }],
    });
  });

  test('leaves nothing but the file behind, and no half of one in its place', () => {
    generatedSecrets(folder);
    addGeneratedKey(folder, { id: 'k-2', key: Buffer.alloc(32, 2) });
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });

  test('is not changed by two at once: the second is refused in words', () => {
    generatedSecrets(folder);
    writeFileSync(`${file()}.new`, '');
    const add = () => addGeneratedKey(folder, { id: 'k-2', key: Buffer.alloc(32, 2) });
    expect(add).toThrow(StartRefusal);
    expect(add).toThrow('in the way');
    expect(idsOf()).toEqual(['local']);
    rmSync(`${file()}.new`);
    add();
    expect(idsOf()).toEqual(['k-2', 'local']);
  });

  test.each<[string, object]>([
    ['no key', { authSecret, tokenKeys: [] }],
    ['a short key', { authSecret, tokenKeys: [{ id: 'a', key: 'AAAA' }] }],
    ['an id that no value can name', { authSecret, tokenKeys: [{ id: 'a.b', key: text('a') }] }],
    [
      'two keys of one id',
      { authSecret, tokenKeys: ['1', '2'].map((name) => ({ id: 'a', key: text(name) })) },
    ],
  ])('with %s is damaged, and stays as it is', (_what, content) => {
    writeFileSync(file(), JSON.stringify(content));
    expect(refusalOf({ ...demo(), DATA_DIR: folder })).toContain('damaged');
    expect(() => addGeneratedKey(folder, { id: 'b', key: Buffer.alloc(32, 2) })).toThrow('damaged');
    expect(readFileSync(file(), 'utf8')).toBe(JSON.stringify(content));
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });
});

describe('production', () => {
  test('is taken when everything is there', () => {
    const config = readConfig({ ...production(), TRUST_PROXY: 'loopback,10.0.0.0/8' });
    expect(config).toMatchObject({
      demo: null,
      trustProxy: ['loopback', '10.0.0.0/8'],
      tokenKeys: [{ id: 'k1', key: Buffer.alloc(32, 1) }],
    });
    expect(config.publicUrl.origin).toBe('https://crm.agency.example');
  });

  test('names everything that is missing at once', () => {
    const words = refusalOf({ FORYOU_MODE: 'production' });
    for (const name of [
      ...['PUBLIC_URL', 'DATA_DIR', 'AUTH_SECRET', 'AMO_CRM_TOKEN_KEYS'],
      ...['AMO_CRM_CLIENT_ID', 'AMO_CRM_CLIENT_SECRET', 'AMO_CRM_REDIRECT_URI'],
    ]) {
      expect(words).toContain(`- ${name} is missing`);
    }
  });

  test('never generates a key', () => {
    const without = { ...production(), AUTH_SECRET: '', AMO_CRM_TOKEN_KEYS: '' };
    expect(refusalOf(without)).toMatch(/AUTH_SECRET is missing[^]*AMO_CRM_TOKEN_KEYS is missing/);
  });

  const sample = parseEnv(readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8'));
  test.each(['AUTH_SECRET', 'AMO_CRM_TOKEN_KEYS'])(
    'refuses the sample %s of .env.example',
    (name) => {
      expect(sample[name]).toBeTruthy();
      expect(refusalOf({ ...production(), [name]: sample[name] })).toContain(`${name} `);
      expect(refusalOf({ ...production(), [name]: sample[name] })).toContain('sample');
    },
  );

  test.each([
    ['no key', '', 'AMO_CRM_TOKEN_KEYS is missing'],
    ['the sample key', sample['AMO_CRM_TOKEN_KEYS'], 'has the sample key'],
  ])('refuses the keys command with %s, and makes no key', (_what, tokenKeys, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'foryou-config-'));
    const env = { ...production(), DATA_DIR: folder, AMO_CRM_TOKEN_KEYS: tokenKeys };
    expect(() => readKeysConfig(env)).toThrow(words);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test.each<[string, Environment, string]>([
    [
      'a plain http address',
      { PUBLIC_URL: 'http://crm.agency.example' },
      'PUBLIC_URL must be the https',
    ],
    [
      'an address with a path',
      { PUBLIC_URL: 'https://a.example/crm' },
      'PUBLIC_URL must be the https',
    ],
    [
      'a sandbox',
      { AMO_CRM_SANDBOX_ORIGIN: 'http://amocrm.localhost:3001' },
      'never for production',
    ],
    [
      'a demo password',
      { DEMO_PASSWORD: 'demo-foryou' },
      'DEMO_PASSWORD belongs to FORYOU_MODE=demo',
    ],
    [
      'a redirect URI without TLS',
      { AMO_CRM_REDIRECT_URI: 'http://crm.agency.example/api/amo-crm/callback' },
      'must be https',
    ],
    [
      'a redirect URI to another path',
      { AMO_CRM_REDIRECT_URI: 'https://crm.agency.example/callback' },
      'must end in /api/amo-crm/callback',
    ],
    [
      'a redirect URI to another host',
      { AMO_CRM_REDIRECT_URI: 'https://other.example/api/amo-crm/callback' },
      'does not agree with PUBLIC_URL',
    ],
    [
      'the app’s own scheme as a redirect URI',
      { AMO_CRM_REDIRECT_URI: 'foryoure://amo-crm/callback' },
      'must be https',
    ],
    [
      'a key set without TLS',
      external({ AUTH_JWKS_URL: 'http://a.example/jwks' }),
      'AUTH_JWKS_URL',
    ],
  ])('refuses %s', (_what, change, words) => {
    expect(refusalOf({ ...production(), ...change })).toContain(words);
  });
});

describe('wrong values are refused in words', () => {
  test.each<[string, Environment, string]>([
    [
      'no mode',
      { FORYOU_MODE: undefined },
      'FORYOU_MODE is missing: it must be demo, development or',
    ],
    ['an empty mode', { FORYOU_MODE: ' ' }, 'FORYOU_MODE is missing'],
    [
      'another mode',
      { FORYOU_MODE: 'prod' },
      'FORYOU_MODE must be demo, development or production',
    ],
    ['a port out of range', { PORT: '70000' }, 'PORT must be a port number'],
    ['a port in letters', { PORT: 'http' }, 'PORT must be a port number'],
    ['an address that is none', { PUBLIC_URL: 'crm.example' }, 'PUBLIC_URL must be the address'],
    ['an unknown CRM', { AMO_CRM_SERVER: 'bitrix' }, 'AMO_CRM_SERVER must be amocrm or kommo'],
    [
      'an id that is none',
      { AMO_CRM_CLIENT_ID: '31234' },
      'AMO_CRM_CLIENT_ID must be the integration’s id',
    ],
    [
      'a sandbox by number',
      { AMO_CRM_SANDBOX_ORIGIN: 'http://127.0.0.1:3001' },
      'AMO_CRM_SANDBOX_ORIGIN',
    ],
    [
      'a database that is none',
      { DATABASE_URL: 'mysql://a/b' },
      'DATABASE_URL must look like postgresql',
    ],
    ['a short secret', { AUTH_SECRET: 'short' }, 'AUTH_SECRET must be at least 32'],
    ['a key of 16 bytes', { AMO_CRM_TOKEN_KEYS: 'k1:AAAAAAAAAAAAAAAAAAAAAA==' }, '32 random bytes'],
    ['a key without an id', { AMO_CRM_TOKEN_KEYS: KEY }, 'AMO_CRM_TOKEN_KEYS must be'],
    ['two keys of one id', { AMO_CRM_TOKEN_KEYS: `a:${KEY},a:${KEY}` }, 'an id of its own'],
    ['half an external sign-in', { AUTH_ISSUER: 'https://a.example' }, 'AUTH_JWKS_URL is missing'],
    ['our own issuer', external({ AUTH_ISSUER: 'http://localhost:3000' }), 'our own issuer'],
    ['a claim without a value', external({ AUTH_ADMIN_CLAIM: 'role' }), 'role=admin'],
    ['a claim without a sign-in', { AUTH_ADMIN_CLAIM: 'role=admin' }, 'only together with'],
    ['no proxies in a number', { TRUST_PROXY: '0' }, 'TRUST_PROXY must be at least 1'],
    ['an odd package', { ANDROID_PACKAGE: 'crm' }, 'ANDROID_PACKAGE must be'],
    ['a short demo password', { DEMO_PASSWORD: 'demo' }, 'DEMO_PASSWORD must be 8 to 128'],
  ])('%s', (_what, change, words) => {
    expect(refusalOf({ ...demo(), ...change })).toContain(words);
  });

  test('without repeating what was given: it may be a secret in the wrong place', () => {
    const canary = 'canary-7d1c';
    const names = [
      'PUBLIC_URL',
      'DATABASE_URL',
      'AUTH_SECRET',
      'AMO_CRM_TOKEN_KEYS',
      'AMO_CRM_CLIENT_ID',
    ];
    const env = Object.fromEntries(names.map((name) => [name, canary]));
    const words = refusalOf({ ...demo(), ...env });
    for (const name of names) expect(words).toContain(`- ${name} `);
    expect(words).not.toContain(canary);
  });
});

test('the first token key writes, all of them read', () => {
  const other = Buffer.alloc(32, 2).toString('base64');
  const { tokenKeys } = readConfig({ ...demo(), AMO_CRM_TOKEN_KEYS: `new:${KEY}, old:${other}` });
  expect(tokenKeys.map((key) => key.id)).toEqual(['new', 'old']);
});

test('an external sign-in is read whole', () => {
  const config = readConfig({ ...demo(), ...external({ AUTH_ADMIN_CLAIM: 'role=admin' }) });
  expect(config.auth.external).toMatchObject({
    issuer: 'https://login.agency.example',
    audience: 'crm',
    adminClaim: { name: 'role', value: 'admin' },
  });
});

test('.env.example is taken as it is outside production', () => {
  const file = parseEnv(readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8'));
  expect(refusalOf({ ...file, FORYOU_MODE: 'development', DATA_DIR: dataDir })).toBe('not refused');
});

function external(change: Environment): Environment {
  return {
    AUTH_JWKS_URL: 'https://login.agency.example/jwks',
    AUTH_ISSUER: 'https://login.agency.example',
    AUTH_AUDIENCE: 'crm',
    ...change,
  };
}
