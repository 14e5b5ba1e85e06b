import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import type { ApiFailure } from '@/api/failure';

export type BadgeState = 'ok' | 'syncing' | 'offline' | 'server_down' | 'trouble' | 'broken';

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

type Trouble = NonNullable<ConnectionStatus['trouble']>;

/**
 * The trouble that counts. None beside a connection that has ended, and none without network: what
 * was known of it may be over by now.
 */
export function troubleNow(
  { state, trouble }: ConnectionStatus,
  failure: ApiFailure | null,
): Trouble | null {
  return state === 'reconnect_required' || failure?.kind === 'no_network' ? null : trouble;
}

/** One state of six, the worst first, and with trouble what it is. */
export type BadgeLook =
  { state: Exclude<BadgeState, 'trouble'> } | { state: 'trouble'; trouble: Trouble };

export function badgeState(
  status: ConnectionStatus,
  { failure, refreshing }: Pick<Freshness, 'failure' | 'refreshing'>,
): BadgeLook {
  if (status.state === 'reconnect_required') return { state: 'broken' };
  const trouble = troubleNow(status, failure);
  if (trouble !== null) return { state: 'trouble', trouble };
  if (refreshing) return { state: 'syncing' };
  if (failure?.kind === 'no_network') return { state: 'offline' };
  return { state: failure === null ? 'ok' : 'server_down' };
}
