import { and, or, sql, type SQL } from 'drizzle-orm';
import { contactsSeen } from '../rights/conditions.ts';
import type { Viewer } from '../rights/viewer.ts';
import { mirrorContacts, mirrorLeadContacts, mirrorLeads } from '../tables.ts';

/** A trigram index finds no less. */
const shortest = 3;
const mostWords = 6;
/** The digits that tell a phone whatever country or trunk prefix it is written with. */
const tellingDigits = 9;

/** The words somebody typed, in small letters. */
export const wordsOf = (text: string): string[] =>
  text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, mostWords);

/**
 * What of a phone number to look for, whichever way it was written: +971 50 123 45 67, 050 123 45 67
 * and 00971501234567 are one. Null for what is no phone number.
 */
export function phoneDigits(text: string): string | null {
  if (!/^[\d\s()+.\-–/]+$/.test(text)) return null;
  const digits = text.replaceAll(/\D/g, '');
  if (digits.length < shortest) return null;
  const national = digits.replace(/^0+/, '');
  if (national.length < shortest) return digits;
  return national.length > tellingDigits ? national.slice(-tellingDigits) : national;
}

/**
 * Leads with the words in their name, or in the name, phones and emails of a contact who is the
 * viewer's to see: a hidden contact must not be guessed from the leads that a search finds.
 */
export function foundBy(viewer: Viewer, text: string): SQL | undefined {
  const words = wordsOf(text);
  if (words.length === 0) return undefined;
  const digits = phoneDigits(text);
  const name = sql`lower(${mirrorLeads.name})`;
  const searched = sql`${mirrorContacts.searched}`;
  const inContact = or(
    has(searched, words),
    digits === null ? undefined : sql`${searched} like ${containing(digits)}`,
  );
  return sql`${mirrorLeads.id} in (
    select ${mirrorLeads.id} from ${mirrorLeads}
    where ${mirrorLeads.accountId} = ${viewer.accountId} and ${has(name, words)}
    union all
    select ${mirrorLeadContacts.leadId} from ${mirrorContacts}
    join ${mirrorLeadContacts} on ${mirrorLeadContacts.accountId} = ${viewer.accountId}
      and ${mirrorLeadContacts.contactId} = ${mirrorContacts.id}
    where ${contactsSeen(viewer)} and ${inContact}
  )`;
}

/** All words, in any order. Of one or two letters only beginnings of words: those an index can find. */
const has = (place: SQL, words: readonly string[]): SQL | undefined =>
  and(
    ...words.map((word) =>
      word.length < shortest
        ? sql`(${place} like ${`${literal(word)}%`} or ${place} like ${`% ${literal(word)}%`})`
        : sql`${place} like ${containing(word)}`,
    ),
  );

const containing = (text: string) => `%${literal(text)}%`;
const literal = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');
