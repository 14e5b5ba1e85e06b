import {
  AmoError,
  createAmoApi,
  exchangeCode,
  readAccessToken,
  type Account,
  type AmoErrorCode,
  type Integration,
  type Transport,
} from '@foryou-crm/amocrm';
import type { ExchangeCodeRequest } from '@foryou-crm/contract/amo-crm';
import { attemptReasonSchema, type AttemptReason } from '@foryou-crm/contract/problem';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { apiError } from '../http/problem.ts';
import type { Log } from '../log.ts';
import { hashOf, sameSecret, type Attempt, type Attempts } from './attempts.ts';
import type { IntegrationCircuit } from './circuit.ts';
import { asApiError, crmProblem } from './crm-problem.ts';
import type { RequestLimiter } from './request-limiter.ts';
import { nothingHappens, type AtCrashPoint } from './vault/crash-points.ts';
import { keepPair } from './vault/keep-pair.ts';
import type { Spool } from './vault/spool.ts';
import { openPair, type OpenPair } from './vault/token-pair.ts';

/** A token call (15 s at most), or an account read (20 s in line, 20 s to answer). */
const leaseSeconds = 45;
const waitMs = 15_000;
const pollMs = 100;

/** What the owner of a pair turned out to be. */
export interface Grant {
  account: Account;
  amoUserId: number;
  baseDomain: string;
}

export interface ExchangeParts {
  attempts: Attempts;
  integration: Integration;
  circuit: IntegrationCircuit;
  limiter: RequestLimiter;
  transport: Transport;
  spool: Spool;
  /** Puts what waits in the spool for one row where it belongs. */
  replaySpool: (rowId: string) => Promise<void>;
  /** What the database gets to take a new pair before the spool does. */
  saveMs: number;
  clock: Clock;
  log: Log;
  at?: AtCrashPoint;
  /** Whether the connection that an attempt made still exists. */
  connectionLives: (connectionId: string, userId: string) => Promise<boolean>;
  /**
   * Makes the connection live in one transaction with the end of the attempt; false when the attempt
   * was not ours to finish any more.
   * @throws {ApiError} `conflict` with the change of account that has to be confirmed
   */
  makeLive: (
    attempt: Attempt,
    owner: string,
    grant: Grant,
    pair: OpenPair,
    mayChangeAccount: boolean,
  ) => Promise<boolean>;
}

/**
 * Finishes a connect attempt. Everything that can be checked is checked before any request leaves;
 * one call at a time works on an attempt, over all processes, and the others wait for its outcome.
 * @throws {ApiError} and then the user's connection is as it was
 */
export async function finishAttempt(
  parts: ExchangeParts,
  userId: string,
  input: ExchangeCodeRequest,
): Promise<void> {
  const { attempts } = parts;
  const owner = randomUUID();
  const until = performance.now() + waitMs;
  for (let hasWaited = false; ; hasWaited = true) {
    const attempt = await attempts.byState(input.state);
    const checked = checkAttempt(attempt, userId, input, parts);
    if (checked.state === 'finished') {
      const { connectionId } = checked;
      if (connectionId && (await parts.connectionLives(connectionId, userId))) return;
      throw apiError.attemptInvalid('used', 'This attempt was finished, and disconnected since.');
    }
    const holds = checked.accessToken !== null;
    // The call we waited for got no answer from amoCRM. Whether to ask once more is the broker's.
    if (hasWaited && checked.state === 'open' && !holds) throw busy(1);
    const claimed = await attempts.claim(checked.id, owner, leaseSeconds);
    if (claimed && (await work(parts, claimed, owner, input))) return;
    if (performance.now() > until) throw busy(5);
    await pause(pollMs);
  }
}

const busy = (retryAfter: number) =>
  apiError.retryLater('busy', 'Another call is finishing this attempt.', { retryAfter });

/** The attempt, if this call may go on with it or has already succeeded. Sends nothing. */
function checkAttempt(
  attempt: Attempt | null,
  userId: string,
  input: ExchangeCodeRequest,
  { integration, clock }: Pick<ExchangeParts, 'integration' | 'clock'>,
): Attempt {
  const no = (reason: AttemptReason, detail: string) => apiError.attemptInvalid(reason, detail);
  if (!attempt) throw no('unknown', 'No attempt has this state.');
  if (attempt.userId !== userId) throw no('other_user', 'Another user began this attempt.');
  if (attempt.state === 'denied') throw no('denied', 'Access was denied in amoCRM.');
  if (attempt.state === 'failed') {
    const reason = attemptReasonSchema.safeParse(attempt.reason);
    throw no(reason.success ? reason.data : 'used', 'This attempt has already failed.');
  }
  const isOver = attempt.expiresAt.getTime() <= clock().getTime();
  if (isOver && attempt.state !== 'finished') throw no('expired', 'The attempt took too long.');
  const challenge = createHash('sha256').update(input.verifier).digest('base64url');
  if (!sameSecret(challenge, attempt.challenge)) {
    throw no('verifier_mismatch', 'The verifier does not belong to this attempt.');
  }
  if (integration.server.accountHost(input.referer) === null) {
    throw no('host_refused', 'The host is not an amoCRM account.');
  }
  if (attempt.codeHash === null || !sameSecret(hashOf(input.code), attempt.codeHash)) {
    throw no('code_rejected', 'This is not the code that amoCRM sent for this attempt.');
  }
  if (attempt.referer !== input.referer) {
    throw no('host_refused', 'This is not the host that amoCRM named for this attempt.');
  }
  return attempt;
}

/** True when the connection is live; false when the attempt has to be looked at again. */
async function work(
  parts: ExchangeParts,
  attempt: Attempt,
  owner: string,
  input: ExchangeCodeRequest,
): Promise<boolean> {
  const { attempts, at = nothingHappens } = parts;
  try {
    await at('connect.claimed');
    const pair =
      attempts.pairOf(attempt) ??
      (await spooledPair(parts, attempt)) ??
      (await firstPair(parts, attempt, owner, input));
    const grant = await readGrant(parts, pair, input.referer);
    await at('connect.identified');
    return await parts.makeLive(attempt, owner, grant, pair, input.confirmAccountChange === true);
  } catch (error) {
    // The pair, once there, stays on the attempt: a repeat goes on from it. Without a database the
    // lease runs out by itself.
    await attempts.reopen(attempt.id, owner).catch(() => undefined);
    throw asApiError(error);
  }
}

/** A pair that an earlier try has got while the database was away. */
async function spooledPair(
  { attempts, spool, replaySpool }: ExchangeParts,
  attempt: Attempt,
): Promise<OpenPair | null> {
  if (spool.size() === 0) return null;
  await replaySpool(attempt.id);
  const now = await attempts.byId(attempt.id);
  return now && attempts.pairOf(now);
}

/** The one token call of an attempt, and its first commit. */
async function firstPair(
  parts: ExchangeParts,
  attempt: Attempt,
  owner: string,
  input: ExchangeCodeRequest,
): Promise<OpenPair> {
  const { attempts, integration, circuit, transport, spool, saveMs, clock, log } = parts;
  const { at = nothingHappens } = parts;
  circuit.check();
  const asked = clock();
  const pair = await exchangeCode(
    integration,
    { host: input.referer, code: input.code },
    { transport },
  ).then(
    (given) => openPair(given, asked),
    async (error: unknown) => {
      throw await refused(parts, attempt, owner, error);
    },
  );
  circuit.secretAccepted();
  await at('connect.replied');
  const sealed = attempts.seal(attempt.id, pair);
  const kept = await keepPair({
    save: () => attempts.savePair(attempt.id, sealed, leaseSeconds),
    entry: { table: 'amo_crm_connect_attempts', rowId: attempt.id, follows: 0, pair: sealed },
    spool,
    saveMs,
    log,
  });
  if (kept.place === 'database' && !kept.saved) {
    throw apiError.attemptInvalid('used', 'The attempt was ended meanwhile.');
  }
  await at('connect.saved');
  return pair;
}

/** Which failures end an attempt, and with what reason. The rest may be tried again. */
const endsWith: Record<AmoErrorCode, AttemptReason | 'integration' | null> = {
  code_used: 'used',
  code_expired: 'expired',
  code_rejected: 'code_rejected',
  host_refused: 'host_refused',
  token_revoked: 'code_rejected',
  // "Redirect URI is not associated", "Check the client_id": our settings, not the broker's code.
  invalid_request: 'integration',
  invalid_client: 'integration',
  timeout: null,
  unreachable: null,
  connection_lost: null,
  aborted: null,
  unauthorized: null,
  payment_required: null,
  forbidden: null,
  ip_blocked: null,
  not_found: null,
  validation_failed: null,
  rate_limited: null,
  server_error: null,
  invalid_response: null,
  unexpected_status: null,
};

async function refused(
  { attempts, circuit, log }: ExchangeParts,
  attempt: Attempt,
  owner: string,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof AmoError)) return error;
  const { code: failure, hint } = error;
  log.warn({ attempt: attempt.id, failure, hint }, 'An exchange failed');
  const end = endsWith[error.code];
  if (end === 'integration') {
    // The account's own host says this of a code that another account has given.
    if (error.hint !== null && /invalid account/i.test(error.hint)) {
      await attempts.fail(attempt.id, owner, 'code_rejected');
      return apiError.attemptInvalid('code_rejected', 'The code is of another account.', {
        cause: error,
      });
    }
    circuit.secretRejected();
    return crmProblem(new AmoError('invalid_client', { cause: error }));
  }
  if (end !== null) {
    await attempts.fail(attempt.id, owner, end);
    return crmProblem(error);
  }
  // At the token endpoint there is no object that could be missing: the host is.
  if (error.code === 'not_found') return crmProblem(new AmoError('unreachable', { cause: error }));
  return crmProblem(error);
}

/** Whose pair it is, by amoCRM's own word; what the token says of itself is only compared. */
async function readGrant(
  { integration, limiter, transport }: ExchangeParts,
  pair: OpenPair,
  host: string,
): Promise<Grant> {
  const accessToken = pair.accessToken.reveal();
  const accountId = readAccessToken(accessToken)?.accountId ?? null;
  const api = createAmoApi({
    server: integration.server,
    host,
    accessToken: () => accessToken,
    limiter,
    limiterKey: limiter.keyOf(accountId, host),
    transport,
  });
  const account = await api.account.get({ with: ['datetime_settings', 'is_api_filter_enabled'] });
  const amoUserId = account.currentUserId;
  if (amoUserId === null || !isOf(host, account)) throw new AmoError('invalid_response');
  return { account, amoUserId, baseDomain: host };
}

/** The account that answers must be the one the host names. */
const isOf = (host: string, account: Account) => host.startsWith(`${account.subdomain}.`);
