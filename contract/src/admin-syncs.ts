import { z } from 'zod';
import { amoIdSchema } from './ids.ts';
import { retryReasonSchema } from './problem.ts';

const instantSchema = z.iso.datetime();

/** What an account's first reading goes through, in this order. */
export const syncStepSchema = z.enum([
  'account',
  'pipelines',
  'leads',
  'contacts',
  'companies',
  'tasks',
  'unsorted',
  'notes',
  'events',
  'done',
]);

/** Why a sync stands still. `reconnect_required` and `not_connected`: nobody's connection works. */
export const syncTroubleReasonSchema = z.enum([
  ...retryReasonSchema.options,
  'reconnect_required',
  'not_connected',
  'forbidden_by_crm',
  'not_found',
  'internal',
]);
export type SyncTroubleReason = z.infer<typeof syncTroubleReasonSchema>;

/** `none`: not subscribed (yet); `unavailable`: the account's plan has no webhooks. */
export const webhookStateSchema = z.enum(['none', 'subscribed', 'unavailable', 'disabled']);

/** `hooks`: what webhooks have named is read again. `sweep`: everything is read once more. */
export const syncTaskSchema = z.enum([
  'import',
  'structure',
  'subscription',
  'hooks',
  'delta',
  'sweep',
]);

/** How an amoCRM account is kept in our mirror. Kinds and times: the app words them. */
export const adminSyncSchema = z.object({
  accountId: z.string(),
  accountName: z.string(),
  domain: z.string(),
  connections: z.object({
    connected: z.number().int(),
    reconnectRequired: z.number().int(),
    /** Of the connected ones: not to be used for now. */
    inTrouble: z.number().int(),
  }),
  /**
   * `waiting`: not begun. `importing`: read for the first time, or anew for somebody who sees more.
   * `stalled`: see `trouble`. `abandoned`: nobody is connected, and it is forgotten at `forgottenAt`.
   */
  state: z.enum(['waiting', 'importing', 'ready', 'stalled', 'abandoned']),
  /** `full`: all of the account; `seen`: what the connected brokers may see. */
  coverage: z.enum(['full', 'seen']),
  /** The latest reading of everything: the import, or since then a sweep. */
  reading: z.object({
    step: syncStepSchema,
    rows: z.number().int(),
    startedAt: instantSchema.nullable(),
    /** When the import ended; null: it did not yet. */
    importedAt: instantSchema.nullable(),
  }),
  trouble: z
    .object({
      reason: syncTroubleReasonSchema,
      since: instantSchema,
      /** Turns that failed one after the other. */
      failures: z.number().int(),
    })
    .nullable(),
  lastSyncAt: instantSchema.nullable(),
  webhooks: z.object({
    state: webhookStateSchema,
    checkedAt: instantSchema.nullable(),
    /** What they have named and nobody has read yet; counted up to 10,000. */
    waiting: z.number().int(),
  }),
  /** A backend works on it at this moment. */
  isWorking: z.boolean(),
  /** What comes next, and when; null: nothing, for nobody's connection works. */
  next: z.object({ task: syncTaskSchema, at: instantSchema }).nullable(),
  /** Whose connection reads; null: everybody's in turn, or nobody's. */
  readerId: z.uuid().nullable(),
  /** Of an abandoned one; null: not known yet. */
  forgottenAt: instantSchema.nullable(),
});
export type AdminSync = z.infer<typeof adminSyncSchema>;

/** `GET /api/admin/syncs`: one row an account, by its name. */
export const adminSyncsPageSchema = z.object({
  data: z.array(adminSyncSchema),
  nextCursor: z.string().nullable(),
});

/** `POST /api/admin/syncs/:accountId/retry` → `{ data: AdminSync }` */
export const retrySyncParamsSchema = z.object({
  accountId: z.coerce.number().pipe(amoIdSchema),
});
/** `full`: everything is read once more as well. */
export const retrySyncRequestSchema = z.strictObject({ full: z.boolean().optional() }).nullish();
