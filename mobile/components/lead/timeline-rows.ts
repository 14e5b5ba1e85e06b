import type { TimelineItem } from '@foryou-crm/contract/lead';
import { inputText } from './when';
import type { UnsentNote } from './use-unsent';

export type TimelineRow =
  | { type: 'day'; key: string; at: Date }
  | { type: 'unsent'; key: string; note: UnsentNote }
  | { type: 'item'; key: string; item: TimelineItem };

/** What is not sent, then what was noted, newest first, with a heading for each day. */
export function timelineRows(
  items: readonly TimelineItem[],
  unsent: readonly UnsentNote[],
  timeZone: string | null,
): TimelineRow[] {
  const rows: TimelineRow[] = unsent.map((note) => ({ type: 'unsent', key: note.id, note }));
  let day: string | null = null;
  for (const item of items.filter(saysSomething)) {
    const at = new Date(item.at);
    const ofItem = inputText(at, timeZone).slice(0, 10);
    if (ofItem !== day) rows.push({ type: 'day', key: ofItem, at });
    day = ofItem;
    rows.push({ type: 'item', key: `${item.kind}-${String(item.id)}`, item });
  }
  return rows;
}

/** A note of a type that amoCRM documents nowhere comes without anything to show. */
function saysSomething(item: TimelineItem): boolean {
  if (item.kind !== 'note') return true;
  return item.type !== 'other' || item.text !== null || item.link !== null;
}
