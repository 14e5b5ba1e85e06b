import { join, resolve } from 'node:path';
import { amocrmServer, kommoServer, sandboxServer, type AmoServer } from '@foryou-crm/amocrm';
import { paths } from '@foryou-crm/contract/paths';
import { generatedSecrets, type TokenKey } from './config-secrets.ts';
import * as rules from './config-values.ts';
import { StartRefusal } from './start-refusal.ts';

export type Mode = 'demo' | 'development' | 'production';

/** What every program of the backend needs: the server and the command lines. */
export interface CoreConfig {
  mode: Mode;
  port: number;
  /** Where browsers and phones reach this deployment; every link and redirect is built from it. */
  publicUrl: URL;
  /** Absolute. Holds keys and, without DATABASE_URL, the database; kept between starts. */
  dataDir: string;
  databaseUrl: string | null;
  logLevel: string;
}

/** What the environment says, parsed once at start. Nothing else reads `process.env`. */
export interface Config extends CoreConfig {
  host: string;
  trustProxy: string[] | number | false;
  auth: {
    /** Signs our own sessions. */
    secret: string;
    /** The agency's own sign-in, instead of ours. */
    external: ExternalSignIn | null;
  };
  amoCrm: {
    clientId: string;
    clientSecret: string;
    redirectUri: string;
    /** Whose CRM it is in words to people; `server` may be a sandbox that plays it. */
    vendor: 'amocrm' | 'kommo';
    server: AmoServer;
  };
  /** The first key writes, all read. Each is 32 bytes. */
  tokenKeys: TokenKey[];
  /** Only in demo mode. */
  demo: { password: string } | null;
  /** The Android package behind the `intent://` fallback of the callback page. */
  androidPackage: string;
  /** What /metrics asks for. Null: this machine only, and not in production. */
  metricsToken: string | null;
}

/** What the `keys` command needs: the ring that opens what is stored, and where it is kept. */
export interface KeysConfig extends CoreConfig {
  tokenKeys: TokenKey[];
  /** AMO_CRM_TOKEN_KEYS, or the keys that were generated into DATA_DIR. */
  keySource: 'environment' | 'file';
}

export interface ExternalSignIn {
  jwksUrl: URL;
  issuer: string;
  audience: string;
  adminClaim: AdminClaim | null;
}

export interface AdminClaim {
  name: string;
  value: string;
}

export type Environment = Record<string, string | undefined>;

const repository = resolve(import.meta.dirname, '../..');

/** Throws one `StartRefusal` that names everything that is wrong. */
export function readCoreConfig(env: Environment): CoreConfig {
  const settings = new rules.Settings(env);
  const core = readCore(settings);
  if (core === null || settings.problems.length > 0) throw refusal(settings.problems);
  return core;
}

/** Throws one `StartRefusal` that names everything that is wrong. */
export function readKeysConfig(env: Environment): KeysConfig {
  const settings = new rules.Settings(env);
  const core = readCore(settings);
  if (core === null) throw refusal(settings.problems);
  const tokenKeys = readTokenKeys(settings, core.mode);
  if (settings.problems.length > 0) throw refusal(settings.problems);
  return tokenKeys === null
    ? { ...core, keySource: 'file', tokenKeys: generatedSecrets(core.dataDir).tokenKeys }
    : { ...core, keySource: 'environment', tokenKeys };
}

/**
 * Throws one `StartRefusal` that names everything that is wrong. Outside production a missing
 * AUTH_SECRET or AMO_CRM_TOKEN_KEYS is generated once, into DATA_DIR.
 */
export function readConfig(env: Environment): Config {
  const settings = new rules.Settings(env);
  const core = readCore(settings);
  // Every other rule depends on the mode.
  if (core === null) throw refusal(settings.problems);
  const { mode, publicUrl, dataDir } = core;
  const production = mode === 'production';
  const host = settings.read('HOST', rules.host, '127.0.0.1');
  const external = readExternal(settings, mode, publicUrl);
  const amoCrm = readAmoCrm(settings, mode, publicUrl);
  const secret = production
    ? settings.required('AUTH_SECRET', rules.productionSecret)
    : settings.optional('AUTH_SECRET', rules.secret);
  const tokenKeys = readTokenKeys(settings, mode);
  const rest = {
    trustProxy: settings.optional('TRUST_PROXY', rules.trustProxy) ?? (false as const),
    androidPackage: settings.read('ANDROID_PACKAGE', rules.androidPackage, 'example.foryou.crm'),
    metricsToken: settings.optional('METRICS_TOKEN', rules.secret),
  };
  const demoPassword = settings.optional('DEMO_PASSWORD', rules.password);
  if (mode !== 'demo' && demoPassword !== null) {
    settings.wrong('DEMO_PASSWORD', 'belongs to FORYOU_MODE=demo. Remove it.');
  }
  if (settings.problems.length > 0 || amoCrm === null) throw refusal(settings.problems);
  const generated = secret === null || tokenKeys === null ? generatedSecrets(dataDir) : null;
  return {
    ...core,
    ...rest,
    host,
    auth: { secret: secret ?? generated?.authSecret ?? '', external },
    amoCrm,
    tokenKeys: tokenKeys ?? generated?.tokenKeys ?? [],
    demo: mode === 'demo' ? { password: demoPassword ?? 'demo-foryou' } : null,
  };
}

function readCore(settings: rules.Settings): CoreConfig | null {
  const mode = settings.required('FORYOU_MODE', rules.mode);
  const port = settings.read('PORT', rules.port, 3000);
  const logLevel = settings.read('LOG_LEVEL', rules.logLevel, 'info');
  const databaseUrl = settings.optional('DATABASE_URL', rules.databaseUrl);
  if (mode === null) return null;
  const production = mode === 'production';
  const local = new URL(`http://localhost:${String(port)}`);
  const publicUrl = production
    ? settings.required('PUBLIC_URL', rules.httpsOrigin)
    : settings.read('PUBLIC_URL', rules.origin, local);
  const dataDir = production
    ? settings.required('DATA_DIR', rules.folder)
    : settings.read('DATA_DIR', rules.folder, join(repository, '.data', mode));
  // Whatever is missing has been noted as a problem: the stand-ins never leave this module.
  return {
    mode,
    port,
    logLevel,
    databaseUrl,
    publicUrl: publicUrl ?? local,
    dataDir: dataDir ?? repository,
  };
}

/** Null where none are set and none have to be. */
const readTokenKeys = (settings: rules.Settings, mode: Mode): TokenKey[] | null =>
  mode === 'production'
    ? settings.required('AMO_CRM_TOKEN_KEYS', rules.productionTokenKeys)
    : settings.optional('AMO_CRM_TOKEN_KEYS', rules.tokenKeys);

function readExternal(settings: rules.Settings, mode: Mode, publicUrl: URL): ExternalSignIn | null {
  const names = ['AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE'] as const;
  const adminClaim = settings.optional('AUTH_ADMIN_CLAIM', rules.adminClaim);
  if (names.every((name) => !settings.has(name))) {
    if (adminClaim !== null) {
      settings.wrong('AUTH_ADMIN_CLAIM', `has a meaning only together with ${names.join(', ')}.`);
    }
    return null;
  }
  const url = mode === 'production' ? rules.httpsUrl : rules.webUrl;
  const jwksUrl = settings.required('AUTH_JWKS_URL', url);
  const issuer = settings.required('AUTH_ISSUER', rules.text);
  const audience = settings.required('AUTH_AUDIENCE', rules.text);
  if (issuer === publicUrl.origin) {
    settings.wrong(
      'AUTH_ISSUER',
      'is PUBLIC_URL, our own issuer. Name the other sign-in’s issuer.',
    );
  }
  return jwksUrl && issuer && audience ? { jwksUrl, issuer, audience, adminClaim } : null;
}

function readAmoCrm(settings: rules.Settings, mode: Mode, publicUrl: URL): Config['amoCrm'] | null {
  const production = mode === 'production';
  const vendor = settings.read('AMO_CRM_SERVER', rules.vendor, 'amocrm');
  const clientId = settings.required('AMO_CRM_CLIENT_ID', rules.clientId);
  const clientSecret = settings.required('AMO_CRM_CLIENT_SECRET', rules.clientSecret);
  const ours = new URL(paths.amoCrm.callback, publicUrl).href;
  const redirectUri = production
    ? settings.required('AMO_CRM_REDIRECT_URI', rules.redirectUri)
    : settings.read('AMO_CRM_REDIRECT_URI', rules.redirectUri, ours);
  const wrongUri =
    redirectUri === null ? null : rules.redirectProblem(redirectUri, ours, production);
  if (wrongUri !== null) settings.wrong('AMO_CRM_REDIRECT_URI', wrongUri);
  const origin = settings.optional('AMO_CRM_SANDBOX_ORIGIN', rules.text);
  const authorizeOrigin = settings.optional('AMO_CRM_SANDBOX_AUTHORIZE_ORIGIN', rules.text);
  let server = vendor === 'amocrm' ? amocrmServer() : kommoServer();
  if (production) {
    for (const name of ['AMO_CRM_SANDBOX_ORIGIN', 'AMO_CRM_SANDBOX_AUTHORIZE_ORIGIN']) {
      if (settings.has(name))
        settings.wrong(name, 'is for sandboxes, never for production. Remove it.');
    }
  } else if (origin !== null) {
    try {
      server = sandboxServer({ origin, ...(authorizeOrigin === null ? {} : { authorizeOrigin }) });
    } catch (error) {
      settings.wrong('AMO_CRM_SANDBOX_ORIGIN', error instanceof Error ? `${error.message}.` : '');
    }
  } else if (authorizeOrigin !== null) {
    settings.wrong('AMO_CRM_SANDBOX_AUTHORIZE_ORIGIN', 'needs AMO_CRM_SANDBOX_ORIGIN beside it.');
  }
  if (clientId === null || clientSecret === null || redirectUri === null) return null;
  return { clientId, clientSecret, redirectUri, vendor, server };
}

/** What is allowed, but worth a line in the log. */
export function warningsOf({ mode, host }: Pick<Config, 'mode' | 'host'>): string[] {
  if (mode === 'production' || rules.isLoopback(host)) return [];
  const why = mode === 'demo' ? 'its password is known to everybody' : 'it is not protected by TLS';
  return [
    `This ${mode} deployment listens on ${host}: others on this network can use it, and ${why}.`,
  ];
}

const refusal = (problems: readonly string[]) =>
  new StartRefusal(
    ['These settings have to be put right first:', ...problems.map((p) => `- ${p}`)].join('\n'),
  );
