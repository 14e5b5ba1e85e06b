/** How long the steps of a refresh may take; tests shorten them. */
export interface VaultTiming {
  /** Renewed while its holder works, so that a slow amoCRM does not invite a second call. */
  leaseSeconds: number;
  /** amoCRM's answer to one token call: the vendor's own client waits as long. Well inside the lease. */
  tokenCallMs: number;
  lookUpMs: number;
  /** What a caller waits; the refresh itself goes on. */
  waitMs: number;
  /** What the database gets to take a new pair before the spool does. */
  saveMs: number;
}

export const defaultTiming: VaultTiming = {
  leaseSeconds: 30,
  tokenCallMs: 20_000,
  lookUpMs: 5_000,
  waitMs: 15_000,
  saveMs: 2_000,
};
