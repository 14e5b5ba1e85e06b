import { timelineItemSchema, type TimelineItem } from '@foryou-crm/contract/lead';
import type { NewNote } from '@foryou-crm/contract/writing';
import { z } from 'zod';
import { apiError } from '../../http/problem.ts';
import { readNote } from '../reading/timeline.ts';
import { findNotes, saveNote } from './note-read.ts';
import { makeOnce, notYetKnown } from './once.ts';
import type { WritingParts } from './parts.ts';
import { seenLead } from './seen.ts';
import { seeingOf, writerOf } from './writer.ts';

/**
 * Adds a note to a lead.
 * @throws {ApiError} `not_found`, also for a lead that is not the caller's to see; what amoCRM refuses
 */
export async function addNote(
  parts: WritingParts,
  { userId, key }: { userId: string; key: string },
  leadId: number,
  { text }: NewNote,
): Promise<TimelineItem> {
  const { db } = parts;
  const seeing = await seeingOf(parts, userId);
  await seenLead(db, seeing, leadId);
  const writer = await writerOf(parts, userId, seeing);
  const { api, accountId, amoUserId } = writer.account;
  return makeOnce(
    parts,
    { userId, route: 'POST /leads/:id/notes', key, body: [accountId, amoUserId, leadId, text] },
    {
      made: z.object({ id: z.int() }),
      answer: timelineItemSchema,
      async send() {
        const content = { type: 'common', params: { text } } as const;
        const [added] = await api.notes.addTo('leads', leadId, [{ content }]);
        if (!added) throw notYetKnown();
        return { id: added.id };
      },
      find: (since) => findNotes(writer, leadId, text, since),
      async finish({ id }) {
        await saveNote(writer, leadId, id);
        const note = await readNote(db, seeing, id);
        if (!note) throw apiError.notFound('The note is not yours to see.');
        return note;
      },
    },
  );
}
