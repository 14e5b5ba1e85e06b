import { AmoError } from '@foryou-crm/amocrm';
import type { FieldError } from '@foryou-crm/contract/problem';
import { asApiError } from '../../amo-crm/crm-problem.ts';
import { ApiError, apiError } from '../../http/problem.ts';

/** amoCRM's names for what a request of ours is made of; the first that fits. */
const places: readonly (readonly [RegExp, string])[] = [
  [/^_embedded\.contacts\.\d+\.custom_fields_values\.(\d+)/, 'phone'],
  [/^_embedded\.contacts\.\d+\.name/, 'name'],
  [/^(status|pipeline)_id$/, 'stageId'],
  [/^(responsible_user_id|user_id)$/, 'responsibleUserId'],
  [/^custom_fields_values/, 'customFields'],
  [/^loss_reason_id$/, 'lossReasonId'],
  [/^complete_till$/, 'dueAt'],
  [/^task_type_id$/, 'typeId'],
  [/^duration$/, 'durationSeconds'],
  [/^params\.text$/, 'text'],
  [/^result\.text$/, 'result'],
];

const placeOf = (path: string): string =>
  places.find(([pattern]) => pattern.test(path))?.[1] ?? (path === '' ? 'body' : path);

/** Whether it is certain that amoCRM has not done what it was asked for. */
export const isCertain = (error: unknown): boolean =>
  error instanceof AmoError ? !error.outcomeUnknown : error instanceof ApiError;

/** Whether asking for the same again would be refused again. */
export const isForGood = (error: unknown): boolean =>
  error instanceof AmoError &&
  ['validation_failed', 'invalid_request', 'forbidden', 'not_found'].includes(error.code);

/** amoCRM's refusal of a write in the API's kinds, with amoCRM's own words. */
export function asWriteRefusal(error: unknown): unknown {
  if (!(error instanceof AmoError)) return asApiError(error);
  switch (error.code) {
    case 'validation_failed':
    case 'invalid_request':
      return apiError.invalidInput(fieldsOf(error), { cause: error });
    case 'forbidden':
      return apiError.forbiddenByCrm(
        ['The amoCRM user has no right to this.', error.hint].filter(Boolean).join(' '),
        { cause: error },
      );
    default:
      return asApiError(error);
  }
}

function fieldsOf(error: AmoError): FieldError[] {
  const fields = error.items.map(({ path, code, detail }) => ({
    path: placeOf(path),
    message: detail ?? code,
  }));
  if (fields.length > 0) return fields;
  return [{ path: 'body', message: error.hint ?? 'amoCRM refused this.' }];
}

/** Does it, with amoCRM's refusals worded. */
export async function worded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asWriteRefusal(error);
  }
}
