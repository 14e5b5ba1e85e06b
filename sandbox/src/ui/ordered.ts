import { z } from 'zod';
import type { Hands, OrderReply } from './act.ts';
import type { Outcome } from './outcome.ts';
import { bad, good } from './outcome.ts';

/** What a form of the desk says yes and no with. */
export const flag = z.enum(['0', '1']).transform((text) => text === '1');
/** A form of one button. */
export const nothing = z.object({});

/** The account that the person sits in, as control names it. */
export const here = ({ desk }: Hands) => ({ subdomain: desk.account.subdomain });

/** Gives one order and says in the page's words that it was done, or in control's why not. */
export async function ordered(
  { order }: Hands,
  to: string,
  path: string,
  body: object,
  done: string | ((reply: unknown) => string),
): Promise<Outcome> {
  const reply = await order(path, body);
  return told(reply, done, to);
}

function told(reply: OrderReply, done: string | ((reply: unknown) => string), to: string): Outcome {
  if (!reply.isGood) return bad(`Nothing was changed. ${reply.error}`, to);
  return good(typeof done === 'string' ? done : done(reply.body), to);
}
