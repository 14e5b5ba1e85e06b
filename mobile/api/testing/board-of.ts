import type { Lead } from '@foryou-crm/contract/leads';
import { freshBoard, type CachedBoard } from '../board-cache';
import { pipelines } from './seed';

/**
 * The seed's main pipeline with these leads, newest first.
 * @param readOf how many leads of each stage have been read so far
 */
export function boardOf(leads: readonly Lead[], { readOf = Infinity } = {}): CachedBoard {
  const [main] = pipelines;
  if (main === undefined) throw new Error('the seed has a pipeline');
  const { stages, ...pipeline } = main;
  return freshBoard(
    {
      pipeline,
      sync: { state: 'ready', importedRows: 0, lastSyncAt: null },
      stages: stages.map((stage) => {
        const here = leads
          .filter(({ stageId }) => stageId === stage.id)
          .toSorted((a, b) => b.id - a.id);
        return {
          ...stage,
          count: here.length,
          sum: here.reduce((sum, { price }) => sum + price, 0),
          leads: here.slice(0, readOf),
          nextCursor: here.length > readOf ? 'next' : null,
        };
      }),
    },
    undefined,
  );
}
