import type { Clock } from '../clock.ts';
import type { WebhookSender } from './sender.ts';

type Due = Pick<WebhookSender, 'settle' | 'nextDue'>;

/**
 * Moves the clock and lets happen on the way what was due on the way: the clock stops at every hook
 * that waits for its time, the hook is tried, and its next attempt counts from there.
 */
export async function advanceClock(clock: Clock, due: Due, seconds: number): Promise<void> {
  let left = seconds;
  for (;;) {
    await due.settle();
    const at = due.nextDue();
    if (at === null || at > clock.now() + left) break;
    const step = Math.max(at - clock.now(), 0);
    clock.advance(step);
    left -= step;
  }
  clock.advance(left);
  await due.settle();
}
