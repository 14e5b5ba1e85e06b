import type { Account, CardKind, CardTag, Tag } from '../../store/model.ts';
import type { FieldError } from '../validate.ts';
import { fieldErrors } from '../validate.ts';

/** A tag as a caller names it: by id, or by name, which may be a new one. */
export interface TagRef {
  readonly id?: number | null | undefined;
  readonly name?: string | null | undefined;
}

/** What a write does to a card's tags, in this order. */
export interface TagWish {
  /** `_embedded.tags`: the whole set; an empty one clears. Undefined: not spoken of. */
  readonly replace: readonly TagRef[] | undefined;
  readonly add: readonly TagRef[];
  readonly remove: readonly TagRef[];
}

/** Every kind of card has tags of its own: one name has another id in each. */
export function tagsOf(account: Account, kind: CardKind): CardTag[] {
  return [...account.tags.values()].filter((tag) => tag.kind === kind);
}

/** amoCRM keeps names apart by their exact letters (`filter[name]` is exact). */
export function tagNamed(account: Account, kind: CardKind, name: string): CardTag | undefined {
  for (const tag of account.tags.values()) {
    if (tag.kind === kind && tag.name === name) return tag;
  }
  return undefined;
}

/** The tag of that name; a name nobody used yet makes one. */
export function tagFor(
  account: Account,
  kind: CardKind,
  name: string,
  color: string | null = null,
): CardTag {
  const known = tagNamed(account, kind, name);
  if (known !== undefined) return known;
  const tag: CardTag = { id: nextTagId(account), name, color, kind };
  account.tags.set(tag.id, tag);
  return tag;
}

const firstTagId = 1000;

function nextTagId(account: Account): number {
  let id = firstTagId;
  for (const known of account.tags.keys()) id = Math.max(id, known);
  return id + 1;
}

/** Unknown ids, and tags with neither id nor name. An unknown name is no error: it is a new tag. */
export function tagErrors(
  account: Account,
  kind: CardKind,
  refs: readonly TagRef[],
  path: string,
): FieldError[] {
  return refs.flatMap((ref, place): FieldError[] => {
    if (typeof ref.id === 'number') {
      const isKnown = account.tags.get(ref.id)?.kind === kind;
      return isKnown ? [] : [fieldErrors.choice(`${path}.${place}.id`)];
    }
    const hasName = typeof ref.name === 'string' && ref.name.trim() !== '';
    return hasName ? [] : [fieldErrors.missing(`${path}.${place}.name`)];
  });
}

/** A card's tags after a write. New names are entered into the account's book here. */
export function tagsAfter(
  account: Account,
  kind: CardKind,
  before: readonly Tag[],
  wish: TagWish,
): readonly Tag[] {
  const { replace, add, remove } = wish;
  if (replace === undefined && add.length === 0 && remove.length === 0) return before;
  const after = new Map(
    (replace === undefined ? before : named(account, kind, replace)).map((tag) => [tag.id, tag]),
  );
  for (const tag of named(account, kind, add)) after.set(tag.id, tag);
  for (const ref of remove) {
    for (const tag of after.values()) {
      if (tag.id === ref.id || (typeof ref.id !== 'number' && tag.name === ref.name?.trim())) {
        after.delete(tag.id);
      }
    }
  }
  return [...after.values()];
}

function named(account: Account, kind: CardKind, refs: readonly TagRef[]): Tag[] {
  return refs.flatMap((ref) => {
    const tag =
      typeof ref.id === 'number'
        ? account.tags.get(ref.id)
        : tagFor(account, kind, (ref.name ?? '').trim());
    return tag === undefined ? [] : [onCard(tag)];
  });
}

/** A tag as a card prints it: the kind is not part of it. */
export function onCard({ id, name, color }: CardTag): Tag {
  return { id, name, color };
}
