import { startOfDay } from '../clock.ts';
import type { Account, Contact, FieldValue, Lead } from '../store/model.ts';
import { fill } from './fill.ts';
import { languageOf } from './language-of.ts';
import { oasisKey } from './oasis-key.ts';
import { palmAndCo } from './palm-and-co.ts';
import { person, phone } from './people.ts';
import type { Plan } from './plan.ts';
import { isClosed } from './plan.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { leadTasks } from './tasks.ts';

/** How the seed may differ from the usual one. */
export interface Scale {
  /** Leads of the first account; as planned unless said. */
  readonly leads?: number | undefined;
  /** Another number, other choices. */
  readonly seed?: number | undefined;
  /** How many accounts there are: the first, and small agencies that are all alike. */
  readonly accounts?: number | undefined;
}

const day = 24 * 3600;
const dubaiOffset = 4 * 3600;

/** The accounts of a fresh sandbox, the first of them as large as wanted. */
export function scaledAccounts(now: number, { leads, seed = 0, accounts = 2 }: Scale): Account[] {
  const first = reseeded(oasisKey(), seed);
  const account = fill(leads === undefined ? first : shrunk(first, leads), now);
  if (leads !== undefined) grow(first, account, leads, now);
  const others = Array.from({ length: accounts - 1 }, (_, place) =>
    fill(reseeded(another(palmAndCo(), place), seed), now),
  );
  return [account, ...others];
}

/** Room for the rows of a small agency, and for those that are added to it. */
const idsAnAccount = 10_000;

/** The same agency under another name, with cards of its own; people may work for several. */
function another(plan: Plan, place: number): Plan {
  if (place === 0) return plan;
  const account = structuredClone(plan.account);
  const number = place + 1;
  const { lead, card, task } = plan.firstIds;
  const shift = place * idsAnAccount;
  return {
    ...plan,
    seed: plan.seed + place,
    account: {
      ...account,
      id: account.id + shift,
      name: `${account.name} ${number}`,
      subdomain: `${account.subdomain}${number}`,
      uuid: account.uuid.replace(/\d{12}$/, String(account.id + shift).padStart(12, '0')),
      amojoId: account.amojoId.replace(/\d{12}$/, String(account.id + shift).padStart(12, '0')),
    },
    firstIds: { lead: lead + shift, card: card + shift, task: task + shift },
  };
}

function reseeded(plan: Plan, seed: number): Plan {
  return { ...plan, seed: (plan.seed + Math.imul(seed, 7919)) >>> 0 };
}

/** A plan with no more leads than wanted; every stage gives up its share. */
function shrunk(plan: Plan, wanted: number): Plan {
  const planned = plan.funnels
    .flatMap(({ counts }) => counts)
    .reduce((sum, { count }) => sum + count, 0);
  if (wanted >= planned) return plan;
  let seen = 0;
  // Rounded as a running total, so that the whole comes out exactly.
  const left = (count: number) => {
    const before = Math.round((seen * wanted) / planned);
    seen += count;
    return Math.round((seen * wanted) / planned) - before;
  };
  return {
    ...plan,
    funnels: plan.funnels.map((funnel) => ({
      ...funnel,
      counts: funnel.counts.map((one) => ({ ...one, count: left(one.count) })),
    })),
  };
}

/**
 * Adds leads until there are as many as wanted, in a time that grows with their number alone: each is
 * like a planned one, with another client. They have no notes and no history, and every fifth open
 * one has tasks.
 */
function grow(plan: Plan, account: Account, wanted: number, now: number): void {
  const missing = wanted - account.leads.size;
  if (missing <= 0) return;
  const random = createRandom(plan.seed + 2);
  const today = startOfDay(now, dubaiOffset);
  const models = modelsOf(account);
  const leadId = following(account.leads.keys(), plan.firstIds.lead, 2);
  const cardId = following(
    [...account.contacts.keys(), ...account.companies.keys()],
    plan.firstIds.card,
    2,
  );
  const taskId = following(account.tasks.keys(), plan.firstIds.task, 3);
  for (let place = 0; place < missing; place += 1) {
    const model = random.pick(models);
    const contact = likeness(random, model, cardId());
    account.contacts.set(contact.id, contact);
    const shift = random.whole(0, isClosed(model.lead.statusId) ? 900 : 30) * day;
    const lead = earlier({ ...model.lead, id: leadId(), contactIds: [contact.id] }, shift);
    account.leads.set(lead.id, lead);
    if (isClosed(lead.statusId) || place % 5 > 0) continue;
    for (const task of leadTasks(random, lead, languageOf(lead, contact), today, taskId)) {
      account.tasks.set(task.id, task);
    }
  }
}

interface Model {
  readonly lead: Lead;
  readonly contact: Contact;
}

/** Planned leads that others are made after. Incoming ones are told of elsewhere, too. */
function modelsOf(account: Account): Model[] {
  const incoming = new Set([...account.unsorted.values()].map(({ leadId }) => leadId));
  return [...account.leads.values()].flatMap((lead) => {
    const contact = account.contacts.get(lead.contactIds[0] ?? 0);
    return contact === undefined || incoming.has(lead.id) ? [] : [{ lead, contact }];
  });
}

function likeness(random: Random, { lead, contact }: Model, id: number): Contact {
  const who = person(random, [languageOf(lead, contact)]);
  return {
    ...contact,
    id,
    name: `${who.first} ${who.last}`,
    firstName: who.first,
    lastName: who.last,
    fields: contact.fields.map((field) => reachedElsewhere(random, field, `${who.latin}.${id}`)),
  };
}

function reachedElsewhere(random: Random, field: FieldValue, latin: string): FieldValue {
  const value =
    field.field_code === 'PHONE'
      ? phone(random)
      : field.field_code === 'EMAIL'
        ? `${latin}@mail.example`
        : undefined;
  if (value === undefined) return field;
  return { ...field, values: field.values.map((item) => ({ ...item, value })) };
}

function earlier(lead: Lead, seconds: number): Lead {
  return {
    ...lead,
    createdAt: lead.createdAt - seconds,
    updatedAt: lead.updatedAt - seconds,
    closedAt: lead.closedAt === null ? null : lead.closedAt - seconds,
  };
}

/** Ids above all that are taken, in the steps of the plan. */
function following(taken: Iterable<number>, first: number, step: number): () => number {
  let id = first - step;
  for (const one of taken) id = Math.max(id, one);
  return () => (id += step);
}
