import { z } from 'zod';
import { ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { CardKind, CardTag } from '../store/model.ts';
import { cardKinds } from './cards/kinds.ts';
import { onCard, tagFor, tagsOf } from './cards/tag-book.ts';
import type { ApiCall } from './envelope.ts';
import { page } from './envelope.ts';
import { listed } from './query.ts';
import { get, post } from './route.ts';
import type { ApiRoute } from './route.ts';
import { mentions } from './select.ts';
import { checkItem, readBatch, validationProblem } from './validate.ts';
import type { Item, ItemErrors } from './validate.ts';

export const tagsRoutes: readonly ApiRoute[] = cardKinds.flatMap((kind) => [
  get(`/api/v4/${kind}/tags`, (call) => listTags(call, kind)),
  post(`/api/v4/${kind}/tags`, (call) => createTags(call, kind)),
]);

/** https://www.amocrm.ru/developers/content/crm_platform/tags-api */
const colors = [
  'EBEBEB',
  'D0D0D0',
  'F2DDF7',
  'D1A4DC',
  'FF8F92',
  'FFC8C8',
  'C7DB8C',
  'DDEBB5',
  '8699DA',
  'AABDFF',
  'FFCE5A',
  'FFE193',
  '90CDB0',
  'C6F4DE',
  'A9A5D7',
  'D8D5FF',
  '86C0FC',
  '832161',
  '6A0F49',
  '0C7C59',
  '10599D',
  '9D2B32',
  '247BA0',
] as const;

const tagSchema = z.object({
  name: z.string().trim().min(1).max(255),
  color: z.enum(colors).nullish(),
});

/** `GET /api/v4/{kind}/tags`. These filters work in every account. */
export function listTags(call: ApiCall, kind: CardKind): Answer {
  const { account, query } = call;
  const ids = listed(query.filter, 'id');
  // One name at a time, letter for letter.
  const [name] = listed(query.filter, 'name') ?? [];
  const rows = tagsOf(account, kind).filter(
    (tag) =>
      (ids === null || ids.includes(String(tag.id))) &&
      (name === undefined || tag.name === name) &&
      mentions(query, [tag.name]),
  );
  return page(call, 'tags', rows, (tag) => onCard(tag));
}

/** `POST /api/v4/{kind}/tags`: a name that is there already answers with its id. */
export function createTags(call: ApiCall, kind: CardKind): Answer {
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const wanted: { item: Item; name: string; color: string | null }[] = [];
  const failed: ItemErrors[] = [];
  for (const item of items) {
    const read = checkItem(tagSchema, item);
    if (!read.ok) {
      failed.push({ requestId: item.requestId, errors: read.errors });
      continue;
    }
    const { name, color } = read.value;
    // Only the tags of leads have colours.
    wanted.push({ item, name, color: kind === 'leads' ? (color ?? null) : null });
  }
  if (failed.length > 0) return validationProblem(failed);
  const tags = wanted.map(({ item, name, color }) =>
    tagBody(tagFor(call.account, kind, name, color), item),
  );
  return ok({
    _total_items: tags.length,
    _embedded: { tags },
  });
}

function tagBody(tag: CardTag, { requestId }: Item): object {
  return { ...onCard(tag), request_id: requestId };
}
