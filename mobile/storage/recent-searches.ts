import { z } from 'zod';
import { readPreference, writePreference } from './preferences';

/** A keychain entry holds little: six of them stay well below 2 kB. */
const MOST = 6;
const LONGEST = 60;

const keptSchema = z.object({ userId: z.string(), searches: z.array(z.string()).max(MOST) });

/** What this user searched for last on this device, newest first; another user's is not told. */
export function recentSearches(userId: string): string[] {
  const kept = keptSchema.safeParse(parseJson(readPreference('searches') ?? ''));
  return kept.success && kept.data.userId === userId ? kept.data.searches : [];
}

/** Remembers a search that led somewhere; the oldest goes. */
export function rememberSearch(userId: string, search: string): void {
  const text = search.trim();
  if (text === '' || text.length > LONGEST) return;
  const others = recentSearches(userId).filter((one) => one !== text);
  const searches = [text, ...others].slice(0, MOST);
  writePreference('searches', JSON.stringify({ userId, searches }));
}

/** They are names and phones of clients: none stay when somebody signs out. */
export const forgetSearches = (): void => writePreference('searches', '');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
