import { z } from 'zod';
import type { Account, Lead } from '../store/model.ts';
import { nextId } from '../store/world.ts';

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

/** Plain leads by the thousand: main pipeline and its first own stage unless told otherwise. */
export function createLeads(
  account: Account,
  wanted: z.output<typeof createSchema>,
  now: number,
): { ids: number[] } {
  const pipeline =
    account.pipelines.find((one) => one.id === wanted.pipelineId) ?? account.pipelines[0];
  const stage = pipeline?.statuses.find((status) => status.type === 0);
  const owner = wanted.responsibleUserId ?? account.users[0]?.id ?? 0;
  const first = nextId(account.leads, 1_000_000);
  const ids = Array.from({ length: wanted.count }, (_, place) => first + place);
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
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      isDeleted: false,
      fields: [],
      tags: [],
      contactIds: [],
      companyId: null,
    };
    account.leads.set(id, lead);
  }
  return { ids };
}

/** Puts leads into the trash, where `with=only_deleted` finds them; `all` leaves nothing at all. */
export function deleteLeads(
  account: Account,
  { ids, all }: z.output<typeof deleteSchema>,
  now: number,
): { deleted: number } {
  if (all) {
    const deleted = account.leads.size;
    for (const rows of [account.leads, account.contacts, account.companies, account.tasks]) {
      rows.clear();
    }
    return { deleted };
  }
  let deleted = 0;
  for (const id of ids) {
    const lead = account.leads.get(id);
    if (lead === undefined || lead.isDeleted) continue;
    account.leads.set(id, { ...lead, isDeleted: true, updatedAt: now });
    deleted += 1;
  }
  return { deleted };
}
