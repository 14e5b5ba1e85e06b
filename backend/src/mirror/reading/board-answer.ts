import { boardSchema, syncSchema, type BoardQuery } from '@foryou-crm/contract/board';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../database/open.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { createReadBoard } from './board.ts';
import { syncOf } from './sync.ts';

export type AnswerBoard = (seeing: Seeing, query: BoardQuery) => Promise<Buffer>;

const boardAsOfSchema = boardSchema.omit({ sync: true });
const mostBytes = 64 * 1024 * 1024;
/** So that the boards of those who have left do not stay; what is good is decided by the stamp. */
const keptForMs = 15 * 60_000;

interface Kept {
  stamp: string;
  /** The answer as far as it does not tell of the sync. */
  head: Buffer;
}

/**
 * The answer of the board's route: the app's most frequent question, and mostly nothing has changed
 * since it was asked last. So the last answer of each connection is kept in the process, under a stamp
 * of all that it was made of: the revision of the account's rows, and the viewer, made anew for this
 * request. A right that was taken away or grew old is another viewer, and finds nothing kept.
 */
export function createAnswerBoard(db: Database): AnswerBoard {
  const readBoard = createReadBoard(db);
  const answers = new LRUCache<string, Kept>({
    maxSize: mostBytes,
    sizeCalculation: ({ stamp, head }) => stamp.length + head.length,
    ttl: keptForMs,
  });

  /** @throws {ApiError} `not_found` */
  return async (seeing, query) => {
    const { connectionId, viewer, mirror } = seeing;
    const place = JSON.stringify([connectionId, query.pipelineId, query.limit]);
    const stamp = JSON.stringify([mirror.revision, mirror.state, viewer]);
    let kept = answers.get(place);
    if (kept?.stamp !== stamp) {
      // A change between the two reads costs only this answer: it is kept under the revision before it,
      // which the next request no longer has.
      const board = boardAsOfSchema.encode(await readBoard(seeing, query));
      kept = { stamp, head: Buffer.from(`{"data":${JSON.stringify(board).slice(0, -1)},"sync":`) };
      answers.set(place, kept);
    }
    const sync = JSON.stringify(syncSchema.encode(syncOf(mirror)));
    return Buffer.concat([kept.head, Buffer.from(`${sync}}}`)]);
  };
}
