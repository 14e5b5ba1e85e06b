import { resolve } from 'node:path';
import { z } from 'zod';

/** A known sample is worse than no key at all: `.env.example` shows it, so everybody has it. */
export const SAMPLE_SECRET = 'sample-secret-never-use-it-anywhere';
export const SAMPLE_TOKEN_KEY = Buffer.from('sample-key-never-use-it-anywhere').toString('base64');

/** Reads variables one by one and notes what is wrong in words, so that all is said at once. */
export class Settings {
  readonly problems: string[] = [];
  readonly #env: Record<string, string | undefined>;

  constructor(env: Record<string, string | undefined>) {
    this.#env = env;
  }

  /** An empty variable counts as one that is not there. */
  has(name: string): boolean {
    return this.#value(name) !== null;
  }

  /** The value never appears in the words: it may be a secret in the wrong place. */
  wrong(name: string, words: string): void {
    this.problems.push(`${name} ${words}`);
  }

  required<T>(name: string, schema: z.ZodType<T>): T | null {
    if (!this.has(name)) {
      const words = schema.description ?? 'a value';
      this.wrong(name, `is missing: it must be ${words}.`);
      return null;
    }
    return this.optional(name, schema);
  }

  optional<T>(name: string, schema: z.ZodType<T>): T | null {
    const value = this.#value(name);
    if (value === null) return null;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const custom = parsed.error.issues.find((issue) => issue.code === 'custom')?.message;
    this.wrong(name, custom ?? `must be ${schema.description ?? 'another value'}.`);
    return null;
  }

  read<T>(name: string, schema: z.ZodType<T>, fallback: T): T {
    return this.optional(name, schema) ?? fallback;
  }

  #value(name: string): string | null {
    const value = this.#env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  }
}

/** The description finishes the sentence "X must be …". */
export const mode = z
  .enum(['demo', 'development', 'production'])
  .describe('demo, development or production');

export const text = z.string().min(1).max(2048).describe('a short text');
export const clientSecret = text.describe('the integration’s secret key, as amoCRM shows it');
export const redirectUri = text.describe(
  'the redirect URI of the integration: PUBLIC_URL/api/amo-crm/callback',
);

export const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number, 0 to 65535 (0: any free one).')
  .describe('a port number, 0 to 65535 (0: any free one)');

export const host = z
  .string()
  .regex(/^[0-9A-Za-z.:-]{1,253}$/)
  .describe('an address to listen on, such as 127.0.0.1 or 0.0.0.0');

export const logLevel = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .describe('fatal, error, warn, info, debug, trace or silent');

const isAddress = (value: string, protocols: readonly string[], isBare: boolean): boolean => {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !protocols.includes(url.protocol) || url.username || url.password) return false;
  return !isBare || (url.pathname === '/' && url.search === '' && url.hash === '');
};

const address = (isBare: boolean) => (words: string, protocols: readonly string[]) =>
  z
    .string()
    .refine((value) => isAddress(value, protocols, isBare), `must be ${words}.`)
    .transform((value) => new URL(value))
    .describe(words);
const bare = address(true);
const anyUrl = address(false);

export const origin = bare('the address people open, without a path: http://localhost:3000', [
  'http:',
  'https:',
]);
export const httpsOrigin = bare(
  'the https address people open, without a path: https://crm.example.com',
  ['https:'],
);
export const webUrl = anyUrl('an http or https address', ['http:', 'https:']);
export const httpsUrl = anyUrl('an https address', ['https:']);

export const databaseUrl = z
  .string()
  .refine(
    (value) => URL.canParse(value) && /^postgres(?:ql)?:$/.test(new URL(value).protocol),
    'must look like postgresql://user:password@host:5432/database.',
  );

export const folder = z
  .string()
  .transform((value) => resolve(value))
  .describe('a folder that is kept between starts');

/** `1` hops, or addresses and networks: `loopback, 10.0.0.0/8`. */
export const trustProxy = z
  .string()
  .regex(/^[0-9a-zA-Z.:/, ]+$/)
  .transform((value) =>
    /^\d+$/.test(value) ? Number(value) : value.split(',').map((part) => part.trim()),
  )
  .refine((value) => value !== 0, 'must be at least 1, or left out.')
  .describe('the number of proxies in front, or their addresses: loopback,10.0.0.0/8');

export const secret = z.string().min(32).describe('at least 32 random characters');
export const productionSecret = secret.refine(
  (value) => value !== SAMPLE_SECRET,
  'is the sample of .env.example, which everybody knows. Make your own: openssl rand -base64 32.',
);

export const password = z.string().min(8).max(128).describe('8 to 128 characters');

const howToMakeKeys = 'id:key, the key being 32 random bytes: k1:$(openssl rand -base64 32)';

export const tokenKeys = z
  .string()
  .transform((value, context) => {
    const keys = value.split(',').map((part) => {
      const [, id = '', encoded = ''] =
        /^([a-z0-9-]{1,32}):([A-Za-z0-9+/]{43}=)$/i.exec(part.trim()) ?? [];
      return { id, key: Buffer.from(encoded, 'base64') };
    });
    const ids = new Set(keys.map((key) => key.id));
    if (ids.size < keys.length || keys.some(({ id, key }) => id === '' || key.length !== 32)) {
      context.addIssue({
        code: 'custom',
        message: `must be ${howToMakeKeys}. Several are separated by commas, each with an id of its own.`,
      });
    }
    return keys;
  })
  .describe(howToMakeKeys);
export const productionTokenKeys = tokenKeys.refine(
  (keys) => keys.every(({ key }) => key.toString('base64') !== SAMPLE_TOKEN_KEY),
  'has the sample key of .env.example, which everybody knows. Make your own: openssl rand -base64 32.',
);

export const adminClaim = z
  .string()
  .regex(/^[^=\s]{1,200}=.{1,200}$/)
  .transform((value) => {
    const cut = value.indexOf('=');
    return { name: value.slice(0, cut), value: value.slice(cut + 1) };
  })
  .describe('a claim and its value: role=admin');

export const vendor = z.enum(['amocrm', 'kommo']).describe('amocrm or kommo');

export const clientId = z
  .uuid()
  .describe('the integration’s id, a UUID such as 5c3f1c2e-0d1b-4a55-9f0e-2f8a4c1d7b60');

export const androidPackage = z
  .string()
  .regex(/^[a-zA-Z]\w*(?:\.[a-zA-Z]\w*)+$/)
  .describe('the Android app’s package, such as com.example.crm');

/** What is wrong with a redirect URI, in words; null when it is ours. */
export function redirectProblem(uri: string, ours: string, mustBeHttps: boolean): string | null {
  const same = `Set it, and the integration’s redirect URI in amoCRM, to ${ours}.`;
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url === null) return `is not an address. ${same}`;
  if (mustBeHttps && url.protocol !== 'https:') return `must be https: amoCRM asks for it. ${same}`;
  if (url.pathname !== new URL(ours).pathname || url.search !== '' || url.hash !== '') {
    return `must end in ${new URL(ours).pathname}, where the backend expects amoCRM’s answer. ${same}`;
  }
  if (url.origin !== new URL(ours).origin) {
    return `does not agree with PUBLIC_URL: amoCRM would send people somewhere else. ${same}`;
  }
  return null;
}

export const isLoopback = (address: string) =>
  address === 'localhost' || address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
