import type { Change, NewEvent } from '../store/changes.ts';
import { describeCompany, describeContact, describeLead } from './describe-card.ts';
import { describeNote } from './describe-note.ts';
import { describeTask } from './describe-task.ts';
import { entityTypes, event } from './parts.ts';

/**
 * What an account's history says of one change, first things first.
 * @param place - how many events there are already: some events name a note of amoCRM's own, and its
 * id is made of the place.
 */
export function describeChange(change: Change, place: number): NewEvent[] {
  switch (change.entity) {
    case 'lead':
      return describeLead(change.before, change.after, place);
    case 'contact':
      return describeContact(change.before, change.after, place);
    case 'company':
      return describeCompany(change.before, change.after, place);
    case 'task':
      return describeTask(change.before, change.after, place);
    case 'note':
      return describeNote(change.before, change.after);
    case 'merge': {
      const about = { entityType: entityTypes[change.kind], entityId: change.id };
      return [event(about, 'entity_merged')];
    }
    // What becomes of an incoming lead shows in its lead; definitions of fields are not in the feed.
    case 'unsorted':
    case 'field':
      return [];
  }
}
