import { appLinks } from '@foryou-crm/contract/paths';
import { readCallbackQuery, type CallbackLink } from './callback-link';

/**
 * amoCRM's answer to this page. `public/landing.js` took it out of the address before the app was
 * even requested: the router must not see it, for it would write it into the history again.
 */
export function takePageLanding(): CallbackLink | null {
  if (window.location.pathname !== appLinks.web) return null;
  const query: unknown = Reflect.get(window, 'amoCrmLanding');
  Reflect.deleteProperty(window, 'amoCrmLanding');
  return typeof query === 'string' && query !== '' ? readCallbackQuery(query) : null;
}
