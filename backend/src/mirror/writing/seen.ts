import { and, eq, type SQL } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { apiError } from '../../http/problem.ts';
import { contactsSeen, incomingSeen, leadsSeen, tasksSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { mirrorContacts, mirrorLeads, mirrorTasks, mirrorUnsorted } from '../tables.ts';
import { missing } from './writer.ts';

/*
 * What somebody writes to, as the mirror has it. What he may not see is not there for him, and nothing
 * is sent.
 */

export async function isSeen(db: Database, { viewer }: Seeing, leadId: number): Promise<boolean> {
  const isIt = and(leadsSeen(viewer), eq(mirrorLeads.id, leadId));
  return (await db.$count(mirrorLeads, isIt)) > 0;
}

/** @throws {ApiError} `not_found` */
export async function seenLead(db: Database, seeing: Seeing, id: number) {
  const [lead] = await db
    .select()
    .from(mirrorLeads)
    .where(and(leadsSeen(seeing.viewer), eq(mirrorLeads.id, id)));
  if (!lead) throw missing(seeing, 'No such lead.');
  return lead;
}

/** @throws {ApiError} `invalid_input`: a contact is named in what is written. */
export async function seenContact(db: Database, seeing: Seeing, id: number) {
  const [contact] = await db
    .select()
    .from(mirrorContacts)
    .where(and(contactsSeen(seeing.viewer), eq(mirrorContacts.id, id)));
  if (contact) return contact;
  const error = missing(seeing, 'No such contact.');
  if (error.problem.kind !== 'not_found') throw error;
  throw apiError.invalidInput([{ path: 'contactId', message: error.problem.detail }]);
}

/** @throws {ApiError} `not_found` */
export async function seenTask(db: Database, seeing: Seeing, id: number) {
  const [task] = await db
    .select()
    .from(mirrorTasks)
    .where(and(tasksSeen(seeing.viewer), eq(mirrorTasks.id, id)));
  if (!task) throw missing(seeing, 'No such task.');
  return task;
}

/** @throws {ApiError} `not_found` */
export async function seenIncoming(db: Database, seeing: Seeing, uid: string) {
  const isIt: SQL | undefined = and(incomingSeen(seeing.viewer), eq(mirrorUnsorted.uid, uid));
  const [incoming] = await db.select().from(mirrorUnsorted).where(isIt);
  if (!incoming) throw missing(seeing, 'No such incoming lead.');
  return incoming;
}
