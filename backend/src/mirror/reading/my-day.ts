import { MY_DAY_LIMIT, type DayTask, type MyDay, type WeekDay } from '@foryou-crm/contract/my-day';
import { and, asc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { contactsSeen, leadsSeen, tasksSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { mirrorContacts, mirrorLeads, mirrorStages, mirrorTasks } from '../tables.ts';
import { dateThere, dayBegins, dayEnds, weekBegins, weekEnds, weekOf } from './day.ts';
import { readLeadCards } from './lead-cards.ts';
import { syncOf } from './sync.ts';
import { readTasks, type FoundTask } from './tasks.ts';

/**
 * The caller's own day, as the account counts days: what is late, what is due, what came, what nobody has
 * planned anything for.
 */
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
  const isMine = eq(mirrorLeads.responsibleUserId, viewer.amoUserId);
  const isNew = and(isMine, sql`${mirrorLeads.createdAt} >= ${dayBegins(now, timeZone)}`);
  const isForgotten = and(isMine, isOpen, hasNoTask(viewer.accountId));
  const countLeads = (condition: SQL | undefined) =>
    db.$count(mirrorLeads, and(leadsSeen(viewer), condition));
  const [overdue, today, newLeads, withoutTask, week, [tasks], newOnes, forgotten, completedToday] =
    await Promise.all([
      readTasks(db, viewer, and(mine, isOverdue), MY_DAY_LIMIT),
      readTasks(db, viewer, and(mine, isToday), MY_DAY_LIMIT),
      readLeadCards(db, seeing, isNew, MY_DAY_LIMIT),
      longestUntouched(db, seeing, isForgotten),
      readWeek(db, seeing, now),
      db
        .select({ overdue: counted(isOverdue), today: counted(isToday) })
        .from(mirrorTasks)
        .where(and(tasksSeen(viewer), mine)),
      countLeads(isNew),
      countLeads(isForgotten),
      countCompleted(db, seeing, now),
    ]);
  const around = await readAround(db, seeing, [...overdue, ...today]);
  return {
    date: dateThere(now, timeZone),
    timeZone,
    overdue: overdue.map(around),
    today: today.map(around),
    newLeads,
    withoutTask,
    week,
    counts: {
      overdue: tasks?.overdue ?? 0,
      today: tasks?.today ?? 0,
      newLeads: newOnes,
      withoutTask: forgotten,
      completedToday,
    },
    sync: syncOf(mirror),
  };
}

const counted = (condition: SQL) => sql<number>`(count(*) filter (where ${condition}))::int`;

/** Won and lost have these ids in every pipeline; nobody has accepted yet what is in an incoming stage. */
const isOpen = sql`${mirrorLeads.stageId} not in (142, 143) and not exists (
  select 1 from ${mirrorStages}
  where ${mirrorStages.accountId} = ${mirrorLeads.accountId}
    and ${mirrorStages.pipelineId} = ${mirrorLeads.pipelineId}
    and ${mirrorStages.id} = ${mirrorLeads.stageId} and ${mirrorStages.type} = 1)`;

const hasNoTask = (accountId: number): SQL => sql`not exists (
  select 1 from ${mirrorTasks}
  where ${mirrorTasks.accountId} = ${accountId} and ${mirrorTasks.entityType} = 'leads'
    and ${mirrorTasks.entityId} = ${mirrorLeads.id} and not ${mirrorTasks.isCompleted})`;

async function longestUntouched(db: Database, seeing: Seeing, condition: SQL | undefined) {
  const rows = await db
    .select({ id: mirrorLeads.id })
    .from(mirrorLeads)
    .where(and(leadsSeen(seeing.viewer), condition))
    .orderBy(asc(mirrorLeads.updatedAt), asc(mirrorLeads.id))
    .limit(MY_DAY_LIMIT);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const cards = await readLeadCards(db, seeing, inArray(mirrorLeads.id, ids));
  const byId = new Map(cards.map((card) => [card.id, card]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function readWeek(
  db: Database,
  { viewer, mirror: { timeZone } }: Seeing,
  now: Date,
): Promise<WeekDay[]> {
  const due = mirrorTasks.completeTill;
  const date = sql<string>`to_char(${due} at time zone ${timeZone}::text, 'YYYY-MM-DD')`;
  const isLate = sql`${due} < ${now.toISOString()}::timestamptz`;
  const days = await db
    .select({ date, overdue: counted(isLate), open: counted(sql`not (${isLate})`) })
    .from(mirrorTasks)
    .where(
      and(
        tasksSeen(viewer),
        eq(mirrorTasks.responsibleUserId, viewer.amoUserId),
        sql`not ${mirrorTasks.isCompleted}`,
        sql`${due} >= ${weekBegins(now, timeZone)} and ${due} < ${weekEnds(now, timeZone)}`,
      ),
    )
    .groupBy(sql`1`);
  const known = new Map(days.map((day) => [day.date, day]));
  return weekOf(dateThere(now, timeZone)).map(
    (day) => known.get(day) ?? { date: day, overdue: 0, open: 0 },
  );
}

/** amoCRM does not say when a task was completed; it dates it as changed then. */
const countCompleted = (
  db: Database,
  { viewer, mirror: { timeZone } }: Seeing,
  now: Date,
): Promise<number> =>
  db.$count(
    mirrorTasks,
    and(
      tasksSeen(viewer),
      eq(mirrorTasks.responsibleUserId, viewer.amoUserId),
      sql`${mirrorTasks.isCompleted}`,
      sql`${mirrorTasks.updatedAt} >= ${dayBegins(now, timeZone)}`,
      sql`${mirrorTasks.updatedAt} < ${dayEnds(now, timeZone)}`,
    ),
  );

/** A task may be the caller's although its lead or contact is not: then that is not told. */
async function readAround(
  db: Database,
  seeing: Seeing,
  tasks: readonly FoundTask[],
): Promise<(found: FoundTask) => DayTask> {
  const ids = [...new Set(tasks.flatMap(({ leadId }) => leadId ?? []))];
  const leads =
    ids.length === 0 ? [] : await readLeadCards(db, seeing, inArray(mirrorLeads.id, ids));
  const leadsById = new Map(leads.map((lead) => [lead.id, lead]));
  const contacts = await readContacts(db, seeing, [
    ...leads.flatMap(({ contact }) => contact?.id ?? []),
    ...tasks.flatMap(({ contactId }) => contactId ?? []),
  ]);
  return ({ task, leadId, contactId }) => {
    const lead = leadId === null ? null : (leadsById.get(leadId) ?? null);
    const contact = contacts.get(lead?.contact?.id ?? contactId ?? 0) ?? null;
    return { ...task, lead, contact };
  };
}

async function readContacts(
  db: Database,
  { viewer }: Seeing,
  ids: readonly number[],
): Promise<Map<number, NonNullable<DayTask['contact']>>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({
      id: mirrorContacts.id,
      name: mirrorContacts.name,
      customFields: mirrorContacts.customFields,
    })
    .from(mirrorContacts)
    .where(and(contactsSeen(viewer), inArray(mirrorContacts.id, [...new Set(ids)])));
  return new Map(
    rows.map(({ id, name, customFields }) => {
      const phones = customFields.find(({ fieldCode }) => fieldCode === 'PHONE')?.values ?? [];
      const typed = phones.map(({ value }) => value).find((value) => typeof value === 'string');
      return [id, { id, name, phone: typed ?? null }];
    }),
  );
}
