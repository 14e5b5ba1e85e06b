import type { AdminSync } from '@foryou-crm/contract/admin-syncs';
import type { MirrorAccount } from './lease.ts';

/**
 * What an account's next turn is for and when it may begin, as `claimAccount` and `takeTurn` see it.
 * A time that has passed: it waits for a free worker.
 */
export function nextTask(
  row: MirrorAccount | null,
  hooksWaiting: number,
  now: Date,
): NonNullable<AdminSync['next']> {
  if (row === null) return { task: 'import', at: now.toISOString() };
  const { coverage, importFinishedAt, restUntil } = row;
  type Due = [task: NonNullable<AdminSync['next']>['task'], at: Date | null];
  const due: Due[] = [
    ['structure', row.structureDueAt],
    ['subscription', row.hookDueAt],
    ...(hooksWaiting > 0 ? [['hooks', null] satisfies Due] : []),
    ['delta', row.deltaDueAt],
    ...(coverage === 'full' ? [['sweep', row.sweepDueAt] satisfies Due] : []),
  ];
  const [first] =
    importFinishedAt === null ? [['import', null] satisfies Due] : due.toSorted(earlier);
  const [task, at] = first ?? ['structure', null];
  const time = Math.max((at ?? now).getTime(), restUntil?.getTime() ?? 0);
  return { task, at: new Date(time).toISOString() };
}

/** Null: at once. */
const earlier = ([, a]: [string, Date | null], [, b]: [string, Date | null]) =>
  (a?.getTime() ?? 0) - (b?.getTime() ?? 0);
