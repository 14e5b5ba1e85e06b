import { appLinks } from '@foryou-crm/contract/paths';
import * as WebBrowser from 'expo-web-browser';
import { routeOfLink, type CallbackLink } from './callback-link';

/**
 * How the browser was left. `link`: by amoCRM's answer. `returned`: in some other way, which says
 * little: the answer may still come, or may have come by a link of its own.
 */
export type ConsentReturn = { kind: 'link'; link: CallbackLink } | { kind: 'returned' };

/** Opens amoCRM's consent page in the system's browser and waits until it is left. */
export async function openConsent(url: string, privately: boolean): Promise<ConsentReturn> {
  try {
    const result = await WebBrowser.openAuthSessionAsync(url, appLinks.native, {
      preferEphemeralSession: privately,
    });
    const link = result.type === 'success' ? routeOfLink(result.url).callback : null;
    return link === null ? { kind: 'returned' } : { kind: 'link', link };
  } catch {
    // No browser, or one that would not open: the attempt stands and can be opened again.
    return { kind: 'returned' };
  }
}

export function closeConsent(): void {
  WebBrowser.dismissAuthSession();
}
