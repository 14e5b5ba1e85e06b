import { z } from 'zod';
import { amoIdSchema } from './ids.ts';
import { namedSchema } from './leads.ts';

/** How many tags `GET /api/leads/choices` gives at most. */
export const CHOICE_TAGS_LIMIT = 100;

const choiceSchema = z.object({ id: amoIdSchema, name: z.string() });

/** `GET /api/leads/choices`: what filters and forms offer. The event `settings` says when to ask again. */
export const choicesSchema = z.object({
  /**
   * The account's active users by name, the caller among them: whom leads may be filtered by and given to.
   * All of them for everybody, as in amoCRM, where names are no secret and leads are. The name is null where
   * no administrator has connected, and amoCRM tells it to nobody else.
   */
  users: z.array(namedSchema.extend({ isMe: z.boolean() })),
  /** On the newest 20,000 leads that the caller may see, with how many of those; the most used first. */
  tags: z.array(choiceSchema.extend({ leads: z.number().int() })),
  /** In amoCRM's order. */
  lossReasons: z.array(choiceSchema),
  /** In amoCRM's order; 1 is a call, 2 a meeting. */
  taskTypes: z.array(choiceSchema),
});
export type Choices = z.infer<typeof choicesSchema>;
