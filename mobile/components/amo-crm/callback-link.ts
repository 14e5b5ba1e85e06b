import { appLinks } from '@foryou-crm/contract/paths';

/** What amoCRM said, as the link back carries it. Anything may stand here: it came from outside. */
export type CallbackLink = {
  code: string | null;
  state: string | null;
  referer: string;
  error: string | null;
  /** Tells one delivery from the next, also of the same link. */
  delivery: number;
};

let deliveries = 0;

/** Reads the query of a callback link. A parameter that stands twice, or is huge, counts as none. */
export function readCallbackQuery(query: string): CallbackLink {
  const given = new URLSearchParams(query);
  const one = (name: string): string | null => {
    const values = given.getAll(name);
    const value = values.length === 1 ? values[0] : undefined;
    return value !== undefined && value !== '' && value.length <= 2048 ? value : null;
  };
  deliveries += 1;
  return {
    code: one('code'),
    state: one('state'),
    referer: one('referer') ?? '',
    error: one('error'),
    delivery: deliveries,
  };
}

const CALLBACK_ROUTE = '/amo-crm/callback';
const NOWHERE = '/no-such-link';

/**
 * Where a link that the system handed to the app leads. The scheme link and the claimed https link
 * lead to the callback, and their parameters stay out of the navigation state: they are given
 * beside the route. Anything that only resembles them leads nowhere.
 */
export function routeOfLink(link: string): { route: string; callback: CallbackLink | null } {
  const callback = callbackLinks.map((form) => form.exec(link)).find((match) => match !== null);
  if (callback) {
    return { route: CALLBACK_ROUTE, callback: readCallbackQuery(callback[1] ?? '') };
  }
  const foreign = /^https?:/i.test(link) || mentionsCallback(link);
  return { route: foreign ? NOWHERE : link, callback: null };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const tail = '\\/?(?:\\?([^#]*))?(?:#.*)?$';
/** The system hands over https links of our own claimed domain only; the path says which. */
const callbackLinks = [
  new RegExp(`^${escaped(appLinks.native)}${tail}`, 'i'),
  new RegExp(`^https:\\/\\/[a-z0-9.-]+${escaped(appLinks.universal)}${tail}`, 'i'),
  new RegExp(`^${escaped(appLinks.universal)}${tail}`),
];

const mentionsCallback = (link: string) => {
  if (link === CALLBACK_ROUTE) return false;
  return /amo-?crm/i.test(link.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => fromHex(hex)));
};

const fromHex = (hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
