import { z } from 'zod';
import { forbidden, nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { CardKind } from '../store/model.ts';
import { userOf } from '../store/world.ts';
import { cardKinds, cardOf } from './cards/kinds.ts';
import { canLink, linking, linksOf, unlinking } from './cards/link-rows.ts';
import type { End, Link } from './cards/link-rows.ts';
import type { ApiCall } from './envelope.ts';
import { self } from './envelope.ts';
import { listed } from './query.ts';
import { mayEditCard } from './rights.ts';
import { get, post } from './route.ts';
import type { ApiRoute } from './route.ts';
import { checkItem, fieldErrors, readBatch, validationProblem } from './validate.ts';
import type { FieldError, Item, ItemErrors } from './validate.ts';
import { visibleCard } from './visible-card.ts';

export const linksRoutes: readonly ApiRoute[] = cardKinds.flatMap((kind) => [
  get(`/api/v4/${kind}/links`, (call) => listMany(call, kind)),
  post(`/api/v4/${kind}/link`, (call) => linkMany(call, kind, linkAll)),
  post(`/api/v4/${kind}/unlink`, (call) => linkMany(call, kind, unlinkAll)),
  get(`/api/v4/${kind}/:first/links`, (call, id) => listOne(call, { kind, id })),
  post(`/api/v4/${kind}/:first/link`, (call, id) => linkOne(call, { kind, id }, linkAll)),
  post(`/api/v4/${kind}/:first/unlink`, (call, id) => linkOne(call, { kind, id }, unlinkAll)),
]);

const metadataSchema = z.object({ is_main: z.boolean().nullish(), updated_by: z.int().nullish() });
const linkSchema = z.object({
  to_entity_id: z.int(),
  to_entity_type: z.string(),
  metadata: metadataSchema.nullish(),
});
const massLinkSchema = linkSchema.extend({ entity_id: z.int() });

/** One wanted link, held against the account. */
interface Wish {
  readonly from: End;
  readonly to: End;
  readonly isMain: boolean;
  readonly author: number | undefined;
}

/** `GET /api/v4/{kind}/{id}/links`. */
function listOne(call: ApiCall, from: End): Answer {
  if (!sees(call, from)) return nothing();
  const rows = linksOf(call.account, from).filter((link) => passes(call, link));
  return listing(call, `${call.path}?page=1&limit=50`, rows.map(linkBody));
}

/** `GET /api/v4/{kind}/links`: of the cards that `filter[entity_id]` names, which must be there. */
function listMany(call: ApiCall, kind: CardKind): Answer {
  const ids = listed(call.query.filter, 'entity_id');
  if (ids === null || ids.length === 0) {
    const errors = [fieldErrors.missing('filter.entity_id')];
    return validationProblem([{ requestId: '0', errors }]);
  }
  const rows = ids.map(Number).flatMap((id) => {
    const from: End = { kind, id };
    const found = sees(call, from) ? linksOf(call.account, from) : [];
    return found.filter((link) => passes(call, link)).map((link) => massBody(from, link));
  });
  const asked = new URLSearchParams(call.query.others.map(([key, value]) => [key, value]));
  return listing(call, `${call.path}?${asked.toString()}`, rows);
}

/** A catalog's elements are the only links a catalog filter admits, and there are no catalogs. */
function passes({ query }: ApiCall, { kind, id }: Link): boolean {
  const types = listed(query.filter, 'to_entity_type');
  const ids = listed(query.filter, 'to_entity_id');
  // Each of the two means nothing without the other.
  const isNamed = types === null || ids === null || (types.includes(kind) && ids.includes(`${id}`));
  return isNamed && listed(query.filter, 'to_catalog_id') === null;
}

type Act = (call: ApiCall, wishes: readonly Wish[]) => void;

/** `POST /api/v4/{kind}/{id}/link|unlink`. */
function linkOne(call: ApiCall, from: End, act: Act): Answer {
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  if (!sees(call, from)) return nothing();
  const wishes = wanted(
    call,
    items,
    (item) => {
      const read = checkItem(linkSchema, item);
      return read.ok ? { ok: true, value: { ...read.value, entity_id: from.id } } : read;
    },
    from.kind,
  );
  if (!Array.isArray(wishes)) return wishes;
  act(call, wishes);
  if (act === unlinkAll) return nothing();
  return listing(call, `/api/v4/${from.kind}/${from.id}/links`, toldOf(call, wishes));
}

/** `POST /api/v4/{kind}/link|unlink`: every item names both cards. */
function linkMany(call: ApiCall, kind: CardKind, act: Act): Answer {
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const wishes = wanted(call, items, (item) => checkItem(massLinkSchema, item), kind);
  if (!Array.isArray(wishes)) return wishes;
  act(call, wishes);
  if (act === unlinkAll) return nothing();
  return listing(call, `/api/v4/${kind}/links`, toldOf(call, wishes));
}

function linkAll(call: ApiCall, wishes: readonly Wish[]): void {
  for (const { from, to, isMain, author } of wishes) {
    const change = linking(call.account, from, to, isMain);
    if (change !== null) call.commit([change], author);
  }
}

function unlinkAll(call: ApiCall, wishes: readonly Wish[]): void {
  for (const { from, to, author } of wishes) {
    const change = unlinking(call.account, from, to);
    if (change !== null) call.commit([change], author);
  }
}

type ItemRead =
  { ok: true; value: z.output<typeof massLinkSchema> } | { ok: false; errors: FieldError[] };

function wanted(
  call: ApiCall,
  items: readonly Item[],
  read: (item: Item) => ItemRead,
  kind: CardKind,
): Wish[] | Answer {
  const wishes: Wish[] = [];
  const failed: ItemErrors[] = [];
  for (const item of items) {
    const given = read(item);
    const checked = given.ok ? wishOf(call, kind, given.value) : given;
    if (checked.ok) wishes.push(checked.wish);
    else failed.push({ requestId: item.requestId, errors: checked.errors });
  }
  if (failed.length > 0) return validationProblem(failed);
  const isAllowed = wishes.every(({ from }) => {
    const card = cardOf(call.account, from.kind, from.id);
    return card !== undefined && mayEditCard(call.viewer, call.account, from.kind, card);
  });
  return isAllowed ? wishes : forbidden;
}

function wishOf(
  call: ApiCall,
  kind: CardKind,
  given: z.output<typeof massLinkSchema>,
): { ok: true; wish: Wish } | { ok: false; errors: FieldError[] } {
  const from: End = { kind, id: given.entity_id };
  const toKind = cardKinds.find((one) => one === given.to_entity_type);
  const author = given.metadata?.updated_by ?? undefined;
  const errors: FieldError[] = [];
  if (!sees(call, from)) errors.push(fieldErrors.choice('entity_id'));
  if (author !== undefined && author !== 0 && userOf(call.account, author) === undefined) {
    errors.push(fieldErrors.choice('metadata.updated_by'));
  }
  // Customers and lists have no cards here to link to.
  if (toKind === undefined || !canLink(kind, toKind)) {
    return { ok: false, errors: [...errors, fieldErrors.choice('to_entity_type')] };
  }
  const to: End = { kind: toKind, id: given.to_entity_id };
  if (!sees(call, to)) errors.push(fieldErrors.choice('to_entity_id'));
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, wish: { from, to, isMain: given.metadata?.is_main === true, author } };
}

function sees(call: ApiCall, { kind, id }: End): boolean {
  return visibleCard(call, kind, id) !== undefined;
}

/** What was linked, as it stands now; unlike a card's list it names both ends. */
function toldOf(call: ApiCall, wishes: readonly Wish[]): object[] {
  return wishes.map(({ from, to }) => {
    const known = linksOf(call.account, from).find(
      ({ kind, id }) => kind === to.kind && id === to.id,
    );
    return massBody(from, known ?? { ...to, isMain: null });
  });
}

/** A card without links has an empty list: 204 is not among the documented answers. */
function listing(call: ApiCall, path: string, links: readonly object[]): Answer {
  return ok({
    _total_items: links.length,
    _links: self(call, path),
    _embedded: { links },
  });
}

function linkBody({ kind, id, isMain }: Link): object {
  return {
    to_entity_id: id,
    to_entity_type: kind,
    // Written as `is_main`, read as `main_contact`.
    metadata: isMain === null ? null : { main_contact: isMain },
  };
}

function massBody(from: End, link: Link): object {
  return { entity_id: from.id, entity_type: from.kind, ...linkBody(link) };
}
