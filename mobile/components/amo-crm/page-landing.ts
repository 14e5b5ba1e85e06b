import type { CallbackLink } from './callback-link';

/** A phone's links come from the system, through `app/+native-intent.ts`; there is no page. */
export function takePageLanding(): CallbackLink | null {
  return null;
}
