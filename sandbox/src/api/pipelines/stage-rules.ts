import { z } from 'zod';
import type { Account, Pipeline, Status } from '../../store/model.ts';
import { newListId } from '../../store/list-id.ts';
import { isIncoming, isSystem } from '../cards/stages.ts';

/** https://www.amocrm.ru/developers/content/crm_platform/leads-pipelines, as are all rules here. */
export const mostPipelines = 50;
/** The three that every pipeline has among them. */
export const mostStatuses = 100;

/** What a stage may be painted with; reads may show others. */
export const statusColors = [
  '#fffeb2',
  '#fffd7f',
  '#fff000',
  '#ffeab2',
  '#ffdc7f',
  '#ffce5a',
  '#ffdbdb',
  '#ffc8c8',
  '#ff8f92',
  '#d6eaff',
  '#c1e0ff',
  '#98cbff',
  '#ebffb1',
  '#deff81',
  '#87f2c0',
  '#f9deff',
  '#f3beff',
  '#ccc8f9',
  '#eb93ff',
  '#f2f3f4',
  '#e6e8ea',
] as const;

export const stageName = z.string().trim().min(1).max(255);
export const statusColor = z.string().pipe(z.enum(statusColors));

const words = {
  ru: {
    incoming: 'Неразобранное',
    won: 'Успешно реализовано',
    lost: 'Закрыто и не реализовано',
  },
  en: { incoming: 'Incoming leads', won: 'Closed - won', lost: 'Closed - lost' },
} as const;

/** The stages that every pipeline has: the incoming one, won and lost. */
export function systemStatuses(account: Account): [Status, Status, Status] {
  const named = words[account.language];
  const system = { isEditable: false, type: 0, descriptions: [] } as const;
  return [
    {
      ...system,
      id: newStatusId(account),
      name: named.incoming,
      sort: 10,
      color: '#c1c1c1',
      type: 1,
    },
    { ...system, id: 142, name: named.won, sort: 10_000, color: '#CCFF66' },
    { ...system, id: 143, name: named.lost, sort: 11_000, color: '#D5D8DB' },
  ];
}

export function newStatusId(account: Account): number {
  const known = account.pipelines.flatMap(({ statuses }) => statuses.map(({ id }) => id));
  return newListId(account, 'status', known);
}

/**
 * The stages in their order, the own ones numbered anew by tens from 20 on: in the vendor's examples
 * a stage that was sent with `sort` 100 comes back as the sixth, with 60.
 */
export function inOrder(statuses: readonly Status[]): Status[] {
  const own = statuses
    .filter((status) => !isIncoming(status) && !isSystem(status.id))
    .sort((a, b) => a.sort - b.sort)
    .map((status, place) => ({ ...status, sort: 20 + 10 * place }));
  return [
    ...statuses.filter(isIncoming),
    ...own,
    ...statuses.filter(({ id }) => isSystem(id)).sort((a, b) => a.sort - b.sort),
  ];
}

/** Puts a pipeline into the account, in its place or at the end. One pipeline is the main one. */
export function putPipeline(account: Account, pipeline: Pipeline): void {
  const others = account.pipelines.filter(({ id }) => id !== pipeline.id);
  const isNew = others.length === account.pipelines.length;
  const rows = isNew
    ? [...account.pipelines, pipeline]
    : account.pipelines.map((one) => (one.id === pipeline.id ? pipeline : one));
  account.pipelines = withOneMain(rows, pipeline);
}

/** @param latest - the pipeline that was changed last: its word counts. */
export function withOneMain(rows: readonly Pipeline[], latest: Pipeline | null): Pipeline[] {
  const main =
    latest?.isMain === true
      ? latest
      : (rows.find(({ isMain }) => isMain) ?? rows.find(({ id }) => id !== latest?.id) ?? rows[0]);
  return rows.map((row) => ({ ...row, isMain: row.id === main?.id }));
}
