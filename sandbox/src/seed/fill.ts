import { startOfDay } from '../clock.ts';
import type { Account, Company, Contact, FieldValue, Lead, LossReason } from '../store/model.ts';
import { defineFields, labelId } from './field-definitions.ts';
import { fillFields } from './field-values.ts';
import { seedHistory } from './history.ts';
import { person, phone } from './people.ts';
import type { Person } from './people.ts';
import { isClosed, lostStatus } from './plan.ts';
import type { Field, Fields, Funnel, Plan } from './plan.ts';
import { request } from './properties.ts';
import type { Request } from './properties.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { leadTasks } from './tasks.ts';

const hour = 3600;
const day = 24 * hour;
/** Dubai keeps no summer time. */
const dubaiOffset = 4 * hour;

/**
 * Fills a planned account with its cards. The same plan on the same day gives the same cards; all
 * times hang on the start of that day.
 * @param now - Unix seconds.
 */
export function fill(plan: Plan, now: number): Account {
  const work: Work = {
    plan,
    random: createRandom(plan.seed),
    today: startOfDay(now, dubaiOffset),
    leadId: counter(plan.firstIds.lead, 2),
    cardId: counter(plan.firstIds.card, 2),
    taskId: counter(plan.firstIds.task, 3),
  };
  for (const tag of plan.tags) plan.account.tags.set(tag.id, { ...tag, kind: 'leads' });
  defineFields(plan);
  for (const name of plan.companyNames) addCompany(work, name);
  for (const funnel of plan.funnels) {
    for (const { statusId, count } of funnel.counts) {
      for (let place = 0; place < count; place += 1) addLead(work, funnel, statusId);
    }
  }
  fillFields(plan, work.today);
  seedHistory(plan, work.today);
  return plan.account;
}

interface Work {
  readonly plan: Plan;
  readonly random: Random;
  readonly today: number;
  readonly leadId: () => number;
  readonly cardId: () => number;
  readonly taskId: () => number;
}

function counter(first: number, step: number): () => number {
  let next = first - step;
  return () => (next += step);
}

function addCompany({ plan, random, today, cardId }: Work, name: string): void {
  const createdAt = today - random.whole(30, 400) * day + random.whole(9, 18) * hour;
  const owner = random.pick(plan.funnels).brokers[0] ?? 0;
  const company: Company = {
    id: cardId(),
    name,
    responsibleUserId: owner,
    createdBy: owner,
    updatedBy: owner,
    createdAt,
    updatedAt: createdAt,
    isDeleted: false,
    fields: [contactField(plan.fields.companyPhone, 'PHONE', phone(random))],
    tags: [],
  };
  plan.account.companies.set(company.id, company);
}

function addLead(work: Work, funnel: Funnel, statusId: number): void {
  const { plan, random } = work;
  const { account } = plan;
  const who = person(random, plan.languages);
  const wish = request(random, who.language, funnel.rentShare);
  const owner = random.pick(funnel.brokers);
  const times = leadTimes(work, funnel, statusId);
  const companyId = random.chance(0.12) ? random.pick([...account.companies.keys()]) : null;
  const contacts = contactsFor(work, who, owner, companyId, times.createdAt);
  const lead: Lead = {
    id: work.leadId(),
    name: wish.name,
    price: Math.round((wish.price * plan.rate) / 1000) * 1000,
    pipelineId: funnel.pipelineId,
    statusId,
    responsibleUserId: owner,
    lossReasonId: statusId === lostStatus ? lossReason(random, account.lossReasons) : null,
    createdBy: random.chance(0.3) ? 0 : owner,
    updatedBy: owner,
    ...times,
    isDeleted: false,
    fields: random.chance(0.85) ? leadFields(random, plan.fields, wish) : [],
    tags: tagsFor(random, plan, wish),
    contactIds: contacts.map((contact) => contact.id),
    companyId,
    sourceId: null,
    score: null,
  };
  account.leads.set(lead.id, lead);
  for (const task of leadTasks(random, lead, who.language, work.today, work.taskId)) {
    account.tasks.set(task.id, task);
  }
}

function leadTimes(
  { random, today }: Work,
  funnel: Funnel,
  statusId: number,
): { createdAt: number; updatedAt: number; closedAt: number | null } {
  const stage = funnel.counts.findIndex((count) => count.statusId === statusId);
  // The further along, the older: a fresh request is days old, a closed deal up to half a year.
  const age = isClosed(statusId) ? random.whole(20, 180) : random.whole(1, 4 + stage * 9);
  const createdAt = today - age * day + random.whole(8 * 60, 21 * 60) * 60;
  const touched = today - random.whole(1, Math.min(age, 12)) * day + random.whole(9, 23) * hour;
  const updatedAt = isClosed(statusId)
    ? createdAt + random.whole(5, Math.max(5, age - 1)) * day
    : Math.max(createdAt, touched) + random.whole(1, 50) * 60;
  // Never later than the day began, so that nothing was changed in the future.
  const latest = Math.min(updatedAt, today - 60);
  return { createdAt, updatedAt: latest, closedAt: isClosed(statusId) ? latest : null };
}

/** Mostly one new contact; now and then a client who came back, or a couple. */
function contactsFor(
  work: Work,
  who: Person,
  owner: number,
  companyId: number | null,
  createdAt: number,
): Contact[] {
  const { plan, random } = work;
  const known = [...plan.account.contacts.values()].filter(
    (contact) => contact.responsibleUserId === owner,
  );
  if (known.length > 5 && random.chance(0.1)) return [random.pick(known)];
  if (random.chance(0.03)) return [];
  const first = addContact(work, who, owner, companyId, createdAt);
  if (!random.chance(0.08)) return [first];
  const second = person(random, [who.language]);
  return [first, addContact(work, second, owner, companyId, createdAt)];
}

function addContact(
  { plan, random, cardId }: Work,
  who: Person,
  owner: number,
  companyId: number | null,
  createdAt: number,
): Contact {
  const fields: FieldValue[] = [contactField(plan.fields.phone, 'PHONE', phone(random))];
  const email = `${who.latin}@${random.pick(['mail', 'inbox', 'post'])}.example`;
  if (random.chance(0.7)) fields.push(contactField(plan.fields.email, 'EMAIL', email));
  const contact: Contact = {
    id: cardId(),
    name: `${who.first} ${who.last}`,
    firstName: who.first,
    lastName: who.last,
    responsibleUserId: owner,
    createdBy: owner,
    updatedBy: owner,
    createdAt,
    updatedAt: createdAt,
    isDeleted: false,
    fields,
    tags: [],
    companyId,
  };
  plan.account.contacts.set(contact.id, contact);
  return contact;
}

function contactField(field: Field, code: 'PHONE' | 'EMAIL', value: string): FieldValue {
  const label = code === 'PHONE' ? 'MOB' : 'PRIV';
  return {
    field_id: field.id,
    field_name: field.name,
    field_code: code,
    field_type: 'multitext',
    values: [{ value, enum_id: labelId(field, code, label), enum_code: label }],
  };
}

function leadFields(random: Random, fields: Fields, wish: Request): FieldValue[] {
  const { district, purpose, bedrooms } = fields;
  const choice = random.whole(0, purpose.choices.length - 1);
  const select = { value: purpose.choices[choice] ?? '', enum_id: purpose.id + 1 + choice };
  const filled = [
    plainField(district, 'text', { value: wish.district }),
    plainField(purpose, 'select', { ...select, enum_code: null }),
  ];
  if (wish.bedrooms === 0) return filled;
  // Numbers travel as strings.
  return [...filled, plainField(bedrooms, 'numeric', { value: String(wish.bedrooms) })];
}

function plainField(field: Field, type: string, value: FieldValue['values'][number]): FieldValue {
  return {
    field_id: field.id,
    field_name: field.name,
    field_code: null,
    field_type: type,
    values: [value],
  };
}

function tagsFor(random: Random, plan: Plan, wish: Request): Lead['tags'] {
  const wanted = plan.tags.filter((tag) => {
    if (tag.name === 'VIP') return wish.price > 9_000_000;
    if (tag.name === 'Оренда') return wish.isRent;
    return random.chance(0.12);
  });
  return wanted.slice(0, 3);
}

function lossReason(random: Random, reasons: readonly LossReason[]): number | null {
  return random.chance(0.8) ? random.pick(reasons).id : null;
}
