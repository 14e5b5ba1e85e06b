import type { Sync } from '@foryou-crm/contract/board';
import type { MirrorState } from '../rights/read-viewer.ts';

/** How far the account has been read, for the app. */
export const syncOf = ({ state, importedRows, lastSyncAt }: MirrorState): Sync => ({
  state: state === 'ready' ? 'ready' : 'importing',
  importedRows,
  lastSyncAt: lastSyncAt?.toISOString() ?? null,
});
