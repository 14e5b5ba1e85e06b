import type { LiveEvent } from '@foryou-crm/contract/events';
import type { Database } from '../../database/open.ts';
import type { ReadViewer } from '../rights/read-viewer.ts';
import { batch, keptChanges, type ChangeReader, type ChangeRow } from './changes.ts';
import { readMark, rightsMark, writeMark } from './event-id.ts';
import { eventsFor } from './events-for.ts';
import type { Hub } from './hub.ts';
import type { Writer } from './writer.ts';

export interface FollowParts {
  db: Database;
  hub: Hub;
  changesOf: ChangeReader;
  readViewer: ReadViewer;
  userId: string;
  /** Rejects once the caller is not let in any more. */
  recheck: () => Promise<unknown>;
  lastEventId: string | undefined;
  writer: Writer;
  heartbeatMs: number;
  signal: AbortSignal;
}

/**
 * Tells one reader what changes, until the signal. Who the caller is and what he may see is read anew
 * before anything is told, after the changes themselves: rights that were taken away in between hold
 * already. While an account is read for the first time every row is news, a hundred thousand of them:
 * then only the progress is told, and "reset" when the mirror is whole. Rejects when the caller is no longer let in, or the reader is gone.
 */
export async function follow(parts: FollowParts): Promise<void> {
  const { db, hub, changesOf, readViewer, userId, writer, signal } = parts;
  let seeing = await readViewer(userId);
  const { accountId } = seeing.viewer;
  const bell = createBell(signal);
  const isOver = () => signal.aborted;
  const unsubscribe = hub.subscribe({ accountId, userId }, bell.ring);
  try {
    const idOf = (number: number) => writeMark({ accountId, rights: rightsMark(seeing), number });
    const start = await beginning();
    let { number } = start;
    await writer.send([{ id: idOf(number), event: start.event }]);
    while (!isOver()) {
      const isNews = (await changesOf.last(accountId)) > number;
      const changes = isNews ? await changesOf.after(accountId, number) : [];
      await parts.recheck();
      const now = await readViewer(userId);
      if (rightsMark(now) !== rightsMark(seeing)) {
        if (now.viewer.accountId !== accountId) return;
        seeing = now;
        number = (await keptChanges(db, accountId)).last;
        await writer.send([{ id: idOf(number), event: { type: 'reset' } }]);
        continue;
      }
      const told = seeing.mirror.isFilling ? changes.filter(isOfWhole) : changes;
      const events = await eventsFor(db, seeing.viewer, told);
      number = changes.at(-1)?.number ?? number;
      if (events.length > 0) {
        await writer.send(events.map((one) => ({ id: idOf(one.number), event: one.event })));
      }
      if (changes.length === batch) continue;
      const isQuiet = await bell.waits(parts.heartbeatMs);
      if (!isQuiet || isOver()) continue;
      await writer.beat(idOf(number));
      // An account whose mirror was made anew counts from the beginning.
      const last = await changesOf.last(accountId);
      if (last >= number) continue;
      number = last;
      await writer.send([{ id: idOf(number), event: { type: 'reset' } }]);
    }
  } finally {
    unsubscribe();
  }

  async function beginning(): Promise<{ number: number; event: LiveEvent }> {
    const kept = await keptChanges(db, accountId);
    if (parts.lastEventId === undefined) return { number: kept.last, event: { type: 'ready' } };
    const mark = readMark(parts.lastEventId);
    const isGood =
      mark !== null &&
      mark.accountId === accountId &&
      mark.rights === rightsMark(seeing) &&
      mark.number <= kept.last &&
      mark.number >= kept.before;
    return isGood
      ? { number: mark.number, event: { type: 'ready' } }
      : { number: kept.last, event: { type: 'reset' } };
  }
}

const isOfWhole = ({ entity }: ChangeRow) =>
  entity === 'sync' || entity === 'pipelines' || entity === 'users' || entity === 'settings';

/** Remembers a ring until somebody waits for it. */
function createBell(signal: AbortSignal) {
  const bell: { isRung: boolean; heard: (() => void) | null } = { isRung: false, heard: null };
  const ring = () => {
    bell.isRung = true;
    bell.heard?.();
  };
  signal.addEventListener('abort', ring, { once: true });
  return {
    ring,
    /** True when nothing rang for this long. */
    async waits(ms: number): Promise<boolean> {
      if (!bell.isRung) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          bell.heard = resolve;
          timer = setTimeout(resolve, ms);
        });
        clearTimeout(timer);
        bell.heard = null;
      }
      const wasRung = bell.isRung;
      bell.isRung = false;
      return !wasRung;
    },
  };
}
