let taken: string | null = null;

/**
 * The one-time token this page was opened with. `public/one-time-token.js` took it out of the
 * address before the app was requested: the router must not see it, for it would write it into the
 * history again. From here on it is in memory only, and ends with the page.
 */
export function takeOneTimeToken(): string | null {
  const given: unknown = Reflect.get(window, 'oneTimeToken');
  Reflect.deleteProperty(window, 'oneTimeToken');
  if (typeof given === 'string' && given !== '' && given.length <= 512) taken = given;
  return taken;
}
