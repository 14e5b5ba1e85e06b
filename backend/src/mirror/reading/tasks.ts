import type { Task } from '@foryou-crm/contract/lead';
import { and, asc, eq, type SQL } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { tasksSeen } from '../rights/conditions.ts';
import type { Viewer } from '../rights/viewer.ts';
import { mirrorTasks, mirrorUsers } from '../tables.ts';

export interface FoundTask {
  task: Task;
  /** The lead or the contact it hangs on, whoever may see that. */
  leadId: number | null;
  contactId: number | null;
}

/** Tasks that meet the condition and are the viewer's to see, the most urgent first. */
export async function readTasks(
  db: Database,
  viewer: Viewer,
  condition: SQL | undefined,
  limit: number,
): Promise<FoundTask[]> {
  const rows = await db
    .select({
      id: mirrorTasks.id,
      typeId: mirrorTasks.typeId,
      text: mirrorTasks.text,
      completeTill: mirrorTasks.completeTill,
      durationSeconds: mirrorTasks.durationSeconds,
      isCompleted: mirrorTasks.isCompleted,
      result: mirrorTasks.result,
      responsibleUserId: mirrorTasks.responsibleUserId,
      responsibleName: mirrorUsers.name,
      entityType: mirrorTasks.entityType,
      entityId: mirrorTasks.entityId,
    })
    .from(mirrorTasks)
    .leftJoin(
      mirrorUsers,
      and(
        eq(mirrorUsers.accountId, viewer.accountId),
        eq(mirrorUsers.id, mirrorTasks.responsibleUserId),
      ),
    )
    .where(and(tasksSeen(viewer), condition))
    .orderBy(asc(mirrorTasks.completeTill), asc(mirrorTasks.id))
    .limit(limit);
  return rows.map(({ completeTill, responsibleUserId, responsibleName, ...row }) => ({
    leadId: row.entityType === 'leads' ? row.entityId : null,
    contactId: row.entityType === 'contacts' ? row.entityId : null,
    task: {
      id: row.id,
      typeId: row.typeId,
      text: row.text,
      dueAt: completeTill.toISOString(),
      durationSeconds: row.durationSeconds,
      isCompleted: row.isCompleted,
      result: row.result,
      responsibleUser: { id: responsibleUserId, name: responsibleName },
    },
  }));
}
