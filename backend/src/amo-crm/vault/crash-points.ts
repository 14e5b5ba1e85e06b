/**
 * The instants between two durable steps. A test puts a `kill -9`, a frozen process or a dead
 * database there and then looks at what is left; in service nothing happens at them.
 */
export type CrashPoint =
  // Connecting: the attempt is claimed; amoCRM has given a pair; it is on the attempt; it is known
  // whose it is; the connection is written and not committed; it is live.
  | 'connect.claimed'
  | 'connect.replied'
  | 'connect.saved'
  | 'connect.identified'
  | 'connect.uncommitted'
  | 'connect.live'
  // Refreshing: the lease is ours; the request is about to leave; amoCRM has given a pair; the row
  // holds it and is not committed; it is committed.
  | 'refresh.claimed'
  | 'refresh.sending'
  | 'refresh.replied'
  | 'refresh.uncommitted'
  | 'refresh.saved'
  // The spool: the file is whole on disk under its first name; under its last; the row holds what
  // it holds, and the file is still there.
  | 'spool.synced'
  | 'spool.renamed'
  | 'spool.replayed'
  | 'disconnect.uncommitted'
  | 'disconnect.committed'
  | 'reseal.read'
  | 'reseal.written';

export type AtCrashPoint = (point: CrashPoint) => void | Promise<void>;

export const nothingHappens: AtCrashPoint = () => undefined;
