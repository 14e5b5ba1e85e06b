import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { advanceClock } from '../webhooks/advance.ts';
import type { AddOrder } from './order.ts';

/** Moving the clock answers when the hooks that were due on the way were tried. */
export function clockOrders(order: AddOrder, { clock, webhooks }: SandboxContext): void {
  const time = () => ({ now: clock.now(), frozen: clock.frozenAt() !== null });

  order('clock/advance', z.strictObject({ seconds: z.int() }), async ({ seconds }) => {
    await advanceClock(clock, webhooks, seconds);
    return time();
  });
  order('clock/set', z.strictObject({ now: z.int().min(0) }), async ({ now }) => {
    await advanceClock(clock, webhooks, now - clock.now());
    clock.set(now);
    return time();
  });
  order('clock/freeze', z.strictObject({ now: z.int().min(0).optional() }), async ({ now }) => {
    if (now !== undefined) await advanceClock(clock, webhooks, now - clock.now());
    clock.freeze(now);
    return time();
  });
  order('clock/reset', z.strictObject({}), () => {
    clock.reset();
    return time();
  });
}
