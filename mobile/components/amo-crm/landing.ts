import type { CallbackLink } from './callback-link';
import { takePageLanding } from './page-landing';

/**
 * The callback link that waits to be worked on, in memory only. It is kept apart from the router so
 * that no authorization code gets into a navigation state or the browser's history, and it survives
 * a sign-in on the way.
 */
let waiting: CallbackLink | null = takePageLanding();
const listeners = new Set<() => void>();

export const landing = {
  current: (): CallbackLink | null => waiting,

  deliver(link: CallbackLink): void {
    waiting = link;
    listeners.forEach((listener) => listener());
  },

  /** Takes the link away once it is worked on, unless another one came meanwhile. */
  finish(link: CallbackLink): void {
    if (waiting?.delivery !== link.delivery) return;
    waiting = null;
    listeners.forEach((listener) => listener());
  },

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
