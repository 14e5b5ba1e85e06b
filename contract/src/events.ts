import { z } from 'zod';
import { amoIdSchema } from './ids.ts';

/*
 * `GET /api/events`: server-sent events, read by a streaming fetch with the usual bearer token. The
 * `event` line is the type, the `data` line this JSON, and the `id` line is sent back as
 * `Last-Event-ID` to go on from there. Lines that begin with a colon are heartbeats.
 */

export const changedEntitySchema = z.enum([
  'lead',
  'contact',
  'company',
  'task',
  'note',
  /** Something more is in the history of the lead that `leadId` names: its timeline is another. */
  'event',
  'unsorted',
  'pipelines',
  'users',
  /** Custom fields, loss reasons or kinds of task: see `fieldsSchema` and `choicesSchema`. */
  'settings',
  'sync',
]);

const about = {
  entity: changedEntitySchema,
  /** Null for what has no id here: the pipelines, the users, the settings, the sync, an incoming lead, events. */
  entityId: amoIdSchema.nullable(),
  /** The lead that it is about. */
  leadId: amoIdSchema.nullable(),
};

export const liveEventSchema = z.discriminatedUnion('type', [
  /** The stream is open; whatever changes from here on is told. */
  z.object({ type: z.literal('ready') }),
  /** Read it again. */
  z.object({ type: z.literal('changed'), ...about }),
  /** It was deleted, or is no longer the caller's to see. */
  z.object({ type: z.literal('gone'), ...about }),
  /** What changed since the id is not known any more, or the caller's rights have changed: read all anew. */
  z.object({ type: z.literal('reset') }),
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;
