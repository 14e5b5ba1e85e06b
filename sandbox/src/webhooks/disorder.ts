import { z } from 'zod';

const shared = {
  times: z.int().min(1).max(100_000).default(1),
  /** Only hooks of this account. */
  subdomain: z.string().optional(),
  /** Only hooks of this code, such as `update_lead`. */
  code: z.string().optional(),
};

/** One order to deliver badly: nothing of order, completeness or exactly-once is promised. */
export const disorderSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...shared, kind: z.literal('lose') }),
  z.strictObject({ ...shared, kind: z.literal('double') }),
  /** Held back until the subscription's next hook went out, or until somebody flushes. */
  z.strictObject({ ...shared, kind: z.literal('reorder') }),
  /** By the sandbox's clock. */
  z.strictObject({ ...shared, kind: z.literal('delay'), seconds: z.int().min(1).max(86_400) }),
]);

export type Disorder = z.output<typeof disorderSchema>;

/** The orders still open, met first come, first served. */
export interface Disorders {
  add(order: Disorder): void;
  open(): readonly Disorder[];
  /** The first order that fits this hook, counted down by one. */
  take(subdomain: string, code: string): Disorder | null;
  clear(): void;
}

export function createDisorders(): Disorders {
  let orders: Disorder[] = [];
  return {
    add: (order) => {
      orders.push({ ...order });
    },
    open: () => orders,
    take(subdomain, code) {
      const order = orders.find(
        (one) => (one.subdomain ?? subdomain) === subdomain && (one.code ?? code) === code,
      );
      if (order === undefined) return null;
      order.times -= 1;
      orders = orders.filter(({ times }) => times > 0);
      return order;
    },
    clear: () => {
      orders = [];
    },
  };
}
