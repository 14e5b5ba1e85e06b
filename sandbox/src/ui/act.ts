import { z } from 'zod';
import type { Desk } from './desk.ts';
import type { Outcome } from './outcome.ts';
import { bad } from './outcome.ts';

/** Gives an order to the control API, as any test would: what it checks is checked there. */
export type Order = (path: string, body: object) => Promise<OrderReply>;
export type OrderReply =
  | { readonly isGood: true; readonly body: unknown }
  | { readonly isGood: false; readonly error: string };

/** What an act gets: who acts, what the address names, and how to give orders. */
export interface Hands {
  readonly desk: Desk;
  /** The part of the address that stands for an id. */
  readonly id: string;
  readonly order: Order;
}

/** One thing a form of the desk does: `POST {desk}/{path}`, with `:id` in the path where it needs one. */
export interface Act {
  readonly path: string;
  /** Whether it is done in somebody's name: then that seat must be open. */
  readonly isPersonal: boolean;
  readonly run: (hands: Hands, form: unknown) => Promise<Outcome>;
}

/** An act of the person who sits there, within his rights. */
export function personal<Form extends z.ZodType>(
  path: string,
  schema: Form,
  run: (hands: Hands, form: z.output<Form>) => Promise<Outcome>,
): Act {
  return { path, isPersonal: true, run: reading(schema, run) };
}

/** An act of the sandbox itself, whoever sits there. */
export function ofSandbox<Form extends z.ZodType>(
  path: string,
  schema: Form,
  run: (hands: Hands, form: z.output<Form>) => Promise<Outcome>,
): Act {
  return { path, isPersonal: false, run: reading(schema, run) };
}

function reading<Form extends z.ZodType>(
  schema: Form,
  run: (hands: Hands, form: z.output<Form>) => Promise<Outcome>,
): Act['run'] {
  return async (hands, form) => {
    const read = schema.safeParse(form ?? {});
    if (read.success) return run(hands, read.data);
    const words = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return bad(`Nothing was changed. ${words.join(' ')}`);
  };
}

/** Texts of a form, without the blanks around them. */
export const line = z.string().trim();
/** An empty input is one that says nothing. */
export const maybeNumber = z
  .string()
  .trim()
  .transform((text, context) => {
    if (text === '') return undefined;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    context.addIssue({ code: 'custom', message: 'A whole number is wanted here.' });
    return z.NEVER;
  })
  .optional();
export const number = z.coerce.number().int();
