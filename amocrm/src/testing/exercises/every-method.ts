import type { AmoApi } from '../../api.ts';
import { accountExercises, roleExercises, userExercises, webhookExercises } from './account.ts';
import {
  callExercises,
  eventExercises,
  linkExercises,
  noteExercises,
  tagExercises,
  taskExercises,
} from './around-cards.ts';
import { companyExercises, contactExercises, leadExercises } from './cards.ts';
import type { Exercise, ExercisesOf } from './exercise.ts';
import {
  customFieldExercises,
  lossReasonExercises,
  pipelineExercises,
  sourceExercises,
  statusExercises,
  unsortedExercises,
} from './settings.ts';

const exercises: { [Part in keyof AmoApi]: ExercisesOf<Part> } = {
  account: accountExercises,
  users: userExercises,
  roles: roleExercises,
  pipelines: pipelineExercises,
  statuses: statusExercises,
  leads: leadExercises,
  contacts: contactExercises,
  companies: companyExercises,
  tasks: taskExercises,
  notes: noteExercises,
  events: eventExercises,
  links: linkExercises,
  tags: tagExercises,
  customFields: customFieldExercises,
  unsorted: unsortedExercises,
  lossReasons: lossReasonExercises,
  sources: sourceExercises,
  calls: callExercises,
  webhooks: webhookExercises,
};

/** Every method of the api with what uses it: `leads.list`. */
export const everyMethod: readonly (readonly [string, Exercise])[] = Object.entries(
  exercises,
).flatMap(([part, of]: [string, Record<string, Exercise>]) =>
  Object.entries(of).map(([method, exercise]) => [`${part}.${method}`, exercise] as const),
);
