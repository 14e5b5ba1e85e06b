import { dataOf } from '@foryou-crm/contract/envelope';
import {
  leadDetailsSchema,
  taskSchema,
  timelineItemSchema,
  timelinePageSchema,
  type LeadDetails,
  type Task,
  type TimelineItem,
  type TimelinePage,
} from '@foryou-crm/contract/lead';
import { paths } from '@foryou-crm/contract/paths';
import {
  writtenLeadSchema,
  type LeadChange,
  type NewNote,
  type NewTask,
  type TaskCompletion,
  type WrittenLead,
} from '@foryou-crm/contract/writing';
import { z } from 'zod';
import { callApi } from './client';

// One lead and what is written on it. Every function here rejects with `ApiError`.

/** `GET /api/leads/:id` */
export const getLead = async (leadId: number, signal?: AbortSignal): Promise<LeadDetails> =>
  (await callApi({ method: 'GET', path: paths.lead(leadId), signal }, dataOf(leadDetailsSchema)))
    .data;

/** Kinds that a newer backend tells of and this app does not know are left out. */
const knownItemsSchema = timelinePageSchema.extend({
  data: z
    .array(z.unknown())
    .transform((items) => items.flatMap((item) => timelineItemSchema.safeParse(item).data ?? [])),
});

/** `GET /api/leads/:id/timeline`: one page, newest first. */
export const getTimeline = (
  leadId: number,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<TimelinePage> =>
  callApi(
    { method: 'GET', path: paths.timeline(leadId), query: { cursor }, signal },
    knownItemsSchema,
  );

/**
 * `PATCH /api/leads/:id`: moves or changes the lead as the app knows it. A lead that has changed since
 * is the failure `conflict` (`lead_changed`) with the lead as it is now.
 */
export const changeLead = async (leadId: number, body: LeadChange): Promise<WrittenLead> =>
  (await callApi({ method: 'PATCH', path: paths.lead(leadId), body }, dataOf(writtenLeadSchema)))
    .data;

/** `POST /api/leads/:id/notes`. One `idempotencyKey` for one note, however often it is sent. */
export const addNote = async (
  leadId: number,
  body: NewNote,
  idempotencyKey: string,
): Promise<TimelineItem> =>
  (
    await callApi(
      { method: 'POST', path: paths.notes(leadId), body, idempotencyKey },
      dataOf(timelineItemSchema),
    )
  ).data;

/** `POST /api/leads/:id/tasks`. One `idempotencyKey` for one task. */
export const addTask = async (
  leadId: number,
  body: Partial<NewTask> & Pick<NewTask, 'text' | 'dueAt'>,
  idempotencyKey: string,
): Promise<Task> =>
  (
    await callApi(
      { method: 'POST', path: paths.tasks(leadId), body, idempotencyKey },
      dataOf(taskSchema),
    )
  ).data;

/** `POST /api/tasks/:id/complete`. Repeating it is fine. */
export const completeTask = async (taskId: number, body: TaskCompletion): Promise<Task> =>
  (await callApi({ method: 'POST', path: paths.completeTask(taskId), body }, dataOf(taskSchema)))
    .data;
