import type { Change } from '../store/changes.ts';
import { leadHooks, personHooks } from './card-hooks.ts';
import type { CardWords } from './card-hooks.ts';
import type { Hook } from './hook.ts';
import { noteHooks } from './note-hooks.ts';
import { taskHooks } from './task-hooks.ts';
import { unsortedHooks } from './unsorted-hooks.ts';

/** Everything that one change is told as, whoever may have subscribed to it. */
export function describeHooks(
  words: CardWords,
  change: Change,
  staleStatusId: number | undefined,
): Hook[] {
  const { account, style } = words;
  switch (change.entity) {
    case 'lead':
      return leadHooks(words, change.before, change.after, staleStatusId);
    case 'contact':
    case 'company':
      return personHooks(words, change.entity, change.before, change.after);
    case 'task':
      return taskHooks(account, style, change.before, change.after);
    case 'note':
      return noteHooks(account, change.before, change.after);
    case 'unsorted':
      return unsortedHooks(account, change.before, change.after);
    // There is no hook for a merge: the kept card's update and the others' deletions tell of it.
    case 'merge':
    case 'field':
      return [];
  }
}
