import { routeOfLink } from '@/components/amo-crm/callback-link';
import { landing } from '@/components/amo-crm/landing';

/** Called by the router with every link the system hands over; answers the route to show. */
export function redirectSystemPath({ path }: { path: string; initial: boolean }): string {
  const { route, callback } = routeOfLink(path);
  if (callback !== null) landing.deliver(callback);
  return route;
}
