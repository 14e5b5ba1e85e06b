import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import type { AddOrder } from './order.ts';

const rulesSchema = z.strictObject({
  isOn: z.boolean().exactOptional(),
  perCaller: z.int().min(1).max(10_000).exactOptional(),
  perAccount: z.int().min(1).max(10_000).exactOptional(),
  format: z.enum(['json', 'html']).exactOptional(),
  retryAfter: z.int().min(0).exactOptional(),
  blockAfter: z.int().min(1).max(100_000).exactOptional(),
  blockSeconds: z.int().min(1).nullable().exactOptional(),
});

export function limitOrders(order: AddOrder, { limiter }: SandboxContext): void {
  order('limits/set', rulesSchema, (changes) => {
    limiter.setRules(changes);
    return limiter.rules();
  });
  order('limits/lift', z.strictObject({}), () => {
    limiter.lift();
    return limiter.rules();
  });
}
