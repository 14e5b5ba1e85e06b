import type { Account, CardKind } from '../../store/model.ts';
import { userOf } from '../../store/world.ts';
import { readFieldValues } from '../field-values.ts';
import type { FieldError } from '../validate.ts';
import { fieldErrors } from '../validate.ts';
import type { GivenCard } from './given.ts';
import { tagErrors } from './tag-book.ts';
import type { TagWish } from './tag-book.ts';

/** Custom fields that were read and found right. */
export type FieldsRead = Extract<ReturnType<typeof readFieldValues>, { ok: true }>;

/** What a write wants of any card, held against the account and not done yet. */
export interface CardDraft {
  readonly name: string | undefined;
  readonly responsibleUserId: number | undefined;
  readonly createdBy: number | undefined;
  readonly updatedBy: number | undefined;
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
  readonly fields: FieldsRead | undefined;
  readonly tags: TagWish;
}

/** A draft, or what stands against it. */
export type Checked<Draft> =
  | { readonly ok: true; readonly draft: Draft }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** @param path - where the card stands in the sent item: empty, or `_embedded.contacts.0`. */
export function checkCard(
  account: Account,
  kind: CardKind,
  given: GivenCard,
  path: string,
): { draft: CardDraft; errors: FieldError[] } {
  const at = (key: string) => below(path, key);
  const read =
    given.custom_fields_values === undefined
      ? undefined
      : readFieldValues(account, kind, given.custom_fields_values, at('custom_fields_values'));
  const replace = given._embedded?.tags;
  const errors = [
    ...userErrors(account, given.responsible_user_id, false, at('responsible_user_id')),
    ...userErrors(account, given.created_by, true, at('created_by')),
    ...userErrors(account, given.updated_by, true, at('updated_by')),
    ...(read?.ok === false ? read.errors : []),
    ...tagErrors(account, kind, replace ?? [], at('_embedded.tags')),
    ...tagErrors(account, kind, given.tags_to_add, at('tags_to_add')),
    // Taking away a tag that nobody has is no mistake.
  ];
  return {
    draft: {
      name: given.name,
      responsibleUserId: given.responsible_user_id,
      createdBy: given.created_by,
      updatedBy: given.updated_by,
      createdAt: given.created_at,
      updatedAt: given.updated_at,
      fields: read?.ok === true ? read : undefined,
      tags: { replace, add: given.tags_to_add, remove: given.tags_to_delete },
    },
    errors,
  };
}

/**
 * Users are choices among those with an open seat, even where a card already names one who left:
 * https://github.com/amocrm/amocrm-api-php/issues/220. 0 is a robot, who owns nothing.
 */
function userErrors(
  account: Account,
  id: number | undefined,
  mayBeRobot: boolean,
  path: string,
): FieldError[] {
  if (id === undefined || (mayBeRobot && id === 0)) return [];
  return userOf(account, id)?.isActive === true ? [] : [fieldErrors.choice(path)];
}

export function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
