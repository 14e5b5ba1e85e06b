import type { Lead } from '@foryou-crm/contract/leads';
import { and, desc, eq, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { contactsSeen, leadsSeen } from '../rights/conditions.ts';
import { eyesOf, type Eyes } from '../rights/eyes.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { mirrorContacts, mirrorLeads, mirrorTasks, mirrorUsers } from '../tables.ts';

/** Newest first, as an index has them. */
export const newestFirst = [
  sql`${desc(mirrorLeads.createdAt)} nulls first`,
  sql`${desc(mirrorLeads.id)} nulls first`,
];

/**
 * The leads that meet the conditions and are the viewer's to see, newest first, each with what its
 * card shows: one query. A contact who is not the viewer's to see has no name.
 */
export async function readLeadCards(
  db: Database,
  seeing: Seeing,
  condition: SQL | undefined,
  limit?: number,
): Promise<Lead[]> {
  const eyes = eyesOf(seeing.viewer);
  const query = selectCards(db, eyes)
    .where(and(leadsSeen(eyes), condition))
    .orderBy(...newestFirst);
  const rows = await (limit === undefined ? query : query.limit(limit));
  return rows.map((row) => cardOf(row, seeing));
}

/** What a card shows; whoever asks adds which leads, and that they are seen. */
export function selectCards(db: Database, eyes: Eyes) {
  // Whoever sees a lead sees its tasks.
  const nextTask = db
    .select({ at: mirrorTasks.completeTill, text: mirrorTasks.text })
    .from(mirrorTasks)
    .where(
      and(
        eq(mirrorTasks.accountId, eyes.accountId),
        eq(mirrorTasks.entityType, 'leads'),
        eq(mirrorTasks.entityId, mirrorLeads.id),
        sql`not ${mirrorTasks.isCompleted}`,
      ),
    )
    .orderBy(mirrorTasks.completeTill)
    .limit(1)
    .as('next_task');
  return db
    .select({
      id: mirrorLeads.id,
      name: mirrorLeads.name,
      price: mirrorLeads.price,
      pipelineId: mirrorLeads.pipelineId,
      stageId: mirrorLeads.stageId,
      stageSince: mirrorLeads.stageSince,
      responsibleUserId: mirrorLeads.responsibleUserId,
      responsibleName: mirrorUsers.name,
      contactId: mirrorLeads.mainContactId,
      contactName: mirrorContacts.name,
      tags: mirrorLeads.tags,
      taskAt: nextTask.at,
      taskText: nextTask.text,
      closestTaskAt: mirrorLeads.closestTaskAt,
      createdAt: mirrorLeads.createdAt,
      updatedAt: mirrorLeads.updatedAt,
      closedAt: mirrorLeads.closedAt,
    })
    .from(mirrorLeads)
    .leftJoin(
      mirrorUsers,
      and(
        eq(mirrorUsers.accountId, eyes.accountId),
        eq(mirrorUsers.id, mirrorLeads.responsibleUserId),
      ),
    )
    .leftJoin(
      mirrorContacts,
      and(contactsSeen(eyes), eq(mirrorContacts.id, mirrorLeads.mainContactId)),
    )
    .leftJoinLateral(nextTask, sql`true`)
    .$dynamic();
}

type CardRow = Awaited<ReturnType<typeof selectCards>>[number];

export function cardOf(row: CardRow, { mirror }: Pick<Seeing, 'mirror'>): Lead {
  const { id, name, price, pipelineId, stageId, contactId, tags, closestTaskAt } = row;
  // Until all tasks are read amoCRM's own word tells when, although not what.
  const guess = mirror.state === 'ready' ? null : closestTaskAt;
  const at = row.taskAt ?? guess;
  return {
    id,
    name,
    price,
    pipelineId,
    stageId,
    stageSince: row.stageSince?.toISOString() ?? null,
    responsibleUser: { id: row.responsibleUserId, name: row.responsibleName },
    contact: contactId === null ? null : { id: contactId, name: row.contactName },
    tags,
    nextTask: at && { at: at.toISOString(), text: row.taskText },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}
