import { placeOf } from '../hosts.ts';

/** What the router lends to a constraint: anything with a Host header. */
interface HasHost {
  readonly headers: { readonly host?: string | undefined };
}

/** Lets a route say on which kind of host it lives: `constraints: { place: 'account' }`. */
export function placeConstraint(baseHost: string) {
  return {
    name: 'place',
    storage<Handler>() {
      const handlers = new Map<unknown, Handler>();
      return {
        get: (place: unknown) => handlers.get(place) ?? null,
        set: (place: unknown, handler: Handler) => {
          handlers.set(place, handler);
        },
      };
    },
    deriveConstraint: (request: HasHost) => placeOf(request.headers.host, baseHost).kind,
  };
}
