import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Order } from './act.ts';

const errorSchema = z.object({ error: z.string() });

/** Orders go in by the control API's own door, without leaving the process. */
export function orderThrough(app: FastifyInstance, host: string): Order {
  return async (path, body) => {
    const reply = await app.inject({
      method: 'POST',
      url: `/_sandbox/${path}`,
      headers: { host },
      payload: body,
    });
    const said: unknown = reply.json();
    if (reply.statusCode === 200) return { isGood: true, body: said };
    const read = errorSchema.safeParse(said);
    const error = read.success ? read.data.error : `control answered ${reply.statusCode}`;
    return { isGood: false, error };
  };
}
