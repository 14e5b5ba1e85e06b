import type { AuditDetails } from '@foryou-crm/contract/admin';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { SealedValue } from '../amo-crm/vault/sealing.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const amoId = (name: string) => bigint(name, { mode: 'number' });
/** A column that holds ciphertext only: its TypeScript type cannot be mistaken for a plain string. */
const sealed = (name: string) => text(name).$type<SealedValue>();

/* ------------------------------------------------------------------ who is calling (auth/) */

export const roleEnum = pgEnum('role', ['user', 'admin']);

/**
 * The people of the app, keyed by who vouches for them: our own sign-in or the agency's. A deleted
 * user leaves its row as a tombstone, so that the same subject cannot come back as somebody else.
 */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    email: text('email'),
    name: text('name').notNull(),
    role: roleEnum('role').notNull().default('user'),
    blockedAt: instant('blocked_at'),
    deletedAt: instant('deleted_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [unique('users_issuer_subject').on(table.issuer, table.subject)],
);

/*
 * Our own sign-in: better-auth's tables. Their columns are its fields; the person behind a sign-in is
 * the row of `users` whose subject is `auth_user.id`.
 */

export const authUser = pgTable('auth_user', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  emailVerified: boolean('email_verified').notNull().default(false),
  image: text('image'),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

const authUserId = () =>
  text('user_id')
    .notNull()
    .references(() => authUser.id, { onDelete: 'cascade' });

export const authSession = pgTable(
  'auth_session',
  {
    id: text('id').primaryKey(),
    token: text('token').notNull().unique(),
    userId: authUserId(),
    expiresAt: instant('expires_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [index('auth_session_user').on(table.userId)],
);

export const authAccount = pgTable(
  'auth_account',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: authUserId(),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: instant('access_token_expires_at'),
    refreshTokenExpiresAt: instant('refresh_token_expires_at'),
    scope: text('scope'),
    password: text('password'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [index('auth_account_user').on(table.userId)],
);

/** One-time links (invitations, password resets), by the hash of what the link carries. */
export const authVerification = pgTable(
  'auth_verification',
  {
    id: text('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [index('auth_verification_identifier').on(table.identifier)],
);

/** The keys our JWTs are signed with; the private half is encrypted with AUTH_SECRET. */
export const authJwks = pgTable('auth_jwks', {
  id: text('id').primaryKey(),
  publicKey: text('public_key').notNull(),
  privateKey: text('private_key').notNull(),
  alg: text('alg'),
  crv: text('crv'),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at'),
});

/** How often a door was knocked at, shared by all instances. */
export const authRateLimit = pgTable('auth_rate_limit', {
  key: text('key').primaryKey(),
  count: integer('count').notNull(),
  resetsAt: instant('resets_at').notNull(),
});

/* --------------------------------------------------------------- the connection (amo-crm/) */

export const attemptStateEnum = pgEnum('amo_crm_attempt_state', [
  'open',
  'exchanging',
  'finished',
  'failed',
  'denied',
]);

/** One try to make a connection: the one-shot state, who began it, and what the callback saw. */
export const amoCrmConnectAttempts = pgTable(
  'amo_crm_connect_attempts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** sha256 of the 256-bit state, base64url: the state itself is never stored. */
    stateHash: text('state_hash').notNull().unique(),
    challenge: text('challenge').notNull(),
    platform: text('platform', { enum: ['native', 'web'] }).notNull(),
    state: attemptStateEnum('state').notNull().default('open'),
    /** Why it failed, one of the contract's attempt reasons. */
    reason: text('reason'),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    /** Seen by the callback, first wins. */
    codeHash: text('code_hash'),
    referer: text('referer'),
    calledBackAt: instant('called_back_at'),
    leaseOwner: text('lease_owner'),
    leaseUntil: instant('lease_until'),
    /** The pair amoCRM gave, from the first commit after the exchange until it moves to the vault. */
    accessToken: sealed('access_token'),
    refreshToken: sealed('refresh_token'),
    tokensExpireAt: instant('tokens_expire_at'),
    refreshExpiresAt: instant('refresh_expires_at'),
    apiDomain: text('api_domain'),
    /** The connection this attempt made: repeating the exchange answers "connected" while it lives. */
    connectionId: uuid('connection_id'),
    finishedAt: instant('finished_at'),
  },
  (table) => [index('amo_crm_connect_attempts_user').on(table.userId, table.createdAt)],
);

export const connectionStateEnum = pgEnum('amo_crm_connection_state', [
  'connected',
  'reconnect_required',
]);

/** `AmoCrmToken`: one row a connection, one connection a user. The vault. */
export const amoCrmTokens = pgTable(
  'amo_crm_tokens',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .unique()
      .references(() => users.id, { onDelete: 'cascade' }),
    accountId: amoId('account_id').notNull(),
    amoUserId: amoId('amo_user_id').notNull(),
    baseDomain: text('base_domain').notNull(),
    apiDomain: text('api_domain'),
    accessToken: sealed('access_token').notNull(),
    refreshToken: sealed('refresh_token').notNull(),
    expiresAt: instant('expires_at').notNull(),
    refreshExpiresAt: instant('refresh_expires_at').notNull(),
    tokenVersion: integer('token_version').notNull().default(1),
    leaseOwner: text('lease_owner'),
    leaseUntil: instant('lease_until'),
    /** A refresh left and nobody knows what came of it: the stored refresh token may be spent. */
    outcomeUnknown: boolean('outcome_unknown').notNull().default(false),
    state: connectionStateEnum('state').notNull().default('connected'),
    reason: text('reason', {
      enum: [
        'revoked',
        'refresh_expired',
        'unknown_outcome',
        'integration_disabled',
        'user_inactive',
      ],
    }),
    reconnectRequiredAt: instant('reconnect_required_at'),
    /** Why it cannot be used for now although it has not ended; null: it can. */
    trouble: text('trouble', {
      enum: [
        'crm_unreachable',
        'crm_rate_limited',
        'secret_rejected',
        'subscription_ended',
        'ip_blocked',
        'key_unavailable',
      ],
    }),
    troubleSince: instant('trouble_since'),
    /** Refreshes that failed since the last one that did not: the rest between tries grows with it. */
    refreshFailures: integer('refresh_failures').notNull().default(0),
    /** When the background refresh is due, some way into the access token's life. */
    refreshAt: instant('refresh_at').notNull().defaultNow(),
    /** To the hour: an idle connection is refreshed every other week only. */
    lastUsedAt: instant('last_used_at').notNull().defaultNow(),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    lastRefreshedAt: instant('last_refreshed_at'),
  },
  (table) => [
    index('amo_crm_tokens_account').on(table.accountId),
    index('amo_crm_tokens_due').on(table.state, table.refreshAt),
  ],
);
export type AmoCrmTokenRow = typeof amoCrmTokens.$inferSelect;

/** What is known of an account: read at connect and whenever it is asked for again. */
export const amoCrmAccounts = pgTable('amo_crm_accounts', {
  accountId: amoId('account_id').primaryKey(),
  name: text('name').notNull(),
  domain: text('domain').notNull(),
  currency: text('currency').notNull(),
  timeZone: text('time_zone').notNull(),
  isApiFilterEnabled: boolean('is_api_filter_enabled').notNull().default(false),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

/**
 * What happened to connections. The database itself refuses to change a row, or to delete one before
 * it is old. The account is 0 for what concerns the whole deployment.
 */
export const amoCrmAudit = pgTable(
  'amo_crm_audit',
  {
    accountId: amoId('account_id').notNull(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity(),
    at: instant('at').notNull(),
    userId: uuid('user_id'),
    connectionId: uuid('connection_id'),
    /** Who did it: a person of the app (then `actorId`), this backend, amoCRM, or a command line. */
    actor: text('actor', { enum: ['user', 'backend', 'crm', 'command'] }).notNull(),
    actorId: uuid('actor_id'),
    details: jsonb('details').$type<AuditDetails>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    index('amo_crm_audit_newest').on(table.id),
    index('amo_crm_audit_connection').on(table.connectionId, table.at),
  ],
);

/* ---------------------------------------------------------------------------- the deployment */

/** The running backends, and which keys each of them can open sealed values with. */
export const backendInstances = pgTable('backend_instances', {
  id: uuid('id').primaryKey(),
  keyIds: text('key_ids').array().notNull(),
  startedAt: instant('started_at').notNull(),
  seenAt: instant('seen_at').notNull(),
});

/** One row: what kind of deployment this database belongs to, so that a demo stays a demo. */
export const deployment = pgTable('deployment', {
  id: integer('id').primaryKey().default(1),
  mode: text('mode', { enum: ['demo', 'development', 'production'] }).notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

/* -------------------------------------------------------------------- the mirror (mirror/) */

export * from '../mirror/tables.ts';
