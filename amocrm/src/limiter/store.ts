/** Why a whole pool waits. */
export type PauseReason = 'rate_limited' | 'blocked';

/** One try for one slot. All times are lengths in milliseconds: only the store has a clock. */
export interface SlotRequest {
  pool: string;
  lane: string;
  /** Granted only while fewer slots than this are taken in the lane. */
  laneLimit: number;
  /** The same for the whole pool. */
  poolLimit: number;
  /** How long the slot stays taken. */
  holdMs: number;
  /**
   * A smaller limit of the lane, for whoever leaves room to others: granted only while fewer slots
   * than this have been taken in it within `withinMs`, which may be shorter than slots are held.
   */
  share?: { limit: number; withinMs: number };
}

export interface SlotAnswer {
  /** 0: granted, and taken. Else nothing was taken; worth another try after so long. */
  waitMs: number;
  /** Why, when the whole pool waits; null when only slots are taken. */
  paused: PauseReason | null;
}

/** How a pause comes about: `pauseOf` says what follows from it. */
export interface PauseRequest {
  pool: string;
  reason: PauseReason;
  /** What amoCRM asked for; 0 when it did not. */
  retryAfterMs: number;
  /** The first pause of a row, doubled with each one after it, */
  baseMs: number;
  /** up to this; `retryAfterMs` may be longer. */
  maxMs: number;
  /** A pause that ended longer ago than this starts a new row. */
  quietMs: number;
}

export interface PoolReading {
  laneTaken: number;
  poolTaken: number;
  /** 0 when the pool is not paused. */
  pausedForMs: number;
  reason: PauseReason | null;
  /** Pauses in the present row; 0 when there was none lately. */
  level: number;
}

/**
 * Where grants are counted. Whoever shares a store shares the limits. Every method is one atomic step;
 * a failure is thrown as it is, and then nothing may be sent.
 */
export interface LimiterStore {
  /** Takes a slot or says how long there is none. Holds nothing while the caller waits. */
  take(request: SlotRequest): SlotAnswer | Promise<SlotAnswer>;
  /** Pauses a pool, or makes its pause longer; never shorter. */
  pause(request: PauseRequest): void | Promise<void>;
  read(place: { pool: string; lane: string }): PoolReading | Promise<PoolReading>;
}
