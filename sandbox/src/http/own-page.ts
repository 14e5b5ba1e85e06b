import type { IncomingHttpHeaders } from 'node:http';

/**
 * May this caller change something? Control and the desk ask nobody who he is, and any page that is
 * open in a browser on this machine can send a form here. Such a page says where it is from: browsers add
 * `Sec-Fetch-Site`, older ones `Origin`, and no page can forge either. A program that is no browser
 * sends neither, and is let through: whoever can run one here can do what he likes anyway.
 */
export function isOwnPage({
  host,
  origin,
  'sec-fetch-site': site,
}: Pick<IncomingHttpHeaders, 'host' | 'origin'> & {
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined) return true;
  // Hosts are compared and schemes are not: a proxy may have taken https off.
  return URL.canParse(origin) && new URL(origin).host === host;
}
