import type { FieldError } from '../validate.ts';

/** As seen in https://github.com/Krukov/amocrm_api/issues/68. */
export function notExpected(path: string): FieldError {
  return { code: 'FieldNotExpected', path, detail: 'This field was not expected.' };
}
