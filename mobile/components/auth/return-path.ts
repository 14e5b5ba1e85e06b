/** Where a signed-in person starts. */
export const home = '/crm';

/** The screens that may have sent someone to sign in, and that he goes back to afterwards. */
const returnable = [
  home,
  '/search',
  '/settings',
  '/new-lead',
  '/incoming',
  '/amo-crm/callback',
] as const;

/**
 * The screen to go back to after signing in. The list is closed, so that a link to the sign-in
 * screen can send nobody elsewhere; everything else leads home.
 */
export function returnPath(next: string | string[] | undefined): (typeof returnable)[number] {
  return returnable.find((path) => path === next) ?? home;
}
