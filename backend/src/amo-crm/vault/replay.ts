import type { Attempts } from '../attempts.ts';
import type { ReplayOutcome, SpoolEntry } from './spool.ts';
import type { TokenRows } from './token-rows.ts';

/**
 * Puts a pair from the spool where it belongs, if that is still waiting for it. Needs no key: the
 * values are sealed for the very row and version they go to.
 */
export const createReplay =
  ({ rows, attempts }: { rows: TokenRows; attempts: Attempts }) =>
  async ({ table, rowId, follows, pair }: SpoolEntry): Promise<ReplayOutcome> => {
    if (table === 'amo_crm_connect_attempts') {
      if (await attempts.savePair(rowId, pair, null)) return 'held';
      return (await attempts.byId(rowId)) ? 'superseded' : 'gone';
    }
    const version = { id: rowId, tokenVersion: follows };
    if (await rows.saveRefreshed(version, pair, { fromSpool: true })) return 'held';
    return (await rows.byId(rowId)) ? 'superseded' : 'gone';
  };
