import { z } from 'zod';
import type { Task } from '../../store/model.ts';
import { userOf } from '../../store/world.ts';
import { cardKinds } from '../cards/kinds.ts';
import type { ApiCall } from '../envelope.ts';
import { visibleCard } from '../visible-card.ts';
import { fieldErrors } from '../validate.ts';
import type { FieldError } from '../validate.ts';

/** A null counts as a field that was not sent. */
function optional<T>(type: z.ZodType<T>) {
  return type.nullish().transform((value) => value ?? undefined);
}

const common = {
  responsible_user_id: optional(z.int()),
  entity_id: optional(z.int()),
  entity_type: optional(z.enum(cardKinds)),
  is_completed: optional(z.boolean()),
  task_type_id: optional(z.int()),
  duration: optional(z.int().min(0)),
  // Read back as `[]` when there is none, so that it comes back like this from careless clients.
  result: z
    .union([z.object({ text: z.string() }), z.array(z.never())])
    .nullish()
    .transform((value) =>
      value === null || value === undefined || Array.isArray(value) ? undefined : value.text,
    ),
  created_by: optional(z.int()),
  updated_by: optional(z.int()),
  created_at: optional(z.int()),
  updated_at: optional(z.int()),
};

export const newTaskSchema = z.object({
  ...common,
  text: z.string().min(1),
  complete_till: z.int(),
});

export const taskPatchSchema = z.object({
  ...common,
  text: optional(z.string().min(1)),
  complete_till: optional(z.int()),
});

export type GivenTask = z.output<typeof taskPatchSchema>;

/** What of a given task is not to be had in this account, or not for these eyes. */
export function taskErrors(call: ApiCall, given: GivenTask): FieldError[] {
  const { account } = call;
  const errors: FieldError[] = [];
  const type = given.task_type_id;
  if (type !== undefined && !account.taskTypes.some(({ id }) => id === type)) {
    errors.push(fieldErrors.choice('task_type_id'));
  }
  if (!isUser(call, given.responsible_user_id, false)) {
    errors.push(fieldErrors.choice('responsible_user_id'));
  }
  if (!isUser(call, given.created_by, true)) errors.push(fieldErrors.choice('created_by'));
  if (!isUser(call, given.updated_by, true)) errors.push(fieldErrors.choice('updated_by'));
  return [...errors, ...cardErrors(call, given)];
}

/** The id and the type of a card come together or not at all. */
function cardErrors(call: ApiCall, given: GivenTask): FieldError[] {
  const { entity_id: id, entity_type: type } = given;
  if (id === undefined && type === undefined) return [];
  if (type === undefined) return [fieldErrors.missing('entity_type')];
  if (id === undefined) return [fieldErrors.missing('entity_id')];
  return visibleCard(call, type, id) === undefined ? [fieldErrors.choice('entity_id')] : [];
}

/** 0 is a robot: it may have written a task, but nobody can wait for it to do one. */
function isUser(call: ApiCall, id: number | undefined, mayBeRobot: boolean): boolean {
  if (id === undefined || (mayBeRobot && id === 0)) return true;
  return userOf(call.account, id) !== undefined;
}

export function madeTask(call: ApiCall, id: number, given: z.output<typeof newTaskSchema>): Task {
  const caller = call.viewer.user.id;
  const createdBy = given.created_by ?? caller;
  const createdAt = given.created_at ?? call.now;
  return {
    id,
    responsibleUserId: given.responsible_user_id ?? caller,
    createdBy,
    updatedBy: given.updated_by ?? createdBy,
    createdAt,
    // A task dated back is news all the same: whoever asks for changes must find it.
    updatedAt: given.updated_at ?? Math.max(createdAt, call.now),
    entityType: given.entity_type ?? null,
    entityId: given.entity_id ?? null,
    duration: given.duration ?? 0,
    isCompleted: given.is_completed ?? false,
    taskTypeId: given.task_type_id ?? call.account.taskTypes[0]?.id ?? 1,
    text: given.text,
    result: given.result ?? null,
    completeTill: given.complete_till,
  };
}

export function changedTask(call: ApiCall, before: Task, given: GivenTask): Task {
  return {
    id: before.id,
    responsibleUserId: given.responsible_user_id ?? before.responsibleUserId,
    createdBy: given.created_by ?? before.createdBy,
    updatedBy: given.updated_by ?? call.viewer.user.id,
    createdAt: given.created_at ?? before.createdAt,
    updatedAt: given.updated_at ?? call.now,
    entityType: given.entity_type ?? before.entityType,
    entityId: given.entity_id ?? before.entityId,
    duration: given.duration ?? before.duration,
    isCompleted: given.is_completed ?? before.isCompleted,
    taskTypeId: given.task_type_id ?? before.taskTypeId,
    text: given.text ?? before.text,
    result: given.result ?? before.result,
    completeTill: given.complete_till ?? before.completeTill,
  };
}
