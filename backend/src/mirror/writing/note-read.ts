import { saveNotes } from '../rows/save-notes.ts';
import { addFollowUps } from '../sync/hints.ts';
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

/** Reads a note into the mirror; its lead, which amoCRM may date anew for it, is read again later. */
export async function saveNote(
  { account: { api }, ask, save }: Writer,
  leadId: number,
  id: number,
): Promise<void> {
  const { answer, times } = await ask(() => api.notes.get('leads', id));
  if (answer === null) return;
  await save(async (account) => {
    await saveNotes(account, 'leads', { items: [answer], ...times });
    await addFollowUps(account, 'lead', [leadId]);
  });
}
