import type { z } from 'zod';
import { forbidden, ok, problem } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { CardKind } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import { self } from '../envelope.ts';
import { mayAdd, mayEditCard } from '../rights.ts';
import { visibleCard } from '../visible-card.ts';
import { checkItem, fieldErrors, readBatch, readSingle, validationProblem } from '../validate.ts';
import type { Item, ItemErrors } from '../validate.ts';
import type { Checked } from './draft.ts';
import { nextCardId } from './ids.ts';
import { cardChange, cardOf } from './kinds.ts';
import type { CardOf } from './kinds.ts';

/** How one kind of card is written; the batches around it are the same for all. */
export interface CardWriting<Kind extends CardKind, Given, Draft> {
  readonly kind: Kind;
  readonly schema: z.ZodType<Given>;
  readonly check: (call: ApiCall, given: Given, before: CardOf[Kind] | null) => Checked<Draft>;
  /** A stage may be closed to a user, before or after. */
  readonly mayWrite?: (call: ApiCall, draft: Draft, before: CardOf[Kind] | null) => boolean;
  /** Refused in words of its own, not with a path. */
  readonly refusal?: (draft: Draft, before: CardOf[Kind] | null) => string | undefined;
  readonly made: (call: ApiCall, id: number, draft: Draft) => CardOf[Kind];
  readonly changed: (call: ApiCall, before: CardOf[Kind], draft: Draft) => CardOf[Kind];
  /** What else follows from a change, once it is done. */
  readonly afterwards?: (call: ApiCall, before: CardOf[Kind], after: CardOf[Kind]) => void;
  /** What an answer to a change says besides the id and the time: contacts and companies their name. */
  readonly told?: (card: CardOf[Kind]) => object;
}

/** `POST /api/v4/{kind}`: all of the batch or nothing; the answer has ids only. */
export function createCards<Kind extends CardKind, Given, Draft>(
  call: ApiCall,
  writing: CardWriting<Kind, Given, Draft>,
): Answer {
  const { kind } = writing;
  if (!mayAdd(call.viewer, kind)) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const plans = planned(call, writing, items, () => null);
  if (!Array.isArray(plans)) return plans;
  const made = plans.map(({ item, draft }) => {
    const card = writing.made(call, nextCardId(call.account, kind), draft);
    call.commit([cardChange(kind, null, card)], card.createdBy);
    return { id: card.id, request_id: item.requestId, ...link(call, kind, card.id) };
  });
  return ok({ _links: self(call, `/api/v4/${kind}`), _embedded: { [kind]: made } });
}

/** `PATCH /api/v4/{kind}`: every item names its card. */
export function changeCards<Kind extends CardKind, Given, Draft>(
  call: ApiCall,
  writing: CardWriting<Kind, Given, Draft>,
): Answer {
  const { kind } = writing;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const nameless = items.flatMap((item): ItemErrors[] => {
    const found = idErrors(call, kind, item);
    return found === null ? [] : [{ requestId: item.requestId, errors: [found] }];
  });
  if (nameless.length > 0) return validationProblem(nameless);
  const answers = change(call, writing, items, (item) => Number(item.value['id']));
  if (!Array.isArray(answers)) return answers;
  return ok({ _links: self(call, `/api/v4/${kind}`), _embedded: { [kind]: answers } });
}

/** `PATCH /api/v4/{kind}/{id}`. */
export function changeCard<Kind extends CardKind, Given, Draft>(
  call: ApiCall,
  writing: CardWriting<Kind, Given, Draft>,
  id: number,
): Answer {
  const item = readSingle(call);
  if (!('requestId' in item)) return item;
  if (visibleCard(call, writing.kind, id) === undefined) return notFound;
  const answers = change(call, writing, [item], () => id);
  return Array.isArray(answers) ? ok(answers[0] ?? {}) : answers;
}

/** Not written down anywhere: a card that is not there cannot be changed. */
const notFound = problem(404, 'Not Found', 'Entity not found');

function change<Kind extends CardKind, Given, Draft>(
  call: ApiCall,
  writing: CardWriting<Kind, Given, Draft>,
  items: readonly Item[],
  idOf: (item: Item) => number,
): object[] | Answer {
  const { kind } = writing;
  const plans = planned(
    call,
    writing,
    items,
    (item) => visibleCard(call, kind, idOf(item)) ?? null,
  );
  if (!Array.isArray(plans)) return plans;
  return plans.flatMap(({ item, draft }) => {
    // Read again: an earlier item may have changed the same card.
    const before = cardOf(call.account, kind, idOf(item));
    if (before === undefined) return [];
    const after = writing.changed(call, before, draft);
    call.commit([cardChange(kind, before, after)], after.updatedBy);
    writing.afterwards?.(call, before, after);
    return [
      {
        id: after.id,
        ...writing.told?.(after),
        updated_at: after.updatedAt,
        ...link(call, kind, after.id),
      },
    ];
  });
}

interface Plan<Draft> {
  readonly item: Item;
  readonly draft: Draft;
}

/** Reads and checks every item before anything is done: one bad item fails the whole batch. */
function planned<Kind extends CardKind, Given, Draft>(
  call: ApiCall,
  writing: CardWriting<Kind, Given, Draft>,
  items: readonly Item[],
  beforeOf: (item: Item) => CardOf[Kind] | null,
): Plan<Draft>[] | Answer {
  const plans: Plan<Draft>[] = [];
  const failed: ItemErrors[] = [];
  const refused: Record<string, string> = {};
  for (const item of items) {
    const before = beforeOf(item);
    if (before !== null && !mayEditCard(call.viewer, call.account, writing.kind, before)) {
      return forbidden;
    }
    const read = checkItem(writing.schema, item);
    const checked = read.ok ? writing.check(call, read.value, before) : read;
    if (!checked.ok) {
      failed.push({ requestId: item.requestId, errors: checked.errors });
      continue;
    }
    const { draft } = checked;
    if (writing.mayWrite?.(call, draft, before) === false) return forbidden;
    const refusal = writing.refusal?.(draft, before);
    if (refusal !== undefined) refused[before === null ? item.requestId : before.id] = refusal;
    plans.push({ item, draft });
  }
  if (failed.length > 0) return validationProblem(failed);
  return Object.keys(refused).length > 0 ? refusals(refused) : plans;
}

/** The other shape of a 400, as seen: https://github.com/amocrm/amocrm-api-php/issues/88 */
function refusals(errors: Readonly<Record<string, string>>): Answer {
  const answer = problem(400, 'Bad Request', 'Invalid request body');
  return { ...answer, body: { errors, ...answer.body } };
}

function idErrors(call: ApiCall, kind: CardKind, { value }: Item) {
  const { id } = value;
  if (id === undefined || id === null) return fieldErrors.missing('id');
  if (typeof id !== 'number' || !Number.isInteger(id)) return fieldErrors.type('id', 'int');
  return visibleCard(call, kind, id) === undefined ? fieldErrors.choice('id') : null;
}

export function link(call: ApiCall, kind: CardKind, id: number): { _links: object } {
  return { _links: self(call, `/api/v4/${kind}/${id}`) };
}
