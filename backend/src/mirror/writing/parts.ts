import type { Priority } from '@foryou-crm/amocrm';
import type { AccountApi } from '../../amo-crm/account-api.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { ReadViewer } from '../rights/read-viewer.ts';

/**
 * The instants between two durable steps of a write. A test ends the process there; in service nothing
 * happens at them.
 */
export const writePoints = [
  // Making something: the key is ours; it is written that the request leaves now; amoCRM has made it;
  // its id is kept; the mirror has it; the answer is kept.
  'claimed',
  'sending',
  'made',
  'kept',
  'mirrored',
  'answered',
  // The comment of a new lead: it leaves now; amoCRM has it; that is kept.
  'comment.sending',
  'comment.made',
  'comment.kept',
  // Changing something: it is ours to change; amoCRM has changed it; the mirror has it.
  'change.sending',
  'change.made',
  'change.mirrored',
] as const;
export type WritePoint = (typeof writePoints)[number];

/** What writing needs. */
export interface WritingParts {
  db: Database;
  clock: Clock;
  /** @throws {ApiError} `not_connected`, `reconnect_required`, `retry_later` */
  accountFor: (userId: string, priority?: Priority) => Promise<AccountApi>;
  readViewer: ReadViewer;
  at?: (point: WritePoint) => void | Promise<void>;
}
