import type { Duplicates, DuplicatesRequest } from '@foryou-crm/contract/duplicates';
import { and, eq, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { contactsSeen, leadsSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { mirrorContacts, mirrorLeadContacts, mirrorLeads } from '../tables.ts';
import { readLeadCards } from './lead-cards.ts';
import { phoneDigits } from './search.ts';

/** More than a person looks through. */
const most = 20;
/** Beyond these a number is a switchboard, and which of its people is meant nobody can tell. */
const mostLooked = 200;

/**
 * Who already has this phone or email, and their leads. Of what is not the caller's to see it only
 * says that it exists.
 */
export async function findDuplicates(
  db: Database,
  seeing: Seeing,
  request: DuplicatesRequest,
): Promise<Duplicates> {
  const { viewer } = seeing;
  const same = sameAs(request);
  if (!same) return { contacts: [], leads: [], isHiddenThere: false };
  const matches = await db
    .select({
      id: mirrorContacts.id,
      name: mirrorContacts.name,
      isSeen: sql<boolean>`${contactsSeen(viewer)}`,
    })
    .from(mirrorContacts)
    .where(
      and(eq(mirrorContacts.accountId, viewer.accountId), isNull(mirrorContacts.deletedAt), same),
    )
    .orderBy(mirrorContacts.id)
    .limit(mostLooked);
  if (matches.length === 0) return { contacts: [], leads: [], isHiddenThere: false };
  const seen = matches.filter(({ isSeen }) => isSeen);
  const [leads, hiddenLead] = await Promise.all([
    readLeadCards(
      db,
      seeing,
      linkedTo(
        viewer.accountId,
        seen.map(({ id }) => id),
      ),
      most,
    ),
    db
      .select({ id: mirrorLeads.id })
      .from(mirrorLeads)
      .where(
        and(
          eq(mirrorLeads.accountId, viewer.accountId),
          isNull(mirrorLeads.deletedAt),
          linkedTo(
            viewer.accountId,
            matches.map(({ id }) => id),
          ),
          sql`not (${leadsSeen(viewer)})`,
        ),
      )
      .limit(1),
  ]);
  return {
    contacts: seen.slice(0, most).map(({ id, name }) => ({ id, name })),
    leads,
    isHiddenThere: seen.length < matches.length || hiddenLead.length > 0,
  };
}

/** A phone is the same in whichever format; an index finds the candidates. */
function sameAs({ phone, email }: DuplicatesRequest): SQL | undefined {
  const digits = phone ? phoneDigits(phone) : null;
  const address = email?.toLowerCase();
  return or(
    digits === null
      ? undefined
      : sql`(${mirrorContacts.searched} like ${`%${digits}%`} and exists (
          select 1 from unnest(${mirrorContacts.phones}) as p(phone)
          where ${telling(sql`p.phone`)} = ${digits}))`,
    address ? sql`${mirrorContacts.emails} @> array[${address}]::text[]` : undefined,
  );
}

/** In SQL what `phoneDigits` takes of a number. */
const telling = (phone: SQL): SQL => sql`right(ltrim(${phone}, '0'), 9)`;

const linkedTo = (accountId: number, contactIds: readonly number[]): SQL =>
  contactIds.length === 0
    ? sql`false`
    : sql`${mirrorLeads.id} in (
        select ${mirrorLeadContacts.leadId} from ${mirrorLeadContacts}
        where ${mirrorLeadContacts.accountId} = ${accountId}
          and ${inArray(mirrorLeadContacts.contactId, [...contactIds])})`;
