import { nothing, ok } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { CardKind, Lead, Unsorted } from '../../store/model.ts';
import { isWaiting } from '../../store/unsorted.ts';
import { visibleCard } from '../visible-card.ts';
import type { ApiCall } from '../envelope.ts';
import { page, self } from '../envelope.ts';
import { listed, ranged } from '../query.ts';
import { canSeeLead } from '../rights.ts';

const path = '/api/v4/leads/unsorted';

/** `GET /api/v4/leads/unsorted`: what waits, oldest first unless told otherwise. */
export function listUnsorted(call: ApiCall): Answer {
  const { order } = call.query;
  const way = order?.descending === true ? -1 : 1;
  const rows = found(call)
    .filter(({ row }) => isWaiting(call.account, row))
    // Orders by created_at and by updated_at are one: what waits was not touched.
    .sort((a, b) => way * (a.row.createdAt - b.row.createdAt || a.row.leadId - b.row.leadId));
  return page(call, 'unsorted', rows, ({ row, lead }) => unsortedBody(call, row, lead));
}

/** `GET /api/v4/leads/unsorted/{uid}`; one that was sorted is there no more. */
export function oneUnsorted(call: ApiCall): Answer {
  const entry = waiting(call);
  return entry === undefined ? nothing() : ok(unsortedBody(call, entry.row, entry.lead));
}

/** `GET /api/v4/leads/unsorted/summary`: all that came, by category, and what became of it. */
export function summarizeUnsorted(call: ApiCall): Answer {
  const entries = found(call);
  const sortTimes = entries.flatMap(({ row }) =>
    row.sortedAt === null ? [] : [row.sortedAt - row.createdAt],
  );
  const total = sortTimes.reduce((sum, time) => sum + time, 0);
  const count = (isCounted: (row: Unsorted) => boolean) =>
    entries.filter(({ row }) => isCounted(row)).length;
  const category = (name: Unsorted['category']) => ({
    total: count((row) => row.category === name),
  });
  return ok({
    total: entries.length,
    accepted: count((row) => row.state === 'accepted'),
    declined: count((row) => row.state !== 'accepted' && !isWaiting(call.account, row)),
    average_sort_time: sortTimes.length === 0 ? 0 : Math.round(total / sortTimes.length),
    categories: {
      sip: category('sip'),
      mail: category('mail'),
      forms: category('forms'),
      chats: category('chats'),
    },
  });
}

/** An incoming lead with the lead it stands for. */
export interface Entry {
  readonly row: Unsorted;
  readonly lead: Lead;
}

/** The one that the path names, if it waits and the caller may see its lead. */
export function waiting(call: ApiCall): Entry | undefined {
  const row = call.account.unsorted.get(call.params.first ?? '');
  if (row === undefined || !isWaiting(call.account, row)) return undefined;
  const lead = visibleCard(call, 'leads', row.leadId);
  return lead === undefined ? undefined : { row, lead };
}

/** Sorted or not, all that the filters admit and the caller may see. */
function found(call: ApiCall): Entry[] {
  const { account, query } = call;
  const [uids, categories, pipelines] = [
    listed(query.filter, 'uid'),
    listed(query.filter, 'category'),
    listed(query.filter, 'pipeline_id'),
  ];
  const created = ranged(query.filter, 'created_at');
  return [...account.unsorted.values()].flatMap((row) => {
    const isWanted =
      (uids?.includes(row.uid) ?? true) &&
      (categories?.includes(row.category) ?? true) &&
      (pipelines?.includes(String(row.pipelineId)) ?? true) &&
      (created?.kind !== 'span' ||
        (row.createdAt >= created.from && row.createdAt <= created.to)) &&
      (created?.kind !== 'bare' || row.createdAt > created.value);
    const lead = account.leads.get(row.leadId);
    if (!isWanted || lead === undefined) return [];
    // In the trash or not: a summary counts what was declined, too.
    return canSeeLead(call.viewer, account, lead) ? [{ row, lead }] : [];
  });
}

export function unsortedBody(call: ApiCall, row: Unsorted, lead: Lead): object {
  return {
    uid: row.uid,
    source_uid: row.sourceUid === '' ? null : row.sourceUid,
    source_name: row.sourceName,
    category: row.category,
    pipeline_id: row.pipelineId,
    created_at: row.createdAt,
    metadata: row.metadata,
    account_id: call.account.id,
    _links: self(call, `${path}/${row.uid}`),
    _embedded: embedded(call, lead),
  };
}

/** The cards of an incoming lead, whether they came with it or were there before. */
export function embedded(
  call: ApiCall,
  { id, contactIds, companyId }: Pick<Lead, 'id' | 'contactIds' | 'companyId'>,
  kinds: readonly CardKind[] = ['contacts', 'leads', 'companies'],
): object {
  const ids = {
    contacts: contactIds.slice(0, 1),
    leads: [id],
    companies: companyId === null ? [] : [companyId],
  };
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      ids[kind].map((one) => ({ id: one, _links: self(call, `/api/v4/${kind}/${one}`) })),
    ]),
  );
}
