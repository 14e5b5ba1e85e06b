import { syncTroubleReasonSchema, type AdminSync } from '@foryou-crm/contract/admin-syncs';
import type { MirrorAccount } from '../sync/lease.ts';

/** How an account's mirror stands, in the contract's words; null: it was not begun yet. */
export function progressOf(
  row: MirrorAccount | null,
): Pick<AdminSync, 'state' | 'coverage' | 'reading' | 'trouble' | 'lastSyncAt'> {
  return {
    state: stateOf(row),
    coverage: row?.coverage ?? 'seen',
    reading: {
      step: row?.importStep ?? 'account',
      rows: row?.importedRows ?? 0,
      startedAt: row?.importStartedAt?.toISOString() ?? null,
      importedAt: row?.importFinishedAt?.toISOString() ?? null,
    },
    trouble: row && troubleOf(row),
    lastSyncAt: row?.lastSyncAt?.toISOString() ?? null,
  };
}

function stateOf(row: MirrorAccount | null): Exclude<AdminSync['state'], 'abandoned'> {
  if (row === null) return 'waiting';
  if (row.trouble !== null) return 'stalled';
  if (row.importFinishedAt !== null) return 'ready';
  return row.importStep === 'account' || row.importStep === 'pipelines' ? 'waiting' : 'importing';
}

function troubleOf({ trouble, troubleSince, failures }: MirrorAccount): AdminSync['trouble'] {
  if (trouble === null || troubleSince === null) return null;
  // What a turn may fail of and no administrator can mend has one word.
  const reason = syncTroubleReasonSchema.safeParse(trouble).data ?? 'internal';
  return { reason, since: troubleSince.toISOString(), failures };
}
