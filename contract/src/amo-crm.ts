import { z } from 'zod';
import { amoIdSchema } from './ids.ts';
import { reconnectReasonSchema, troubleReasonSchema } from './problem.ts';

const instantSchema = z.iso.datetime();

/** `GET /api/amo-crm/status`. Without a connection the strings are empty and the rest is null. */
export const connectionStatusSchema = z.object({
  connected: z.boolean(),
  hasTokens: z.boolean(),
  domain: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  state: z.enum(['connected', 'reconnect_required']).nullable(),
  reason: reconnectReasonSchema.nullable(),
  connectedAt: instantSchema.nullable(),
  reconnectRequiredAt: instantSchema.nullable(),
  /** Connected, and yet not to be used for now: why, and since when. It mends itself or is mended. */
  trouble: z.object({ reason: troubleReasonSchema, since: instantSchema }).nullable(),
  lastSyncAt: instantSchema.nullable(),
  /** The ISO 4217 code of the account's currency, the zone its days are counted in. */
  currency: z.string().nullable(),
  timeZone: z.string().nullable(),
  /** The broker's own amoCRM user, so that the app can tell "mine" from a colleague's. */
  amoUserId: amoIdSchema.nullable(),
});
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;

/** The status of a user who has connected nothing. */
export const noConnection: ConnectionStatus = {
  connected: false,
  hasTokens: false,
  domain: '',
  accountId: '',
  accountName: '',
  state: null,
  reason: null,
  connectedAt: null,
  reconnectRequiredAt: null,
  trouble: null,
  lastSyncAt: null,
  currency: null,
  timeZone: null,
  amoUserId: null,
};

/** base64url of 32 bytes: an S256 challenge, a verifier, a state. */
export const token256Schema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** `POST /api/amo-crm/auth-url` */
export const authUrlRequestSchema = z.strictObject({
  challenge: token256Schema,
  platform: z.enum(['native', 'web']),
});
export type AuthUrlRequest = z.infer<typeof authUrlRequestSchema>;

export const authUrlSchema = z.object({
  url: z.url(),
  state: token256Schema,
  expiresAt: instantSchema,
});
export type AuthUrl = z.infer<typeof authUrlSchema>;

/** amoCRM's codes are opaque, "hundreds of hex chars"; the caps only keep nonsense out. */
export const authorizationCodeSchema = z.string().regex(/^[A-Za-z0-9._~-]{1,2048}$/);

/** `POST /api/amo-crm/exchange-code` → `{ data: ConnectionStatus }` */
export const exchangeCodeRequestSchema = z.strictObject({
  code: authorizationCodeSchema,
  state: token256Schema,
  /** The host amoCRM named in the redirect. Checked against the allow-list, so any text may come. */
  referer: z.string().max(2048),
  verifier: token256Schema,
  /** Sent with the second call, after the broker agreed to connect another account than before. */
  confirmAccountChange: z.boolean().optional(),
});
export type ExchangeCodeRequest = z.infer<typeof exchangeCodeRequestSchema>;

/**
 * A stage, amoCRM's "status". 142 (won) and 143 (lost) repeat in every pipeline, so a stage is
 * keyed by `pipelineId` and `id`.
 */
export const stageSchema = z.object({
  id: amoIdSchema,
  pipelineId: amoIdSchema,
  name: z.string(),
  sort: z.number().int(),
  /** As amoCRM sends it, e.g. `#99ccff`; the app makes it readable. */
  color: z.string(),
  isEditable: z.boolean(),
  /** 1: incoming ("unsorted"), 0: any other. */
  type: z.number().int(),
  mappedStatus: z.enum(['NEW', 'IN_PROGRESS', 'CLOSED']),
});
export type Stage = z.infer<typeof stageSchema>;

export const pipelineSchema = z.object({
  id: amoIdSchema,
  name: z.string(),
  sort: z.number().int(),
  isMain: z.boolean(),
  isUnsortedOn: z.boolean(),
  stages: z.array(stageSchema),
});
export type Pipeline = z.infer<typeof pipelineSchema>;

/** The amoCRM statuses that mean the same in every pipeline. */
export const WON_STAGE_ID = 142;
export const LOST_STAGE_ID = 143;

export const pipelineParamsSchema = z.object({ id: z.coerce.number().pipe(amoIdSchema) });
