import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import type { ApiFailure } from '@/api/failure';

export type BadgeState = 'ok' | 'syncing' | 'offline' | 'server_down' | 'broken';

/** What the board knows about its own data. */
export type Freshness = {
  /** Milliseconds since 1970: when this device last got everything it shows; null: never. */
  updatedAt: number | null;
  refreshing: boolean;
  /** Why the last refresh did not work. */
  failure: ApiFailure | null;
  /** Asks for everything again. */
  refresh: () => void;
};

/** One state of five, the worst first. */
export function badgeState(
  status: ConnectionStatus,
  { failure, refreshing }: Pick<Freshness, 'failure' | 'refreshing'>,
): BadgeState {
  if (status.state === 'reconnect_required') return 'broken';
  if (refreshing) return 'syncing';
  if (failure?.kind === 'no_network') return 'offline';
  return failure === null ? 'ok' : 'server_down';
}
