import type { Account, CardKind, FieldValue, Tag } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import { mergeFieldValues } from '../field-values.ts';
import type { CardDraft } from './draft.ts';
import { tagsAfter } from './tag-book.ts';

interface Shared {
  readonly responsibleUserId: number;
  readonly createdBy: number;
  readonly updatedBy: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly fields: readonly FieldValue[];
  readonly tags: readonly Tag[];
}

/** What a new card of any kind gets: what was said, and the caller and this moment for the rest. */
export function madeCard(call: ApiCall, kind: CardKind, draft: CardDraft): Shared {
  const createdBy = draft.createdBy ?? call.viewer.user.id;
  const createdAt = draft.createdAt ?? call.now;
  return {
    responsibleUserId: draft.responsibleUserId ?? call.viewer.user.id,
    createdBy,
    updatedBy: draft.updatedBy ?? createdBy,
    createdAt,
    updatedAt: draft.updatedAt ?? Math.max(createdAt, call.now),
    ...filled(call.account, kind, { fields: [], tags: [] }, draft),
  };
}

/** What a change does to a card of any kind: fields one by one, each with all its values. */
export function changedCard(
  call: ApiCall,
  kind: CardKind,
  before: Shared,
  draft: CardDraft,
): Shared {
  return {
    responsibleUserId: draft.responsibleUserId ?? before.responsibleUserId,
    createdBy: draft.createdBy ?? before.createdBy,
    updatedBy: draft.updatedBy ?? call.viewer.user.id,
    createdAt: draft.createdAt ?? before.createdAt,
    updatedAt: draft.updatedAt ?? call.now,
    ...filled(call.account, kind, before, draft),
  };
}

function filled(
  account: Account,
  kind: CardKind,
  before: Pick<Shared, 'fields' | 'tags'>,
  { fields, tags }: CardDraft,
): Pick<Shared, 'fields' | 'tags'> {
  return {
    fields: fields === undefined ? before.fields : mergeFieldValues(before.fields, fields),
    tags: tagsAfter(account, kind, before.tags, tags),
  };
}
