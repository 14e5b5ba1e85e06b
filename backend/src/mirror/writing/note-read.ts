import { saveNotes } from '../rows/save-notes.ts';
import type { Writer } from './writer.ts';

/** The caller's own notes on a lead since then that say this. */
export async function findNotes(
  { account: { api, amoUserId } }: Writer,
  leadId: number,
  text: string,
  since: Date,
): Promise<{ id: number }[]> {
  const from = Math.floor(since.getTime() / 1000);
  const { items } = await api.notes.listOf('leads', leadId, {
    limit: 250,
    order: { by: 'id', direction: 'desc' },
    filter: { noteType: 'common', updatedAt: { from } },
  });
  return items
    .filter(
      ({ content, createdBy, createdAt }) =>
        content.type === 'common' &&
        content.params.text === text &&
        createdBy === amoUserId &&
        createdAt >= from,
    )
    .map(({ id }) => ({ id }));
}

/** Reads a note of a lead and puts it into the mirror. */
export async function saveNote({ account: { api }, ask, save }: Writer, id: number): Promise<void> {
  const { answer, times } = await ask(() => api.notes.get('leads', id));
  if (answer === null) return;
  await save((account) => saveNotes(account, 'leads', { items: [answer], ...times }));
}
