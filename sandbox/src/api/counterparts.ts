import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Account, Company, Contact } from '../store/model.ts';
import { heldBack } from '../store/unsorted.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { printedFields } from './fields/printed.ts';
import { fieldSieve } from './filter-fields.ts';
import { rememberedLists } from './remembered-lists.ts';
import { groupOf } from './rights.ts';
import type { Viewer } from './rights.ts';
import { mentions, sieve, walkOf } from './select.ts';
import { backLinks, fieldTexts } from './shared.ts';
import type { BackLinks } from './shared.ts';

/** Where contacts and companies, who are read in one way, differ. */
export interface Counterpart<Row> {
  readonly kind: 'contacts' | 'companies';
  readonly rows: (account: Account) => ReadonlyMap<number, Row>;
  readonly canSee: (viewer: Viewer, account: Account, row: Row) => boolean;
  /** What is printed after the name. */
  readonly names: (row: Row) => object;
  /** What is printed after the tags. */
  readonly embedded: (call: ApiCall, row: Row, links: BackLinks) => object;
}

/** How a kind of counterparts is read: all of them, and one; 204 where there is none for these eyes. */
export interface CounterpartReading {
  readonly list: (call: ApiCall) => Answer;
  readonly one: (call: ApiCall, id: number) => Answer;
}

export function counterpartReading<Row extends Contact | Company>(
  of: Counterpart<Row>,
): CounterpartReading {
  const listed = rememberedLists<Row>();
  return {
    list(call) {
      const { account, query, viewer } = call;
      const rows = listed(call, () => {
        const passes = account.isApiFilterEnabled ? filters(of, call) : () => true;
        const hidden = heldBack(account);
        return walkOf(
          of.rows(account),
          query,
          (row) =>
            !row.isDeleted &&
            !hidden.has(row.id) &&
            of.canSee(viewer, account, row) &&
            passes(row) &&
            (query.text === '' || mentions(query, [row.name, ...fieldTexts(row.fields)])),
          { updated_at: (row) => row.updatedAt },
        );
      });
      const links = backLinks(account);
      return page(call, of.kind, rows, (row) => bodyOf(of, call, row, links));
    },

    one(call, id) {
      const { account, viewer } = call;
      const row = of.rows(account).get(id);
      if (row === undefined || row.isDeleted || !of.canSee(viewer, account, row)) return nothing();
      return ok(bodyOf(of, call, row, backLinks(account)));
    },
  };
}

/** The cards of another kind that a card names, as amoCRM prints them: id and address. */
export function linked(call: ApiCall, kind: string, ids: readonly number[]): object[] {
  return ids.map((id) => ({ id, _links: self(call, `/api/v4/${kind}/${id}`) }));
}

/** There are no lists and no customers here, so whoever asks for them finds none. */
export function emptyLists({ query }: ApiCall): object {
  return {
    ...(query.with.has('catalog_elements') && { catalog_elements: [] }),
    ...(query.with.has('customers') && { customers: [] }),
  };
}

function filters<Row extends Contact | Company>(
  { kind }: Counterpart<Row>,
  call: ApiCall,
): (row: Row) => boolean {
  const passes = sieve<Row>(
    call.query,
    {
      id: (row) => row.id,
      name: (row) => row.name,
      created_by: (row) => row.createdBy,
      updated_by: (row) => row.updatedBy,
      responsible_user_id: (row) => row.responsibleUserId,
    },
    {
      created_at: (row) => row.createdAt,
      updated_at: (row) => row.updatedAt,
      closest_task_at: (row) => call.closestTask(kind, row.id),
    },
    'same',
  );
  const fieldsPass = fieldSieve(call.query, call.account.customFields);
  return (row) => passes(row) && fieldsPass(row.fields);
}

function bodyOf<Row extends Contact | Company>(
  of: Counterpart<Row>,
  call: ApiCall,
  row: Row,
  links: BackLinks,
): object {
  const { account } = call;
  return {
    id: row.id,
    name: row.name,
    ...of.names(row),
    responsible_user_id: row.responsibleUserId,
    group_id: groupOf(account, row.responsibleUserId),
    created_by: row.createdBy,
    updated_by: row.updatedBy,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    closest_task_at: call.closestTask(of.kind, row.id),
    is_deleted: false,
    custom_fields_values: printedFields(row.fields),
    account_id: account.id,
    _links: self(call, `/api/v4/${of.kind}/${row.id}`),
    _embedded: { tags: row.tags, ...of.embedded(call, row, links) },
  };
}
