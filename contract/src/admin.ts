import { z } from 'zod';
import { amoIdSchema } from './ids.ts';
import { reconnectReasonSchema, troubleReasonSchema } from './problem.ts';

const instantSchema = z.iso.datetime();

/** One page of a list: `cursor` is opaque and comes from the page before. */
export const pageQuerySchema = z.strictObject({
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** What happened to a connection, or to all of them. Nothing secret and no person's data in it. */
export const auditDetailsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connected'), tokenVersion: z.number().int() }),
  z.object({
    kind: z.literal('refreshed'),
    tokenVersion: z.number().int(),
    /** The database was down when amoCRM answered: the pair waited in the spool. */
    fromSpool: z.boolean(),
  }),
  /** The first of a series of failures; those that follow for the same reason are not repeated. */
  z.object({ kind: z.literal('refresh_failed'), trouble: troubleReasonSchema }),
  z.object({ kind: z.literal('reconnect_required'), reason: reconnectReasonSchema }),
  z.object({ kind: z.literal('disconnected') }),
  /** Whose account of the app was deleted, by themselves or by a command. */
  z.object({ kind: z.literal('person_deleted') }),
  /** An administrator had an account's sync tried again at once; `full`: read whole, too. */
  z.object({ kind: z.literal('sync_retried'), full: z.boolean() }),
  /** amoCRM's signed disconnect hook; `isComplete`: every connection of the account was asked. */
  z.object({ kind: z.literal('disconnect_hook'), isComplete: z.boolean() }),
  /** Sealed values that were sealed anew by the ring's first key. */
  z.object({
    kind: z.literal('keys_rotated'),
    keyId: z.string(),
    resealed: z.number().int(),
    unreadable: z.number().int(),
  }),
]);
export type AuditDetails = z.infer<typeof auditDetailsSchema>;

/** `GET /api/admin/audit`: newest first. */
export const auditEntrySchema = z.object({
  id: z.number().int(),
  at: instantSchema,
  accountId: z.string().nullable(),
  userId: z.uuid().nullable(),
  connectionId: z.uuid().nullable(),
  /** `backend` and `command`: nobody's request; `crm`: amoCRM called. */
  actor: z.enum(['user', 'backend', 'crm', 'command']),
  actorId: z.uuid().nullable(),
  details: auditDetailsSchema,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditQuerySchema = pageQuerySchema.extend({ userId: z.uuid().optional() });
export const auditPageSchema = z.object({
  data: z.array(auditEntrySchema),
  nextCursor: z.string().nullable(),
});

/** `GET /api/admin/connections`: everybody who may sign in, and what they have with amoCRM. */
export const adminConnectionSchema = z.object({
  userId: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  role: z.enum(['user', 'admin']),
  isBlocked: z.boolean(),
  /** Null: never connected, or disconnected. */
  connection: z
    .object({
      id: z.uuid(),
      accountId: z.string(),
      accountName: z.string(),
      domain: z.string(),
      amoUserId: amoIdSchema,
      state: z.enum(['connected', 'reconnect_required']),
      reason: reconnectReasonSchema.nullable(),
      reconnectRequiredAt: instantSchema.nullable(),
      trouble: z.object({ reason: troubleReasonSchema, since: instantSchema }).nullable(),
      connectedAt: instantSchema,
      lastRefreshedAt: instantSchema.nullable(),
      lastSyncAt: instantSchema.nullable(),
      /** Other people of the app who act as the same amoCRM user. Allowed, and worth knowing. */
      sharedWith: z.array(z.uuid()),
    })
    .nullable(),
});
export type AdminConnection = z.infer<typeof adminConnectionSchema>;

export const adminConnectionsPageSchema = z.object({
  data: z.array(adminConnectionSchema),
  nextCursor: z.string().nullable(),
});

/** `GET /api/admin/integration`: the health of what everybody's connection stands on. */
export const integrationHealthSchema = z.object({
  clientId: z.string(),
  redirectUri: z.string(),
  /** Whether amoCRM accepts our client id and secret, as far as it was asked. */
  secret: z.enum(['ok', 'secret_rejected']),
  connections: z.object({
    connected: z.number().int(),
    reconnectRequired: z.number().int(),
    inTrouble: z.number().int(),
  }),
  keys: z.object({
    /** The key that seals. */
    writer: z.string(),
    /** How many pairs each key has sealed, the ones of this ring and others. */
    sealed: z.array(z.object({ keyId: z.string(), pairs: z.number().int(), isKnown: z.boolean() })),
  }),
  /** Accounts with a connection, by how their changes are told. */
  webhooks: z.object({
    subscribed: z.number().int(),
    none: z.number().int(),
    unavailable: z.number().int(),
    disabled: z.number().int(),
  }),
  /** What all backends together ask of amoCRM. */
  requests: z.object({
    /** Of the last second, in all accounts. */
    lastSecond: z.number().int(),
    /** The same in the account that is asked most; on Kommo, in all of them. */
    busiest: z.number().int(),
    /** How many a second amoCRM allows there. */
    limit: z.number().int(),
    /** What is left alone because amoCRM asked for it, the longest first, at most 20. */
    paused: z.array(
      z.object({
        /** Null: an account not known by its id yet, or on Kommo the address requests leave from. */
        accountId: z.string().nullable(),
        reason: z.enum(['rate_limited', 'blocked']),
        until: instantSchema,
      }),
    ),
  }),
  /** Pairs on this instance's disk that wait for the database. */
  spooled: z.number().int(),
  /** Of the connected ones: when the pair that was not renewed for longest was given. */
  oldestPairAt: instantSchema.nullable(),
});
export type IntegrationHealth = z.infer<typeof integrationHealthSchema>;

export const adminUserParamsSchema = z.object({ userId: z.uuid() });
