/** Where a signed-in person starts: `Home` decides. */
export const home = '/';
/** What a screen that was opened by its address leads back to. */
export const board = '/crm';

/** The screens that may have sent someone to sign in, and that he goes back to afterwards. */
const returnable = [
  home,
  board,
  '/my-day',
  '/search',
  '/settings',
  '/new-lead',
  '/incoming',
  '/amo-crm/callback',
] as const;
const lead = /^\/lead\/[1-9]\d{0,15}$/;

type ReturnPath = (typeof returnable)[number] | `/lead/${number}`;
const isLead = (path: string | string[] | undefined): path is `/lead/${number}` =>
  typeof path === 'string' && lead.test(path);

/**
 * The screen to go back to after signing in. The list is closed, so that a link to the sign-in
 * screen can send nobody elsewhere; everything else leads home.
 */
export function returnPath(next: string | string[] | undefined): ReturnPath {
  if (isLead(next)) return next;
  return returnable.find((path) => path === next) ?? home;
}
