import { z } from 'zod';

/** What a sandbox can be told at start. Everything has a default, so `{}` is enough. */
export interface SandboxOptions {
  /** Port to listen on; 0 (default) takes a free one. */
  port?: number | undefined;
  /** Address to bind; 127.0.0.1 by default. */
  host?: string | undefined;
  /** The name that stands for `amocrm.ru`: accounts live under `{subdomain}.{baseHost}`. */
  baseHost?: string | undefined;
  /** Opens the control API under `/_sandbox`. Off by default. */
  control?: boolean | undefined;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  /** The redirect address registered with the integration; no request can change it. */
  redirectUri?: string | undefined;
  /** Where the signed "integration was disabled" call goes; none is sent without it. */
  disconnectHookUrl?: string | undefined;
  /** May a spent refresh token be used again until its successor was used? */
  refreshReuse?: 'strict' | 'until_new_used' | undefined;
  /** A file that keeps grants, keys and what control changed over a restart; none by default. */
  stateFile?: string | undefined;
  /**
   * Keeps leads and everything else that people and clients write, too, beside the state file; without
   * it, rows are seeded anew at every start, and their times hang on that day.
   */
  keepRows?: boolean | undefined;
  /** The name the consent page shows for the integration. */
  integrationName?: string | undefined;
  /** Asks who opens the consent page to sign in first, by a user's email; off by default. */
  signIn?: boolean | undefined;
  /** Log lines (route patterns and statuses only) on stdout. */
  logger?: boolean | undefined;
  /** Whose reading where the two vendors' documents differ; `amocrm` by default. */
  vendor?: 'amocrm' | 'kommo' | undefined;
  /** Every doubt is decided against the client. */
  strict?: boolean | undefined;
  /** Holds callers to the documented number of requests a second; off by default. */
  limit?: boolean | undefined;
  /** Listens on https as well, with a certificate for the vendors' real names. */
  tls?: boolean | undefined;
  /** Port for https; 0 (default) takes a free one. */
  tlsPort?: number | undefined;
  /** A folder that keeps the certificate authority; without one it is made anew at every start. */
  tlsFolder?: string | undefined;
  /** How many leads the first account has; those of the seed unless told otherwise. */
  leads?: number | undefined;
  /** Another number, other people and leads in the same two accounts. */
  seed?: number | undefined;
  /** How many accounts there are; two by default. More are small agencies, `palmco2`, `palmco3`, … */
  accounts?: number | undefined;
}

export type StartRefusal =
  | 'invalid_option'
  | 'port_taken'
  | 'cannot_listen'
  /** The folder of the certificate authority cannot be read or written. */
  | 'tls_unusable'
  /** The state file is there and is not one that this sandbox can go on from. */
  | 'state_refused'
  | 'state_unwritable';

/** Why a sandbox could not start. `message` is a sentence for the person at the terminal. */
export class SandboxStartError extends Error {
  readonly code: StartRefusal;

  constructor(code: StartRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SandboxStartError';
    this.code = code;
  }
}

/** The integration every sandbox knows unless told otherwise. The secret opens nothing but a sandbox. */
export const demoIntegration = {
  clientId: '5a9d0b0c-0000-4000-8000-5a4db0c50001',
  clientSecret: 'SandboxOnlySecretSandboxOnlySecretSandboxOnlySecretSandboxOnly01',
  redirectUri: 'http://localhost:3000/api/amo-crm/callback',
} as const;

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' });
const hostName = z
  .string()
  .regex(
    /^(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    'must be a lower-case host name without a port',
  );

const port = z.int('must be a whole number').min(0).max(65535).default(0);

const optionsSchema = z.object({
  port,
  host: z.string().min(1).default('127.0.0.1'),
  baseHost: hostName.optional(),
  control: z.boolean().default(false),
  clientId: z.uuid('must be a UUID').default(demoIntegration.clientId),
  clientSecret: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable characters without spaces')
    .default(demoIntegration.clientSecret),
  redirectUri: webAddress.default(demoIntegration.redirectUri),
  disconnectHookUrl: webAddress.optional(),
  refreshReuse: z.enum(['strict', 'until_new_used']).optional(),
  stateFile: z.string().min(1).optional(),
  keepRows: z.boolean().default(false),
  integrationName: z.string().min(1).max(255).default('For You CRM'),
  signIn: z.boolean().default(false),
  logger: z.boolean().default(false),
  vendor: z.enum(['amocrm', 'kommo']).default('amocrm'),
  strict: z.boolean().default(false),
  limit: z.boolean().optional(),
  tls: z.boolean().default(false),
  tlsPort: port,
  tlsFolder: z.string().min(1).optional(),
  leads: z.int('must be a whole number').min(0).max(1_000_000).optional(),
  seed: z.int('must be a whole number').min(0).max(4_294_967_295).optional(),
  accounts: z.int('must be a whole number').min(2).max(600).optional(),
});

const checkedSchema = optionsSchema.refine((options) => !options.keepRows || options.stateFile, {
  path: ['keepRows'],
  error: 'needs a state file, beside which the rows are kept',
});

/** What depends on the vendor unless it was said. */
const settingsSchema = checkedSchema.transform((options) => ({
  ...options,
  baseHost: options.baseHost ?? `${options.vendor}.localhost`,
  // Kommo's page: the old one works until the new one is used. amoCRM's page: it is spent at once.
  refreshReuse:
    options.refreshReuse ??
    (options.vendor === 'kommo' && !options.strict ? 'until_new_used' : 'strict'),
  limit: options.limit ?? options.strict,
}));

/** Options after checking, every default filled in. */
export type Settings = z.output<typeof settingsSchema>;

/**
 * Checks options and fills in defaults.
 * @throws {SandboxStartError} `invalid_option`, naming every option that is wrong.
 */
export function readSettings(options: SandboxOptions): Settings {
  const parsed = settingsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'options'}: ${issue.message}`,
  );
  throw new SandboxStartError('invalid_option', `Wrong option. ${complaints.join('; ')}`);
}
