import { AmoError } from '@foryou-crm/amocrm';
import type { Acceptance } from '@foryou-crm/contract/incoming';
import type { WrittenLead } from '@foryou-crm/contract/writing';
import { apiError } from '../../http/problem.ts';
import { removeLeads, removeUnsorted } from '../rows/remove.ts';
import { addBelongings, addFollowUps } from '../sync/hints.ts';
import { askLead, saveLead, writtenLead, type LeadRead } from './lead-read.ts';
import { notYetKnown } from './once.ts';
import type { WritingParts } from './parts.ts';
import { isCertain, worded } from './refusal.ts';
import { seenIncoming } from './seen.ts';
import { missing, seeingOf, writerOf, type Writer } from './writer.ts';
import { asOnlyWriter, type WriteLock } from './write-lock.ts';

type Decision = 'done' | 'sorted before';

/**
 * Makes a lead of an incoming one. Doing it again is fine.
 * @throws {ApiError} `not_found`; `conflict` when somebody else has sorted it; what amoCRM refuses
 */
export async function acceptIncoming(
  parts: WritingParts,
  userId: string,
  uid: string,
  { stageId, responsibleUserId }: Acceptance,
): Promise<WrittenLead> {
  return sorting(parts, userId, uid, async (writer, incoming, lock) => {
    const { account } = writer;
    const owner = responsibleUserId ?? account.amoUserId;
    const decision = await decide(writer, uid, lock, () =>
      account.api.unsorted.accept(uid, {
        userId: owner,
        ...(stageId !== undefined && { statusId: stageId }),
      }),
    );
    const { leadId, contactId } = incoming;
    if (leadId === null) throw apiError.notFound('amoCRM names no lead for it.');
    const read = await askLead(writer, leadId, [contactId]);
    await saveSorted(writer, uid, leadId, read);
    const isAsWanted =
      read.lead?.responsibleUserId === owner &&
      (stageId === undefined || read.lead.statusId === stageId);
    if (decision === 'sorted before' && !isAsWanted) throw sortedBefore();
    return writtenLead(writer, leadId);
  });
}

/**
 * Puts an incoming lead into amoCRM's trash.
 * @throws {ApiError} `not_found`; `conflict` when it was accepted; what amoCRM refuses
 */
export async function declineIncoming(
  parts: WritingParts,
  userId: string,
  uid: string,
): Promise<{ uid: string }> {
  return sorting(parts, userId, uid, async (writer, { leadId }, lock) => {
    const { account, ask } = writer;
    const decision = await decide(writer, uid, lock, () =>
      account.api.unsorted.decline(uid, { userId: account.amoUserId }),
    );
    if (decision === 'sorted before' && leadId !== null) {
      const read = await askLead(writer, leadId);
      if (read.lead !== null && !read.lead.isDeleted) {
        await saveSorted(writer, uid, leadId, read);
        throw sortedBefore();
      }
    }
    const { times } = await ask(() => Promise.resolve());
    await writer.save(async (tx) => {
      const { contactIds } = await removeUnsorted(tx, [uid], times);
      const gone = leadId === null ? [] : await removeLeads(tx, [leadId], times);
      await addBelongings(tx, 'leads', gone);
      await addFollowUps(tx, 'contact', contactIds);
    });
    await writer.at?.('change.mirrored');
    return { uid };
  });
}

const sortedBefore = () =>
  apiError.conflictOf('already_done', 'Somebody else has already sorted this incoming lead.');

type Row = Awaited<ReturnType<typeof seenIncoming>>;

async function sorting<T>(
  parts: WritingParts,
  userId: string,
  uid: string,
  work: (writer: Writer, incoming: Row, lock: WriteLock) => Promise<T>,
): Promise<T> {
  const { db } = parts;
  const seeing = await seeingOf(parts, userId);
  const incoming = await seenIncoming(db, seeing, uid);
  if (incoming.leadId === null) throw missing(seeing, 'No such incoming lead.');
  const writer = await writerOf(parts, userId, seeing);
  const { accountId } = writer.account;
  return asOnlyWriter(db, { accountId, entity: 'unsorted', entityId: uid }, (lock) =>
    worded(() => work(writer, incoming, lock)),
  );
}

/** amoCRM takes one decision about an incoming lead and has no such thing afterwards. */
async function decide(
  { account: { api }, at }: Writer,
  uid: string,
  lock: WriteLock,
  send: () => Promise<unknown>,
): Promise<Decision> {
  await lock.check();
  await at?.('change.sending');
  try {
    await send();
  } catch (error) {
    if (error instanceof AmoError && error.code === 'not_found') return 'sorted before';
    if (isCertain(error)) throw error;
    if ((await api.unsorted.get(uid)) !== null) throw notYetKnown(error);
    return 'sorted before';
  }
  await at?.('change.made');
  return 'done';
}

async function saveSorted(
  writer: Writer,
  uid: string,
  leadId: number,
  read: LeadRead,
): Promise<void> {
  await writer.save(async (tx) => {
    const { contactIds } = await removeUnsorted(tx, [uid], read.times);
    await saveLead(tx, leadId, read);
    await addFollowUps(tx, 'contact', contactIds);
  });
  await writer.at?.('change.mirrored');
}
