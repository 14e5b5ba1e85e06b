import { z } from 'zod';
import { nextCardId } from '../api/cards/ids.ts';
import { cardKinds } from '../api/cards/kinds.ts';
import { deleteCards, mergeCards, restoreCards } from '../api/cards/trash.ts';
import type { Hand } from '../api/cards/trash.ts';
import type { Account, Lead } from '../store/model.ts';
import { rowsChanged } from '../store/until-changed.ts';

export const createSchema = z.strictObject({
  subdomain: z.string(),
  count: z.int().min(1).max(100_000).default(1),
  pipelineId: z.int().optional(),
  statusId: z.int().optional(),
  responsibleUserId: z.int().optional(),
  name: z.string().min(1).default('Lead'),
  price: z.int().min(0).default(1_000_000),
});

export const deleteSchema = z.strictObject({
  subdomain: z.string(),
  ids: z.array(z.int()).default([]),
  /** Empties the account: leads, contacts, companies and tasks leave without a trace. */
  all: z.boolean().default(false),
});

const cards = z.strictObject({
  subdomain: z.string(),
  kind: z.enum(cardKinds),
  /** Who does it; an administrator unless told otherwise. */
  userId: z.int().optional(),
});
export const trashSchema = cards.extend({ ids: z.array(z.int()).min(1) });
export const mergeSchema = cards.extend({
  keepId: z.int(),
  otherIds: z.array(z.int()).min(1),
});

/** Into the trash or out of it, as a person would do it in amoCRM. */
export function trashCards(
  hand: Hand,
  { kind, ids }: z.output<typeof trashSchema>,
): { deleted: number[] } {
  return { deleted: deleteCards(hand, kind, ids) };
}

export function untrashCards(
  hand: Hand,
  { kind, ids }: z.output<typeof trashSchema>,
): { restored: number[] } {
  return { restored: restoreCards(hand, kind, ids) };
}

export function joinCards(
  hand: Hand,
  { kind, keepId, otherIds }: z.output<typeof mergeSchema>,
): { merged: number[] } {
  return { merged: mergeCards(hand, kind, keepId, otherIds) };
}

/** Plain leads by the thousand: main pipeline and its first own stage unless told otherwise. */
export function createLeads(
  { account, author, commit }: Hand,
  wanted: z.output<typeof createSchema>,
): { ids: number[] } {
  const pipeline =
    account.pipelines.find((one) => one.id === wanted.pipelineId) ?? account.pipelines[0];
  const stage = pipeline?.statuses.find((status) => status.type === 0);
  const owner = wanted.responsibleUserId ?? account.users[0]?.id ?? 0;
  const ids = Array.from({ length: wanted.count }, () => nextCardId(account, 'leads'));
  for (const [place, id] of ids.entries()) {
    const lead: Lead = {
      id,
      name: wanted.count === 1 ? wanted.name : `${wanted.name} ${place + 1}`,
      price: wanted.price,
      pipelineId: pipeline?.id ?? 0,
      statusId: wanted.statusId ?? stage?.id ?? 0,
      responsibleUserId: owner,
      lossReasonId: null,
      createdBy: owner,
      updatedBy: owner,
      createdAt: author.at,
      updatedAt: author.at,
      closedAt: null,
      isDeleted: false,
      fields: [],
      tags: [],
      contactIds: [],
      companyId: null,
      sourceId: null,
      score: null,
    };
    commit(account, { ...author, userId: owner }, [{ entity: 'lead', before: null, after: lead }]);
  }
  return { ids };
}

/** Puts leads into the trash, where `with=only_deleted` finds them; `all` leaves nothing at all. */
export function deleteLeads(
  hand: Hand,
  { ids, all }: z.output<typeof deleteSchema>,
): { deleted: number } {
  if (!all) return { deleted: deleteCards(hand, 'leads', ids).length };
  const deleted = hand.account.leads.size;
  clear(hand.account);
  return { deleted };
}

/** No history tells of it, and no webhook: it is as if there had never been anything. */
function clear(account: Account): void {
  const { leads, contacts, companies, tasks, notes, unsorted } = account;
  for (const rows of [leads, contacts, companies, tasks, notes, unsorted]) rows.clear();
  rowsChanged(account);
}
