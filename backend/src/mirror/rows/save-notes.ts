import type { Note } from '@foryou-crm/amocrm';
import { and, eq, inArray } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import { mirrorNotes } from '../tables.ts';
import { replacing, weigh, type Read, type Times } from './card-row.ts';
import { changeOn, leadScopes } from './lead-scopes.ts';

type NoteRow = typeof mirrorNotes.$inferSelect;
export type CardKind = 'leads' | 'contacts' | 'companies';

/** Notes of one kind of card as amoCRM tells them; see `saveLeads`. */
export async function saveNotes(
  account: AccountTx,
  kind: CardKind,
  { items, ...times }: Read<Note>,
): Promise<void> {
  if (items.length === 0) return;
  const { tx, accountId } = account;
  const ids = items.map(({ id }) => id);
  const known = new Map(
    (
      await tx
        .select()
        .from(mirrorNotes)
        .where(and(eq(mirrorNotes.accountId, accountId), inArray(mirrorNotes.id, ids)))
    ).map((row) => [row.id, { ...row, importNumber: 0 }]),
  );
  const weighed = items.map((note) =>
    weigh({ ...noteRowOf(accountId, kind, note, times), importNumber: 0 }, known.get(note.id)),
  );
  await tx
    .insert(mirrorNotes)
    .values(weighed.map(({ row }) => row))
    .onConflictDoUpdate({
      target: [mirrorNotes.accountId, mirrorNotes.id],
      set: replacing(mirrorNotes),
    });
  const news = weighed.filter(({ isNews }) => isNews).map(({ row }) => row);
  const leadOf = ({ entityId }: NoteRow) => (kind === 'leads' ? entityId : null);
  const scopes = await leadScopes(account, news.map(leadOf));
  account.changed(news.map((row) => changeOn('note', row.id, leadOf(row), scopes)));
}

function noteRowOf(accountId: number, entityType: CardKind, note: Note, times: Times): NoteRow {
  return {
    accountId,
    id: note.id,
    entityType,
    entityId: note.entityId,
    content: note.content,
    createdBy: note.createdBy,
    createdAt: new Date(note.createdAt * 1000),
    updatedAt: new Date(note.updatedAt * 1000),
    ...times,
  };
}
