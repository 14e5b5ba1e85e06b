import { z } from 'zod';
import { problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiCall } from './envelope.ts';

/** One thing that is wrong with one field. `path` is dot notation into the item that was sent. */
export interface FieldError {
  readonly code: string;
  readonly path: string;
  readonly detail: string;
}

/** One item of a batch, or the one object of a call on a single card. */
export interface Item {
  /** What the caller called it, or its place: amoCRM answers it as a text. */
  readonly requestId: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The errors of one item. */
export interface ItemErrors {
  readonly requestId: string;
  readonly errors: readonly FieldError[];
}

/** ≤250 a call: https://www.amocrm.ru/developers/content/crm_platform/error-codes */
const largestBatch = 250;
const objectSchema = z.record(z.string(), z.unknown());
const requestIdSchema = z.union([z.string(), z.number()]).transform(String);

/** The items of a write, or the answer to a body that has none. */
export function readBatch(call: ApiCall, largest = largestBatch): Item[] | Answer {
  const { body } = call;
  const given: unknown[] = Array.isArray(body) ? body : [];
  if (given.length === 0) return emptyBody;
  if (given.length > largest) {
    return problem(422, 'Unprocessable Entity', `Limit ${largest} per page`);
  }
  return given.map((one, place) => itemOf(one, place));
}

/** The one object of a write to a single card, or the answer to a body that is none. */
export function readSingle(call: ApiCall): Item | Answer {
  const parsed = objectSchema.safeParse(call.body);
  if (!parsed.success || Object.keys(parsed.data).length === 0) return emptyBody;
  return itemOf(parsed.data, 0);
}

const emptyBody = problem(400, 'Bad Request', 'Request data can not be empty');

function itemOf(given: unknown, place: number): Item {
  const parsed = objectSchema.safeParse(given);
  const value = parsed.success ? parsed.data : {};
  const requestId = requestIdSchema.safeParse(value['request_id']);
  return { requestId: requestId.success ? requestId.data : String(place), value };
}

/** What an item says, or what is wrong with it. */
export type Checked<T> = { ok: true; value: T } | { ok: false; errors: FieldError[] };

/** Reads an item by its schema; what the schema does not know is ignored, as amoCRM does. */
export function checkItem<T>(schema: z.ZodType<T>, item: Item): Checked<T> {
  const parsed = schema.safeParse(item.value, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, errors: parsed.error.issues.map(fieldError) };
}

/** Besides the schema: what only the account knows. */
export function checkFurther<T>(
  checked: Checked<T>,
  errorsOf: (value: T) => FieldError[],
): Checked<T> {
  const errors = checked.ok ? errorsOf(checked.value) : [];
  return errors.length > 0 ? { ok: false, errors } : checked;
}

/** Reads every item before anything is done: one bad item fails the whole batch. */
export function readAll<T>(
  items: readonly Item[],
  read: (item: Item) => Checked<T>,
): { item: Item; value: T }[] | Answer {
  const failed: ItemErrors[] = [];
  const values = items.flatMap((item) => {
    const checked = read(item);
    if (checked.ok) return [{ item, value: checked.value }];
    failed.push({ requestId: item.requestId, errors: checked.errors });
    return [];
  });
  return failed.length > 0 ? validationProblem(failed) : values;
}

/** One bad item fails the whole batch. */
export function validationProblem(failed: readonly ItemErrors[]): Answer {
  const answer = problem(400, 'Bad Request', 'Request validation failed');
  const errors = failed.map(({ requestId, errors: found }) => ({
    request_id: requestId,
    errors: found,
  }));
  return { ...answer, body: { 'validation-errors': errors, ...answer.body } };
}

/**
 * Codes and words as seen: `NotSupportedChoice` and `InvalidType` are printed on
 * https://www.amocrm.ru/developers/content/crm_platform/error-codes, `FieldMissing` is what integrators
 * quote. The others are the validator's own words.
 */
export const fieldErrors = {
  choice: (path: string): FieldError => ({
    code: 'NotSupportedChoice',
    path,
    detail: 'The value you selected is not a valid choice.',
  }),
  type: (path: string, type: string): FieldError => ({
    code: 'InvalidType',
    path,
    detail: `This value should be of type ${type}.`,
  }),
  missing: (path: string): FieldError => ({
    code: 'FieldMissing',
    path,
    detail: 'This field is missing.',
  }),
  tooMany: (path: string, most: number): FieldError => ({
    code: 'TooManyElements',
    path,
    detail: `This collection should contain ${most} ${most === 1 ? 'element' : 'elements'} or less.`,
  }),
} as const;

const typeNames: Record<string, string> = { number: 'int', boolean: 'bool', object: 'array' };

function fieldError(issue: z.core.$ZodIssue): FieldError {
  const path = issue.path.map(String).join('.');
  if (issue.input === undefined) return fieldErrors.missing(path);
  switch (issue.code) {
    case 'invalid_type':
      return fieldErrors.type(path, typeNames[issue.expected] ?? issue.expected);
    case 'invalid_value':
      return fieldErrors.choice(path);
    case 'invalid_union':
      return unionError(path, issue);
    case 'too_small':
      return { code: 'TooFewElements', path, detail: issue.message };
    case 'too_big':
      return { code: 'TooLong', path, detail: issue.message };
    default:
      return { code: 'InvalidValue', path, detail: issue.message };
  }
}

/** Of several readings none fitted: told as the type that the first of them asks for. */
function unionError(path: string, { errors }: z.core.$ZodIssueInvalidUnion): FieldError {
  const first = errors.flat().find(({ code }) => code === 'invalid_type');
  const expected = first?.code === 'invalid_type' ? first.expected : undefined;
  if (expected === undefined) return fieldErrors.choice(path);
  return fieldErrors.type(path, typeNames[expected] ?? expected);
}
