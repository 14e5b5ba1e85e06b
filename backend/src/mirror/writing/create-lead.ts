import type { ComplexLead, CustomFieldInput } from '@foryou-crm/amocrm';
import { createdLeadSchema, type CreatedLead, type NewLead } from '@foryou-crm/contract/writing';
import { z } from 'zod';
import type { HeldKey } from './idempotency-keys.ts';
import { askLead, saveLead, writtenLead } from './lead-read.ts';
import { findNotes, saveNote } from './note-read.ts';
import { clockSkewMs, makeOnce, notYetKnown } from './once.ts';
import type { WritingParts } from './parts.ts';
import { isCertain, isForGood } from './refusal.ts';
import { isSeen, seenContact } from './seen.ts';
import { seeingOf, writerOf, type Writer } from './writer.ts';

/** How far the making of a lead has come: amoCRM has it; then its comment. */
const madeSchema = z.object({
  id: z.int(),
  contactId: z.int().nullable(),
  comment: z.enum(['open', 'sent', 'saved', 'not_saved']),
  commentSentAt: z.iso.datetime().nullable(),
});
type Made = z.infer<typeof madeSchema>;

const fresh = { comment: 'open', commentSentAt: null } as const;
/** So long a comment whose answer was lost may still come about. */
const settledMs = 60_000;

/**
 * Makes a lead with its contact, or for one that is there, then its comment.
 * @throws {ApiError} `invalid_input` for a contact that the caller may not see; what amoCRM refuses; `conflict` for a key that was used for something else
 */
export async function createLead(
  parts: WritingParts,
  { userId, key }: { userId: string; key: string },
  wanted: NewLead,
): Promise<CreatedLead> {
  const seeing = await seeingOf(parts, userId);
  const contact =
    wanted.contactId === undefined ? null : await seenContact(parts.db, seeing, wanted.contactId);
  const writer = await writerOf(parts, userId, seeing);
  const { api, accountId, amoUserId } = writer.account;
  const answer = await makeOnce(
    parts,
    { userId, route: 'POST /leads', key, body: [accountId, amoUserId, wanted] },
    {
      made: madeSchema,
      answer: createdLeadSchema,
      async send() {
        const name = nameOf(wanted) || (contact?.name ?? '');
        const [added] = await api.leads.addComplex([complexLead(wanted, name, amoUserId)]);
        if (!added) throw notYetKnown();
        return { id: added.id, contactId: added.contactId, ...fresh };
      },
      find: (since) => findLeads(writer, since, wanted),
      finish: (made, progress) => finish(writer, made, wanted, progress),
    },
  );
  // An answer that was kept shows no more than its lead would now.
  return (await isSeen(parts.db, seeing, answer.id)) ? answer : { ...answer, lead: null };
}

/** Empty: as the contact is called. */
const nameOf = ({ name, phone, email }: NewLead): string =>
  [name, phone, email].find(Boolean) ?? '';

function complexLead(wanted: NewLead, name: string, amoUserId: number): ComplexLead {
  const { contactId, phone, email, price, pipelineId, stageId } = wanted;
  const field = (fieldCode: string, value: string): CustomFieldInput => ({
    fieldCode,
    values: [{ value, enumCode: 'WORK' }],
  });
  const customFields = [
    ...(phone ? [field('PHONE', phone)] : []),
    ...(email ? [field('EMAIL', email)] : []),
  ];
  return {
    name,
    responsibleUserId: amoUserId,
    ...(price !== undefined && { price }),
    ...(pipelineId !== undefined && stageId !== undefined && { pipelineId, statusId: stageId }),
    contact:
      contactId === undefined
        ? { name, responsibleUserId: amoUserId, ...(customFields.length > 0 && { customFields }) }
        : { id: contactId },
  };
}

/** The newest leads are looked through as far back as this. */
const mostPages = 4;

/** The caller's own leads since then that are called the same, worth the same and of the same contact. */
async function findLeads(
  { account: { api, amoUserId } }: Writer,
  since: Date,
  wanted: NewLead,
): Promise<Made[]> {
  const from = Math.floor(since.getTime() / 1000);
  const { contactId, price = 0 } = wanted;
  const name = nameOf(wanted);
  const found: Made[] = [];
  let pages = 0;
  // Where amoCRM has no filters it ignores this one, so everything is looked at here as well.
  const query = {
    limit: 250,
    with: ['contacts'],
    order: { by: 'created_at', direction: 'desc' },
    filter: { createdBy: amoUserId, createdAt: { from } },
  } as const;
  for await (const { items } of api.leads.pages(query)) {
    pages += 1;
    for (const lead of items) {
      const isIt =
        lead.createdBy === amoUserId &&
        lead.price === price &&
        (name === '' || lead.name === name) &&
        (contactId === undefined || lead.contacts.some(({ id }) => id === contactId));
      if (!isIt || lead.createdAt < from) continue;
      found.push({ id: lead.id, contactId: lead.contacts[0]?.id ?? null, ...fresh });
    }
    if (pages === mostPages || items.some(({ createdAt }) => createdAt < from)) break;
  }
  return found;
}

async function finish(
  writer: Writer,
  made: Made,
  wanted: NewLead,
  progress: Pick<HeldKey, 'keep' | 'leaving'>,
): Promise<CreatedLead> {
  const { id } = made;
  const read = await askLead(writer, id, [made.contactId]);
  await writer.save((account) => saveLead(account, id, read));
  const comment = wanted.comment ? await addComment(writer, made, wanted.comment, progress) : null;
  return { ...(await writtenLead(writer, id)), comment };
}

/** The lead is there whatever becomes of its comment; that is sent once, too. */
async function addComment(
  writer: Writer,
  made: Made,
  text: string,
  { keep, leaving }: Pick<HeldKey, 'keep' | 'leaving'>,
): Promise<Exclude<CreatedLead['comment'], null>> {
  const { account, clock, at } = writer;
  if (made.comment === 'saved' || made.comment === 'not_saved') return made.comment;
  const sentAt = made.commentSentAt === null ? clock() : new Date(made.commentSentAt);
  const known = { ...made, commentSentAt: sentAt.toISOString() };

  async function saved(noteId: number): Promise<'saved'> {
    await keep({ ...known, comment: 'saved' });
    await at?.('comment.kept');
    await saveNote(writer, made.id, noteId);
    return 'saved';
  }
  async function look(cause?: unknown): Promise<'saved' | 'unknown'> {
    const since = new Date(sentAt.getTime() - clockSkewMs);
    const [note] = await findNotes(writer, made.id, text, since);
    if (note) return saved(note.id);
    if (clock().getTime() - sentAt.getTime() < settledMs) throw notYetKnown(cause);
    return 'unknown';
  }

  if (made.comment === 'sent') return look();
  await leaving({ ...known, comment: 'sent' });
  await at?.('comment.sending');
  let noteId: number;
  try {
    const content = { type: 'common', params: { text } } as const;
    const [added] = await account.api.notes.addTo('leads', made.id, [{ content }]);
    if (!added) return await look();
    noteId = added.id;
  } catch (error) {
    if (!isCertain(error)) return look(error);
    return refused(error);
  }
  await at?.('comment.made');
  return saved(noteId);

  /** A refusal for good is an answer; after any other the same key sends it again. */
  async function refused(error: unknown): Promise<'not_saved'> {
    if (isForGood(error)) {
      await keep({ ...known, comment: 'not_saved' });
      return 'not_saved';
    }
    await keep({ ...made, comment: 'open', commentSentAt: null });
    throw error;
  }
}
