import type { CallbackLink } from './callback-link';

export type ConsentReturn = { kind: 'link'; link: CallbackLink } | { kind: 'returned' };

/**
 * Goes to amoCRM in this very tab: a popup is blocked after the wait for the address. The page ends
 * here, and amoCRM's answer starts it anew, unless the browser kept it for "back".
 */
export function openConsent(url: string): Promise<ConsentReturn> {
  return new Promise((resolve) => {
    const onBack = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      window.removeEventListener('pageshow', onBack);
      resolve({ kind: 'returned' });
    };
    window.addEventListener('pageshow', onBack);
    window.location.assign(url);
  });
}

/** There is no window of ours to close. */
export function closeConsent(): void {
  return undefined;
}
