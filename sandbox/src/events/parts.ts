import type { NewEvent } from '../store/changes.ts';
import type { CardKind } from '../store/model.ts';
import type { EventValue } from './values.ts';

/** What an event is about. The feed names kinds in the singular. */
export type About = Pick<NewEvent, 'entityType' | 'entityId'>;

export const entityTypes: Readonly<Record<CardKind, 'lead' | 'contact' | 'company'>> = {
  leads: 'lead',
  contacts: 'contact',
  companies: 'company',
};

export function event(
  about: About,
  type: string,
  valueAfter: readonly EventValue[] = [],
  valueBefore: readonly EventValue[] = [],
): NewEvent {
  return { type, ...about, valueBefore, valueAfter };
}

/** One event where a value is another one than it was, none where it is the same. */
export function compared<T>(
  about: About,
  type: string,
  was: T,
  is: T,
  shape: (value: T) => EventValue,
): NewEvent[] {
  return was === is ? [] : [event(about, type, [shape(is)], [shape(was)])];
}

/**
 * The note that amoCRM writes itself for such an event. Notes of that kind are not in the lists of
 * the API: public readers of the feed cope with an id that leads nowhere.
 * @param place - how many events the account had before.
 */
export function systemNoteId(place: number): number {
  return 1_500_000_000 + place;
}
