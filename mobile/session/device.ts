/**
 * What this device keeps of a session: the session token, and the profile, so that a start without
 * network is still signed in. Both in the keychain, one key each.
 *
 * Commit point: the token. Order: token, then profile; removed in the same order. A crash between
 * the two writes leaves a token without a profile: the next start asks the backend for it. A crash
 * between the two removals leaves a profile without a token: that is signed out.
 */
import { callerProfileSchema, type CallerProfile } from '@foryou-crm/contract/app';
import { secureGet, secureRemove, secureSet } from '@/storage/secure';

const TOKEN = 'session.token';
const PROFILE = 'session.profile';

export type KeptSession = { token: string | null; profile: CallerProfile | null };

/** Whether a session is a token that the app itself must keep and send. */
export const keepsToken = (): boolean => true;

export async function readKept(): Promise<KeptSession> {
  const token = await secureGet(TOKEN);
  if (token === null) return { token: null, profile: null };
  return { token, profile: readProfile(await secureGet(PROFILE)) };
}

export const keepToken = (token: string): Promise<void> => secureSet(TOKEN, token);

export const keepProfile = (profile: CallerProfile): Promise<void> =>
  secureSet(PROFILE, JSON.stringify(profile));

export async function forgetKept(): Promise<void> {
  await secureRemove(TOKEN);
  await secureRemove(PROFILE);
}

function readProfile(text: string | null): CallerProfile | null {
  if (text === null) return null;
  try {
    return callerProfileSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
