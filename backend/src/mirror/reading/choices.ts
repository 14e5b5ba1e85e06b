import { CHOICE_TAGS_LIMIT, type Choices } from '@foryou-crm/contract/choices';
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { leadsSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import type { Viewer } from '../rights/viewer.ts';
import { mirrorChoices, mirrorLeads, mirrorUsers } from '../tables.ts';
import { newestFirst } from './lead-cards.ts';

/** What filters and forms offer to the caller. */
export async function readChoices(db: Database, { viewer }: Seeing): Promise<Choices> {
  const [users, tags, choices] = await Promise.all([
    usersFor(db, viewer),
    tagsSeen(db, viewer),
    db
      .select()
      .from(mirrorChoices)
      .where(eq(mirrorChoices.accountId, viewer.accountId))
      .orderBy(asc(mirrorChoices.sort), asc(mirrorChoices.id)),
  ]);
  const of = (kind: (typeof choices)[number]['kind']) =>
    choices.filter((one) => one.kind === kind).map(({ id, name }) => ({ id, name }));
  return { users, tags, lossReasons: of('loss_reason'), taskTypes: of('task_type') };
}

/** As in amoCRM, colleagues have their names for everybody; what they are responsible for has not. */
async function usersFor(db: Database, { accountId, amoUserId }: Viewer): Promise<Choices['users']> {
  const { id, name } = mirrorUsers;
  const rows = await db
    .select({ id, name })
    .from(mirrorUsers)
    .where(and(eq(mirrorUsers.accountId, accountId), eq(mirrorUsers.isActive, true)))
    .orderBy(sql`lower(${name})`, asc(id));
  const users = rows.map((row) => ({ ...row, isMe: row.id === amoUserId }));
  const isThere = users.some(({ isMe }) => isMe);
  return isThere ? users : [{ id: amoUserId, name: null, isMe: true }, ...users];
}

/** So many of the newest leads are looked through, so that a large account costs no more than this. */
const leadsLooked = 20_000;

async function tagsSeen(db: Database, viewer: Viewer): Promise<Choices['tags']> {
  const leads = db
    .select({ tags: mirrorLeads.tags })
    .from(mirrorLeads)
    .where(leadsSeen(viewer))
    .orderBy(...newestFirst)
    .limit(leadsLooked)
    .as('leads');
  const tag = { id: sql<string>`tag.id`, name: sql<string>`max(tag.name)` };
  const rows = await db
    .select({ ...tag, leads: sql<number>`count(*)::int` })
    .from(leads)
    .innerJoin(sql`jsonb_to_recordset(${leads.tags}) as tag(id bigint, name text)`, sql`true`)
    .groupBy(sql`tag.id`)
    .orderBy(sql`count(*) desc, lower(max(tag.name)), tag.id`)
    .limit(CHOICE_TAGS_LIMIT);
  return rows.map(({ id, name, leads: count }) => ({ id: Number(id), name, leads: count }));
}
