import type { Change } from './changes.ts';
import type { Note } from './model.ts';

/**
 * A note leaves without a trace but in the history. No method of the API is known that does this; the
 * web interface can, and so can control.
 */
export function deleteNote(note: Note): Change {
  return { entity: 'note', before: note, after: null };
}
