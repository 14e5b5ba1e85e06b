import type { z } from 'zod';
import { apiError, type ApiError } from '../../http/problem.ts';
import { claimKey, type HeldKey, type KeyUse } from './idempotency-keys.ts';
import { waitFor, whileRenewing } from './lease.ts';
import type { WritingParts } from './parts.ts';
import { asWriteRefusal, isCertain } from './refusal.ts';

/** So long what amoCRM was asked for may still come about: its slowest answer, and some more. */
const settledMs = 60_000;
/** How far amoCRM's clock and ours may be from each other. */
export const clockSkewMs = 30_000;

/** Something to be made in amoCRM once, whatever happens meanwhile. */
export interface Making<Made extends { id: number }, Answer> {
  /** How what was made is kept. */
  made: z.ZodType<Made>;
  answer: z.ZodType<Answer>;
  /** The one request that makes it. */
  send: () => Promise<Made>;
  /** All that may be it, when the answer was lost: made by the caller and like it, since then. */
  find: (since: Date) => Promise<Made[]>;
  /** What it takes from there to the answer; done again from the beginning when it did not succeed. */
  finish: (made: Made, progress: Pick<HeldKey, 'keep' | 'leaving'>) => Promise<Answer>;
}

/** amoCRM's answer was lost, and it may still be doing what it was asked for: ask again the same. */
export const notYetKnown = (cause?: unknown): ApiError =>
  apiError.retryLater('crm_unreachable', 'amoCRM’s answer was lost; it is being looked for.', {
    retryAfter: 5,
    cause,
  });

/**
 * Makes something under an Idempotency-Key. amoCRM knows no such keys: that the request leaves is written
 * down before it does, and from then on it is looked for and never sent again, whoever holds the key.
 */
export async function makeOnce<Made extends { id: number }, Answer>(
  parts: Pick<WritingParts, 'db' | 'clock' | 'at'>,
  use: KeyUse,
  making: Making<Made, Answer>,
): Promise<Answer> {
  const { db, clock, at } = parts;
  const claim = await waitFor(
    () => claimKey(db, clock, use),
    'The same request is being answered.',
  );
  if (claim.state === 'answered') return making.answer.parse(claim.answer);
  const { key } = claim;

  const keep = async (made: Made) => {
    await key.keep(made);
    return made;
  };

  async function make(): Promise<Made> {
    const sentAt = await key.sending();
    await at?.('sending');
    let made: Made;
    try {
      made = await making.send();
    } catch (error) {
      if (!isCertain(error)) return look(sentAt, error);
      await key.free();
      throw error;
    }
    await at?.('made');
    return keep(made);
  }

  async function look(sentAt: Date, cause?: unknown): Promise<Made> {
    const since = new Date(sentAt.getTime() - clockSkewMs);
    const found = await making.find(since);
    const others = await key.madeByOthers();
    const [one, ...more] = found.filter(({ id }) => !others.has(id));
    if (one !== undefined && more.length === 0) return keep(one);
    if (one === undefined && clock().getTime() - sentAt.getTime() < settledMs) {
      throw notYetKnown(cause);
    }
    throw apiError.conflictOf(
      'outcome_unknown',
      'amoCRM’s answer was lost, and what it made is not to be found.',
      { cause },
    );
  }

  async function work(held: HeldKey): Promise<Answer> {
    await at?.('claimed');
    const known = making.made.safeParse(held.made);
    const made = known.success
      ? known.data
      : held.sentAt === null
        ? await make()
        : await look(held.sentAt);
    await at?.('kept');
    const answer = await making.finish(made, held);
    await at?.('mirrored');
    await held.answer(answer);
    await at?.('answered');
    return answer;
  }

  try {
    return await whileRenewing(
      () => key.renew(),
      () => work(key),
    );
  } catch (error) {
    // A lease that cannot be given back runs out. Of a key that was freed nothing is left.
    await key.release().catch(() => undefined);
    throw asWriteRefusal(error);
  }
}
