import type { Priority } from '@foryou-crm/amocrm';
import type { AccountApi } from '../../amo-crm/account-api.ts';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Database } from '../../database/open.ts';
import type { Log } from '../../log.ts';

/** What keeping the mirrors needs. */
export interface MirrorParts {
  config: Pick<Config, 'publicUrl'>;
  db: Database;
  clock: Clock;
  log: Log;
  /** @throws {ApiError} `not_connected`, `reconnect_required`, `retry_later` */
  accountFor: (userId: string, priority?: Priority, signal?: AbortSignal) => Promise<AccountApi>;
  rhythm?: Partial<Rhythm>;
  /** Told of every write, before and after it is committed; a test ends the process there. */
  at?: (point: 'uncommitted' | 'committed') => void;
}

/** How often things are looked at, in seconds. */
export interface Rhythm {
  /** Users, their rights, the pipelines and settings: a right that was taken away works no longer than this. */
  structure: number;
  /** What changed, where webhooks tell it as well, and at the least where they do not. */
  deltaWithHooks: number;
  deltaAlone: number;
  /** Everything once more. */
  sweep: number;
  /** Between two bites of a sweep. */
  sweepBite: number;
  /** Whether the subscription is there and awake; and whether the plan has webhooks by now. */
  hooks: number;
  hooksUnavailable: number;
  /** Whether a broker has become an administrator. */
  reader: number;
}

export const defaultRhythm: Rhythm = {
  structure: 300,
  deltaWithHooks: 300,
  deltaAlone: 60,
  sweep: 86_400,
  sweepBite: 5,
  hooks: 600,
  hooksUnavailable: 6 * 3600,
  reader: 3600,
};
