import { authorizationCodeSchema, type ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import type { AccountChange, AccountName, RetryReason } from '@foryou-crm/contract/problem';
import type { ApiFailure } from '@/api/failure';
import type { ConnectAttempt } from '@/storage/connect-attempt';
import type { CallbackLink } from './callback-link';

/** Every way a callback fails. Each has its own words and its own next step. */
export type CallbackFailure =
  | 'denied'
  | 'state_missing'
  | 'state_unknown'
  | 'expired'
  | 'other_user'
  | 'verifier_mismatch'
  | 'code_missing'
  | 'code_used'
  | 'code_rejected'
  | 'host_refused'
  | 'interrupted'
  | 'no_network'
  | 'server_down'
  | 'unreadable'
  | 'retry_later'
  | 'rate_limited'
  | 'refused';

/** A link that passed every check this device can make, and what it is exchanged with. */
export type Exchange = { link: CallbackLink; attempt: ConnectAttempt; code: string };

type Exchanging = { name: 'exchanging'; confirmed: boolean } & Exchange;
/** The status decides: connected is done, anything else is `otherwise`. */
type Asking = {
  name: 'asking';
  otherwise: 'state_unknown' | 'code_used' | 'interrupted';
  attempt: ConnectAttempt | null;
};

export type Failed = {
  name: 'failed';
  why: CallbackFailure;
  /** Why amoCRM or the backend asks to wait, where it does. */
  reason: RetryReason | null;
  /** What may be sent again, with the same code; null: only a new attempt helps. */
  again: Exchanging | Asking | null;
  /** Milliseconds since 1970: not before then. */
  retryAt: number | null;
  /** The attempt as this device began it, to say when. */
  attempt: ConnectAttempt | null;
  /** The attempt can never be finished, so the device forgets it. */
  over: boolean;
};

/**
 * `reading`, `exchanging` and `asking` each have one effect, run by the screen, whose end is an
 * event. The other states wait for the person.
 */
export type CallbackState =
  | { name: 'reading'; link: CallbackLink | null }
  | { name: 'sign_in'; link: CallbackLink | null }
  | Exchanging
  | Asking
  | ({ name: 'confirm_change'; change: AccountChange } & Exchange)
  | { name: 'done'; account: AccountName }
  | Failed;

export type CallbackEvent =
  | { type: 'link'; link: CallbackLink }
  | { type: 'signed_out' }
  | { type: 'signed_in' }
  | { type: 'attempt_read'; attempt: ConnectAttempt | null; userId: string; now: number }
  | { type: 'connected'; status: ConnectionStatus }
  | { type: 'exchange_failed'; failure: ApiFailure; now: number }
  | { type: 'not_connected' }
  | { type: 'status_failed'; failure: ApiFailure }
  | { type: 'retry'; now: number }
  | { type: 'confirm' };

export const startOf = (link: CallbackLink | null): CallbackState => ({ name: 'reading', link });

/** The whole decision of the callback screen. An event that does not fit the state changes nothing. */
export function step(state: CallbackState, event: CallbackEvent): CallbackState {
  switch (event.type) {
    case 'link':
      return takeLink(state, event.link);
    case 'signed_out':
      return state.name === 'reading' ? { ...state, name: 'sign_in' } : state;
    case 'signed_in':
      return state.name === 'sign_in' ? { ...state, name: 'reading' } : state;
    case 'attempt_read':
      return state.name === 'reading' ? judge(state.link, event) : state;
    case 'connected':
      return state.name === 'exchanging' || state.name === 'asking' ? done(event.status) : state;
    case 'exchange_failed':
      return state.name === 'exchanging' ? afterFailure(state, event.failure, event.now) : state;
    case 'not_connected':
      return state.name === 'asking' ? afterStatus(state) : state;
    case 'status_failed':
      return state.name === 'asking' ? afterSilentStatus(state, event.failure) : state;
    case 'retry':
      return state.name === 'failed' ? retry(state, event.now) : state;
    case 'confirm':
      return state.name === 'confirm_change'
        ? { ...exchangeOf(state), name: 'exchanging', confirmed: true }
        : state;
  }
}

/** A second delivery of the link at work changes nothing; another link starts over. */
function takeLink(state: CallbackState, link: CallbackLink): CallbackState {
  const busy = state.name === 'exchanging' || state.name === 'confirm_change';
  return busy && state.link.state === link.state ? state : startOf(link);
}

/** What this device can say about a link by itself, before anything is sent. */
function judge(
  link: CallbackLink | null,
  { attempt, userId, now }: { attempt: ConnectAttempt | null; userId: string; now: number },
): CallbackState {
  // A reload of the stripped page: the answer was lost, or it had already been worked on.
  if (link === null) return { name: 'asking', otherwise: 'interrupted', attempt };
  if (link.state === null) return stay('state_missing', attempt);
  // The same link a second time, after the first one ended.
  if (attempt === null) return { name: 'asking', otherwise: 'state_unknown', attempt };
  // A forged link must not end an attempt it does not belong to; another user's is his to end.
  if (attempt.state !== link.state) return stay('state_unknown', attempt);
  if (attempt.userId !== userId) return stay('other_user', attempt);
  if (link.error !== null) return fail('denied', attempt);
  if (Date.parse(attempt.expiresAt) <= now) return fail('expired', attempt);
  const code = authorizationCodeSchema.safeParse(link.code);
  if (!code.success) return fail('code_missing', attempt);
  return { name: 'exchanging', link, attempt, code: code.data, confirmed: false };
}

function afterFailure(exchange: Exchanging, failure: ApiFailure, now: number): CallbackState {
  const { attempt } = exchange;
  const retryAt = failure.retryAfter === undefined ? null : now + failure.retryAfter * 1000;
  const later = (why: CallbackFailure, reason: RetryReason | null = null): Failed => ({
    ...stay(why, attempt),
    reason,
    again: exchange,
    retryAt,
  });
  switch (failure.kind) {
    case 'attempt_invalid':
      if (failure.reason === 'used') return { name: 'asking', otherwise: 'code_used', attempt };
      return fail(failure.reason === 'unknown' ? 'state_unknown' : failure.reason, attempt);
    case 'conflict':
      return failure.accountChange === undefined
        ? later('refused')
        : { ...exchangeOf(exchange), name: 'confirm_change', change: failure.accountChange };
    case 'unauthenticated':
      return { name: 'sign_in', link: exchange.link };
    case 'retry_later':
      return later('retry_later', failure.reason);
    case 'rate_limited':
      return later('rate_limited');
    case 'no_network':
    case 'server_down':
    case 'unreadable':
      return later(failure.kind);
    case 'internal':
      return later('server_down');
    case 'forbidden':
    case 'not_found':
    case 'invalid_input':
    case 'not_connected':
    case 'reconnect_required':
    case 'forbidden_by_crm':
      return fail('refused', attempt);
  }
}

function afterStatus({ otherwise, attempt }: Asking): Failed {
  return otherwise === 'code_used' ? fail(otherwise, attempt) : stay(otherwise, attempt);
}

/** The status itself did not come: the same question may be asked again. */
function afterSilentStatus(asking: Asking, { kind }: ApiFailure): CallbackState {
  if (kind === 'unauthenticated') return { name: 'sign_in', link: null };
  const why = kind === 'no_network' || kind === 'unreadable' ? kind : 'server_down';
  return { ...stay(why, asking.attempt), again: asking };
}

function retry(state: Failed, now: number): CallbackState {
  const { again } = state;
  if (again === null) return state;
  const late = again.name === 'exchanging' && Date.parse(again.attempt.expiresAt) <= now;
  return late ? fail('expired', state.attempt) : again;
}

const exchangeOf = ({ link, attempt, code }: Exchange): Exchange => ({ link, attempt, code });

const done = ({ accountName, domain }: ConnectionStatus): CallbackState => ({
  name: 'done',
  account: { name: accountName, domain },
});

const fail = (why: CallbackFailure, attempt: ConnectAttempt | null): Failed => ({
  name: 'failed',
  why,
  reason: null,
  again: null,
  retryAt: null,
  attempt,
  over: true,
});

/** A failure that leaves the attempt as it is. */
const stay = (why: CallbackFailure, attempt: ConnectAttempt | null): Failed => ({
  ...fail(why, attempt),
  over: false,
});

/** Whether the attempt is over in this state, so that the device forgets it. */
export const endsAttempt = (state: CallbackState): boolean =>
  state.name === 'done' || (state.name === 'failed' && state.over);
