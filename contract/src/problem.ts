import { z } from 'zod';
import { leadSchema } from './leads.ts';

/**
 * The closed union of everything that can go wrong between the app and the backend, and the HTTP
 * status each travels with. Bodies are RFC 9457 problem details with a `kind`.
 */
export const statusOfKind = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  invalid_input: 422,
  attempt_invalid: 400,
  not_connected: 409,
  reconnect_required: 409,
  forbidden_by_crm: 403,
  conflict: 409,
  retry_later: 503,
  rate_limited: 429,
  internal: 500,
} as const;

export type ErrorKind = keyof typeof statusOfKind;

/** Why a connect attempt cannot be finished. Each needs other words and another next step. */
export const attemptReasonSchema = z.enum([
  'unknown',
  'expired',
  'used',
  'other_user',
  'verifier_mismatch',
  'code_rejected',
  'host_refused',
  'denied',
]);
export type AttemptReason = z.infer<typeof attemptReasonSchema>;

/** Why a connection that worked has stopped working. */
export const reconnectReasonSchema = z.enum([
  'revoked',
  'refresh_expired',
  'unknown_outcome',
  'integration_disabled',
  'user_inactive',
]);
export type ReconnectReason = z.infer<typeof reconnectReasonSchema>;

/** Why the same request may succeed later, without the caller changing anything. */
export const retryReasonSchema = z.enum([
  'busy',
  'crm_unreachable',
  'crm_rate_limited',
  'secret_rejected',
  'subscription_ended',
  'ip_blocked',
  'key_unavailable',
  'database_unreachable',
]);
export type RetryReason = z.infer<typeof retryReasonSchema>;

/** What keeps a whole connection from working for a while, although it has not ended. */
export const troubleReasonSchema = retryReasonSchema.exclude(['busy', 'database_unreachable']);
export type TroubleReason = z.infer<typeof troubleReasonSchema>;

/** An amoCRM account as people know it: its name and its host, e.g. `oasiskey.amocrm.ru`. */
export const accountNameSchema = z.object({ name: z.string(), domain: z.string() });
export type AccountName = z.infer<typeof accountNameSchema>;

/**
 * Asked instead of answered: the broker consented to another account than the one connected now.
 * The same exchange is sent again with `confirmAccountChange` once he agrees.
 */
export const accountChangeSchema = z.object({ from: accountNameSchema, to: accountNameSchema });
export type AccountChange = z.infer<typeof accountChangeSchema>;

/**
 * What a request is in conflict with. `account_change`: see `accountChange`. `lead_changed`: the lead
 * is not as the caller knew it; `lead` is what it is now. `key_reused`: the Idempotency-Key was used for
 * something else. `already_done`: somebody was quicker, and did something else. `outcome_unknown`:
 * amoCRM's answer was lost, and what was asked for is not to be found there; look, and ask once more
 * under a new key to have it made. `last_admin`: nobody else could administer the deployment.
 * `nobody_connected`: no connection of the account works, so that nothing can be asked of it.
 */
export const conflictReasonSchema = z.enum([
  'account_change',
  'lead_changed',
  'key_reused',
  'already_done',
  'outcome_unknown',
  'last_admin',
  'nobody_connected',
]);
export type ConflictReason = z.infer<typeof conflictReasonSchema>;

export const fieldErrorSchema = z.object({ path: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

const problemBase = {
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
};

const plain = <K extends ErrorKind>(kind: K) => z.object({ ...problemBase, kind: z.literal(kind) });

/** A problem+json body. `title` and `detail` are English, for developers; apps word it by `kind`. */
export const problemSchema = z.discriminatedUnion('kind', [
  plain('unauthenticated'),
  plain('forbidden'),
  plain('not_found'),
  plain('invalid_input').extend({ errors: z.array(fieldErrorSchema) }),
  plain('attempt_invalid').extend({ reason: attemptReasonSchema }),
  plain('not_connected'),
  plain('reconnect_required').extend({ reason: reconnectReasonSchema }),
  plain('forbidden_by_crm'),
  plain('conflict').extend({
    reason: conflictReasonSchema.optional(),
    accountChange: accountChangeSchema.optional(),
    lead: leadSchema.optional(),
  }),
  plain('retry_later').extend({ reason: retryReasonSchema }),
  plain('rate_limited'),
  plain('internal'),
]);
export type Problem = z.infer<typeof problemSchema>;
