import { z } from 'zod';
import { callerIn } from './caller.ts';
import type { Caller } from './caller.ts';
import { json, oasis } from './client.ts';
import type { Client, Reply } from './client.ts';
import type { Receiver } from './receiver.ts';

/** A sandbox whose first account tells a receiver what happens in it. */
export interface Hooked extends Caller {
  readonly subscribe: (...settings: string[]) => Promise<Reply>;
  /** Waits for everything that is due; then the brackets of what came, decoded, hook by hook. */
  readonly told: () => Promise<Record<string, string>[]>;
}

export async function hooked(amo: Client, receiver: Receiver): Promise<Hooked> {
  const caller = await callerIn(amo, oasis, oasis.admin);
  return {
    ...caller,
    subscribe: (...settings) =>
      caller.post('/api/v4/webhooks', { destination: receiver.url, settings }),
    told: async () => {
      await amo.order('webhooks/flush');
      return receiver.got.map(({ fields }) => Object.fromEntries(fields));
    },
  };
}

const deliverySchema = z.object({
  at: z.number(),
  requestId: z.string(),
  code: z.string(),
  attempt: z.number(),
  status: z.number().nullable(),
  body: z.string(),
  answer: z.string(),
  nextAt: z.number().nullable(),
  disabled: z.boolean(),
});
const hooksSchema = z.object({
  deliveries: z.array(deliverySchema),
  waiting: z.array(z.object({ requestId: z.string(), dueAt: z.number() })),
  dropped: z.number(),
});

/** What the sandbox says became of its hooks. */
export async function hookLog(amo: Client): Promise<z.output<typeof hooksSchema>> {
  return hooksSchema.parse(json(await amo.call('/_sandbox/hooks')));
}
