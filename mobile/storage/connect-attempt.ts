/**
 * The connect attempt of this device: what proves, when amoCRM sends the broker back, that whoever
 * finishes is whoever began. The phone may kill the app behind the browser, so it is on disk before
 * the browser opens.
 *
 * Stored: one JSON value under one key, `{state, verifier, url, userId, startedAt, expiresAt}`, in
 * the keychain (web: this tab's sessionStorage). One key, so a write is whole or absent.
 *
 * Commit point: the write of that key. Order:
 *   1. the backend is asked for the URL (it writes its half of the attempt)
 *   2. `keepAttempt` writes the key
 *   3. the URL is handed to the caller, who opens the browser
 *   4. the link comes back; the code is exchanged
 *   5. `dropAttempt` removes the key
 *
 * A crash, or a keychain that refuses:
 *   before 2  nothing here; the backend's half expires unused; the broker begins again
 *   at 2      the write rejects, so does `buildAmoAuthUrl`, and the browser never opens
 *   2 to 4    the attempt is found at the next start: resume or cancel
 *   4 to 5    it is found too; the status says "connected", so it is dropped and the board shows
 *   at 5      it stays until it expires; the backend answers a repeat "connected" or "used"
 *
 * A value that cannot be read back (another version, a torn restore) counts as none and is removed.
 * Accepted limitation: a second attempt replaces the first; the first's link then is "unknown".
 */
import { token256Schema } from '@foryou-crm/contract/amo-crm';
import { z } from 'zod';
import { secureGet, secureRemove, secureSet } from './secure';

const KEY = 'amo-crm.attempt';

const attemptSchema = z.object({
  state: token256Schema,
  verifier: token256Schema,
  /** amoCRM's consent page for this attempt, so that it can be opened again. */
  url: z.url(),
  /** The app user who began; nobody else may finish. */
  userId: z.string(),
  startedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type ConnectAttempt = z.infer<typeof attemptSchema>;

/** This device would not keep the attempt, so nothing was begun. */
export class AttemptNotKept extends Error {
  constructor(cause: unknown) {
    super('This device refused to keep the connect attempt', { cause });
    this.name = 'AttemptNotKept';
  }
}

/** Writes the attempt, over an older one. Rejects with `AttemptNotKept`. */
export async function keepAttempt(attempt: ConnectAttempt): Promise<void> {
  try {
    await secureSet(KEY, JSON.stringify(attempt));
  } catch (error) {
    throw new AttemptNotKept(error);
  }
}

/** The attempt on this device, also an expired one, or null. A keychain that fails has none. */
export async function readAttempt(): Promise<ConnectAttempt | null> {
  let text: string | null;
  try {
    text = await secureGet(KEY);
  } catch {
    return null;
  }
  if (text === null) return null;
  const parsed = attemptSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  await dropAttempt();
  return null;
}

/**
 * Removes the attempt. With `state`, only if it is still that one: a late ending of an older
 * attempt must not take a newer one away. A keychain that fails leaves it to expire.
 */
export async function dropAttempt(state?: string): Promise<void> {
  if (state !== undefined && (await readAttempt())?.state !== state) return;
  try {
    await secureRemove(KEY);
  } catch {
    // Worth nothing after its expiry, and the backend lets it finish once only.
  }
}

/** Whether the attempt can still be finished by this user. */
export const isOpen = (attempt: ConnectAttempt, userId: string, now: number): boolean =>
  attempt.userId === userId && Date.parse(attempt.expiresAt) > now;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
