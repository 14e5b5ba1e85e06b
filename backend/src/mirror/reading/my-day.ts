import { MY_DAY_LIMIT, type DayTask, type MyDay } from '@foryou-crm/contract/my-day';
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { leadsSeen, tasksSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { mirrorLeads, mirrorTasks } from '../tables.ts';
import { dateThere, dayBegins, dayEnds } from './day.ts';
import { readLeadCards } from './lead-cards.ts';
import { syncOf } from './sync.ts';
import { readTasks, type FoundTask } from './tasks.ts';

/** The caller's own day, as the account counts days: what is late, what is due, what came. */
export async function readMyDay(db: Database, seeing: Seeing, now: Date): Promise<MyDay> {
  const { viewer, mirror } = seeing;
  const { timeZone } = mirror;
  const instant = sql`${now.toISOString()}::timestamptz`;
  const due = mirrorTasks.completeTill;
  const mine = and(
    eq(mirrorTasks.responsibleUserId, viewer.amoUserId),
    sql`not ${mirrorTasks.isCompleted}`,
  );
  const isOverdue = sql`${due} < ${instant}`;
  const isToday = sql`${due} >= ${instant} and ${due} < ${dayEnds(now, timeZone)}`;
  const isNew = and(
    eq(mirrorLeads.responsibleUserId, viewer.amoUserId),
    sql`${mirrorLeads.createdAt} >= ${dayBegins(now, timeZone)}`,
  );
  const [overdue, today, newLeads, [tasks], [leads]] = await Promise.all([
    readTasks(db, viewer, and(mine, isOverdue), MY_DAY_LIMIT),
    readTasks(db, viewer, and(mine, isToday), MY_DAY_LIMIT),
    readLeadCards(db, seeing, isNew, MY_DAY_LIMIT),
    db
      .select({ overdue: counted(isOverdue), today: counted(isToday) })
      .from(mirrorTasks)
      .where(and(tasksSeen(viewer), mine)),
    db
      .select({ count: counted() })
      .from(mirrorLeads)
      .where(and(leadsSeen(viewer), isNew)),
  ]);
  const withLead = await leadsOf(db, seeing, [...overdue, ...today]);
  return {
    date: dateThere(now, timeZone),
    timeZone,
    overdue: overdue.map(withLead),
    today: today.map(withLead),
    newLeads,
    counts: {
      overdue: tasks?.overdue ?? 0,
      today: tasks?.today ?? 0,
      newLeads: leads?.count ?? 0,
    },
    sync: syncOf(mirror),
  };
}

const counted = (condition?: SQL) =>
  condition ? sql<number>`(count(*) filter (where ${condition}))::int` : sql<number>`count(*)::int`;

/** A task may be the caller's although its lead is not: then the lead is not told. */
async function leadsOf(
  db: Database,
  seeing: Seeing,
  tasks: readonly FoundTask[],
): Promise<(found: FoundTask) => DayTask> {
  const ids = [...new Set(tasks.flatMap(({ leadId }) => leadId ?? []))];
  const leads =
    ids.length === 0 ? [] : await readLeadCards(db, seeing, inArray(mirrorLeads.id, ids));
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  return ({ task, leadId }) => ({
    ...task,
    lead: leadId === null ? null : (byId.get(leadId) ?? null),
  });
}
