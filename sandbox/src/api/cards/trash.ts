import type { Author, Change, Commit } from '../../store/changes.ts';
import type { Account, CardKind } from '../../store/model.ts';
import { cardChange, cardOf, rowsOf } from './kinds.ts';
import { mergedCard } from './merge.ts';

/** Whoever acts on cards without the API: a person in amoCRM's own pages, or control. */
export interface Hand {
  readonly account: Account;
  readonly author: Author;
  readonly commit: Commit;
}

/*
 * The API deletes no cards (https://github.com/amocrm/amocrm-api-php/issues/174): people do, in
 * amoCRM. A deleted card lies in the trash with all its links, answers 204 and is in no list but
 * `with=only_deleted`, which leads alone have.
 */

/** Puts cards into the trash; answers which of them were there to be put. */
export function deleteCards(hand: Hand, kind: CardKind, ids: readonly number[]): number[] {
  return thrown(hand, kind, ids, true);
}

/** Takes cards out of the trash again. */
export function restoreCards(hand: Hand, kind: CardKind, ids: readonly number[]): number[] {
  return thrown(hand, kind, ids, false);
}

function thrown<Kind extends CardKind>(
  hand: Hand,
  kind: Kind,
  ids: readonly number[],
  isDeleted: boolean,
): number[] {
  const { account, author } = hand;
  return ids.filter((id) => {
    const before = rowsOf(account, kind).get(id);
    if (before === undefined || before.isDeleted === isDeleted) return false;
    const stamp = { isDeleted, updatedAt: author.at, updatedBy: author.userId };
    hand.commit(account, author, [cardChange(kind, before, { ...before, ...stamp })]);
    return true;
  });
}

/**
 * Makes one card of several. The kept one takes over what the others have and it has not; their
 * links, notes and tasks become its own; they go into the trash.
 * @returns the ids that were merged into it; none when the kept one is not there.
 */
export function mergeCards<Kind extends CardKind>(
  hand: Hand,
  kind: Kind,
  keepId: number,
  otherIds: readonly number[],
): number[] {
  const { account, author } = hand;
  const keep = cardOf(account, kind, keepId);
  const others = [...new Set(otherIds)].flatMap((id) => {
    const other = id === keepId ? undefined : cardOf(account, kind, id);
    return other === undefined ? [] : [other];
  });
  if (keep === undefined || others.length === 0) return [];
  const gone = new Set(others.map(({ id }) => id));
  const stamp = { updatedAt: author.at, updatedBy: author.userId };
  const kept = { ...mergedCard(account, kind, keep, others), ...stamp };
  hand.commit(account, author, [
    ...relinked(account, kind, keepId, gone),
    ...reattached(account, kind, keepId, gone),
    cardChange(kind, keep, kept),
  ]);
  deleteCards(hand, kind, [...gone]);
  hand.commit(account, author, [{ entity: 'merge', kind, id: keepId }]);
  return [...gone];
}

/** Cards that were linked to one of the gone are linked to the kept one. */
function relinked(
  account: Account,
  kind: CardKind,
  keepId: number,
  gone: ReadonlySet<number>,
): Change[] {
  const isGone = (id: number | null) => id !== null && gone.has(id);
  const swap = (id: number) => (gone.has(id) ? keepId : id);
  if (kind === 'contacts') {
    return [...account.leads.values()].flatMap((lead) => {
      if (!lead.contactIds.some(isGone)) return [];
      const contactIds = [...new Set(lead.contactIds.map(swap))];
      return [cardChange('leads', lead, { ...lead, contactIds })];
    });
  }
  if (kind === 'leads') return [];
  const leads = [...account.leads.values()].filter(({ companyId }) => isGone(companyId));
  const contacts = [...account.contacts.values()].filter(({ companyId }) => isGone(companyId));
  return [
    ...leads.map((lead) => cardChange('leads', lead, { ...lead, companyId: keepId })),
    ...contacts.map((one) => cardChange('contacts', one, { ...one, companyId: keepId })),
  ];
}

/** Notes and tasks move to the kept card. */
function reattached(
  account: Account,
  kind: CardKind,
  entityId: number,
  gone: ReadonlySet<number>,
): Change[] {
  const hangs = (row: { readonly entityType: CardKind | null; readonly entityId: number | null }) =>
    row.entityType === kind && row.entityId !== null && gone.has(row.entityId);
  const notes = [...account.notes.values()].filter(hangs);
  const tasks = [...account.tasks.values()].filter(hangs);
  return [
    ...notes.map((note): Change => ({
      entity: 'note',
      before: note,
      after: { ...note, entityId },
    })),
    ...tasks.map((task): Change => ({
      entity: 'task',
      before: task,
      after: { ...task, entityId },
    })),
  ];
}
