import { z } from 'zod';
import type { Account, Status, StatusDescription } from '../../store/model.ts';
import { newListId } from '../../store/list-id.ts';
import { fieldErrors } from '../validate.ts';
import type { FieldError } from '../validate.ts';

const levels = ['newbie', 'candidate', 'master'] as const;

export const descriptionsSchema = z
  .array(
    z.object({
      id: z.int().nullish(),
      level: z.string().pipe(z.enum(levels)),
      description: z.string().max(1000).nullish(),
    }),
  )
  .nullish();
type Given = z.output<typeof descriptionsSchema>;

type Read =
  | { readonly ok: true; readonly descriptions: readonly StatusDescription[] }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/**
 * A stage's descriptions after a write: with an id and a text one is changed, with an id and no text
 * it goes, without an id it is new. Those that are not named stay. One a level at most.
 */
export function changedDescriptions(
  account: Account,
  before: Status['descriptions'],
  given: Given,
  now: number,
): Read {
  const after = [...before];
  const errors: FieldError[] = [];
  for (const [place, { id, level, description: text }] of (given ?? []).entries()) {
    const at = `descriptions.${place}`;
    const known = after.findIndex((one) => one.id === id);
    const row = after[known];
    const isTaken = after.some((one) => one.level === level && one.id !== row?.id);
    if (typeof id === 'number' && row === undefined) errors.push(fieldErrors.choice(`${at}.id`));
    else if (row !== undefined && isEmpty(text)) after.splice(known, 1);
    else if (isTaken) errors.push(fieldErrors.choice(`${at}.level`));
    else if (isEmpty(text)) errors.push(fieldErrors.missing(`${at}.description`));
    else if (row === undefined) after.push(created(account, level, text, now));
    else after[known] = { ...row, level, text, updatedAt: now, updatedBy: 0 };
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, descriptions: after };
}

function isEmpty(text: string | null | undefined): text is '' | null | undefined {
  return text === undefined || text === null || text === '';
}

/** Their author is 0 in every answer the vendor shows, whoever's token wrote them. */
function created(
  account: Account,
  level: StatusDescription['level'],
  text: string,
  now: number,
): StatusDescription {
  const known = account.pipelines
    .flatMap(({ statuses }) => statuses)
    .flatMap(({ descriptions }) => descriptions.map(({ id }) => id));
  return {
    id: newListId(account, 'description', known),
    level,
    text,
    createdAt: now,
    createdBy: 0,
    updatedAt: now,
    updatedBy: null,
  };
}
