import { and, desc, eq, or, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { contactsSeen, leadsSeen } from '../rights/conditions.ts';
import type { Viewer } from '../rights/viewer.ts';
import { mirrorContacts, mirrorLeadContacts, mirrorLeads } from '../tables.ts';
import { after, type Place } from './place.ts';

/** A trigram index finds no less. */
const shortest = 3;
const mostWords = 6;
/** The digits that tell a phone whatever country or trunk prefix it is written with. */
const tellingDigits = 9;

/** The words somebody typed, in small letters. */
const wordsOf = (text: string): string[] =>
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

/** What was typed, as the two places where it is looked for see it. Null: nothing was. */
export interface Sought {
  inName: SQL;
  inContact: SQL;
}

export function soughtBy(text: string): Sought | null {
  const words = wordsOf(text);
  if (words.length === 0) return null;
  const digits = phoneDigits(text);
  const searched = sql`${mirrorContacts.searched}`;
  return {
    inName: has(sql`lower(${mirrorLeads.name})`, words),
    inContact:
      or(
        has(searched, words),
        digits === null ? undefined : sql`${searched} like ${containing(digits)}`,
      ) ?? sql`false`,
  };
}

/** All words, in any order. Of one or two letters only beginnings of words: those an index can find. */
const has = (place: SQL, words: readonly string[]): SQL =>
  sql.join(
    words.map((word) =>
      word.length < shortest
        ? sql`(${place} like ${`${literal(word)}%`} or ${place} like ${`% ${literal(word)}%`})`
        : sql`${place} like ${containing(word)}`,
    ),
    sql` and `,
  );

const containing = (text: string) => `%${literal(text)}%`;
const literal = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');

/*
 * A lead is found by its own name, or by the name, phones and emails of a contact who is the viewer's
 * to see: a hidden contact must not be guessed from the leads that a search finds.
 */

/** Which of what is found: so many after the place. */
interface Page {
  place: Place | null;
  limit: number;
}

interface Found {
  total: number;
  /** Of those that come after the place, newest first. */
  ids: number[];
}

/**
 * How many leads are found and meet the condition, and the first of them after the place, newest first;
 * null when there are more than `most`. By the trigram indexes, so it costs what is found and not what
 * there is. What is found stays with the database: thousands of rows would cost this process more.
 */
export async function findAll(
  db: Database,
  viewer: Viewer,
  sought: Sought,
  condition: SQL | undefined,
  { place, limit }: Page,
  most: number,
): Promise<Found | null> {
  const named = db
    .select({ id: mirrorLeads.id, createdAt: mirrorLeads.createdAt })
    .from(mirrorLeads)
    .where(and(leadsSeen(viewer), condition, sought.inName))
    .limit(most + 1)
    .as('named');
  const known = db
    .select({ id: mirrorContacts.id })
    .from(mirrorContacts)
    .where(and(contactsSeen(viewer), sought.inContact))
    .limit(most + 1)
    .as('known');
  // Arrays go from one statement to the next as PostgreSQL writes them.
  const all = (column: SQLWrapper) =>
    sql<string>`coalesce(case when count(*) <= ${most} then array_agg(${column}) end, '{}')::text`;
  const count = sql<number>`count(*)::int`;
  const [[leads], [contacts]] = await Promise.all([
    db.select({ count, ids: all(named.id), at: all(named.createdAt) }).from(named),
    db.select({ count, ids: all(known.id) }).from(known),
  ]);
  if (!leads || !contacts || leads.count > most || contacts.count > most) return null;

  // The offset has leads fetched one by one: a join would rather read all of the account's than some hundreds.
  const hits = db.$with('hits', { id: sql<string>`id`, at: sql<string>`at` }).as(sql`
    select * from unnest(${leads.ids}::bigint[], ${leads.at}::timestamptz[]) as named (id, at)
    union
    select lead.id, lead.created_at
    from ${mirrorLeadContacts} cross join lateral (
      select ${mirrorLeads.id}, ${mirrorLeads.createdAt} from ${mirrorLeads}
      where ${and(eq(mirrorLeads.id, mirrorLeadContacts.leadId), leadsSeen(viewer), condition)}
      offset 0) as lead
    where ${mirrorLeadContacts.accountId} = ${viewer.accountId}
      and ${mirrorLeadContacts.contactId} = any(${contacts.ids}::bigint[])`);
  const isAfter =
    place === null
      ? sql`true`
      : sql`(at, id) < (${place.at.toISOString()}::timestamptz, ${place.id}::bigint)`;
  const [found] = await db
    .with(hits)
    .select({
      total: count,
      ids: sql<number[]>`array(
        select id from hits where ${isAfter} order by at desc, id desc limit ${limit})`.mapWith(
        (ids: string[]) => ids.map(Number),
      ),
    })
    .from(hits);
  return found && found.total <= most ? found : null;
}

/** The newest of very many: they are found by looking through the newest leads. */
export async function findNewest(
  db: Database,
  viewer: Viewer,
  sought: Sought,
  condition: SQL | undefined,
  { place, limit }: Page,
): Promise<number[]> {
  // Asked lead by lead: an "exists" would be answered for all leads at once.
  const byContact = sql`(
    select true from ${mirrorLeadContacts} join ${mirrorContacts}
      on ${mirrorContacts.id} = ${mirrorLeadContacts.contactId} and ${contactsSeen(viewer)}
    where ${mirrorLeadContacts.accountId} = ${viewer.accountId}
      and ${mirrorLeadContacts.leadId} = ${mirrorLeads.id} and ${sought.inContact}
    limit 1)`;
  const hits = await db
    .select({ id: mirrorLeads.id })
    .from(mirrorLeads)
    .where(
      and(
        leadsSeen(viewer),
        condition,
        after(place, mirrorLeads.createdAt, mirrorLeads.id),
        or(sought.inName, byContact),
      ),
    )
    .orderBy(sql`${desc(mirrorLeads.createdAt)} nulls first`, desc(mirrorLeads.id))
    .limit(limit);
  return hits.map(({ id }) => id);
}
