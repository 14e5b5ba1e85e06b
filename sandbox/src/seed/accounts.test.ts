import { describe, expect, test } from 'vitest';
import type { Account } from '../store/model.ts';
import { seedAccounts } from './accounts.ts';
import { z } from 'zod';

/** Some noon in Dubai, and an evening of the same day. */
const noon = 1_790_000_000 - (1_790_000_000 % 86_400) + 8 * 3600;
const evening = noon + 9 * 3600;
const startOfDay = noon - 12 * 3600;

function account(subdomain: string, now = noon): Account {
  const found = seedAccounts(now).find((one) => one.subdomain === subdomain);
  if (found === undefined) throw new Error(`no ${subdomain}`);
  return found;
}

describe('the seed', () => {
  test('is the same at every start of one day', () => {
    expect(seedAccounts(evening)).toEqual(seedAccounts(noon));
  });

  test('moves with the days, and changes nothing but times', () => {
    const shift = 3 * 86_400;
    const [today, later] = [account('oasiskey'), account('oasiskey', noon + shift)];
    const [id] = today.leads.keys();
    const [a, b] = [today.leads.get(id ?? 0), later.leads.get(id ?? 0)];
    expect(b?.name).toBe(a?.name);
    expect((b?.updatedAt ?? 0) - (a?.updatedAt ?? 0)).toBe(shift);
  });

  test('gives two resets nothing in common that could be spoilt', () => {
    const [first] = seedAccounts(noon);
    first?.users.forEach((user) => (user.isActive = false));
    first?.leads.clear();
    expect(account('oasiskey').leads.size).toBe(320);
    expect(account('oasiskey').users.filter((user) => user.isActive)).toHaveLength(6);
  });
});

describe('Oasis Key Realty', () => {
  const oasis = account('oasiskey');
  const leads = [...oasis.leads.values()];

  test('has 320 leads over two pipelines, some in every stage', () => {
    expect(leads).toHaveLength(320);
    for (const pipeline of oasis.pipelines) {
      for (const status of pipeline.statuses) {
        const inStage = leads.filter(
          (lead) => lead.pipelineId === pipeline.id && lead.statusId === status.id,
        );
        expect(inStage.length, `${pipeline.name} / ${status.name}`).toBeGreaterThan(0);
      }
    }
  });

  test('has names in three languages and prices a Dubai agency would see', () => {
    const names = leads.map((lead) => lead.name);
    expect(names.some((name) => name.includes('спальні'))).toBe(true);
    expect(names.some((name) => name.includes('спальни'))).toBe(true);
    expect(names.some((name) => name.includes('bedrooms'))).toBe(true);
    for (const { name, price } of leads) {
      const isRent = /оренда|аренда|to rent/.test(name);
      const [low, high] = isRent ? [60_000, 400_000] : [800_000, 30_000_000];
      expect(price, name).toBeGreaterThanOrEqual(low);
      expect(price, name).toBeLessThanOrEqual(high);
    }
  });

  test('has open leads with a task overdue, for today, for later, and with none', () => {
    const open = leads.filter((lead) => lead.closedAt === null);
    const due = open.map((lead) => {
      const times = [...oasis.tasks.values()]
        .filter((task) => task.entityId === lead.id && !task.isCompleted)
        .map((task) => task.completeTill);
      if (times.length === 0) return 'none';
      const next = Math.min(...times);
      if (next < startOfDay) return 'overdue';
      return next < startOfDay + 86_400 ? 'today' : 'later';
    });
    for (const kind of ['none', 'overdue', 'today', 'later']) {
      expect(due.filter((one) => one === kind).length, kind).toBeGreaterThan(10);
    }
  });

  test('was never changed in the future, nor before it was made', () => {
    for (const lead of leads) {
      expect(lead.updatedAt, lead.name).toBeGreaterThanOrEqual(lead.createdAt);
      expect(lead.updatedAt, lead.name).toBeLessThan(startOfDay);
    }
  });
});

test.each(['oasiskey', 'palmco'])('%s is whole: every link leads somewhere', (subdomain) => {
  const { users, leads, contacts, companies, tasks, lossReasons, pipelines } = account(subdomain);
  const people = new Set(users.map((user) => user.id));
  for (const lead of leads.values()) {
    expect(people).toContain(lead.responsibleUserId);
    for (const id of lead.contactIds) expect(contacts.has(id)).toBe(true);
    if (lead.companyId !== null) expect(companies.has(lead.companyId)).toBe(true);
    if (lead.lossReasonId !== null) {
      expect(lossReasons.map((reason) => reason.id)).toContain(lead.lossReasonId);
    }
    const pipeline = pipelines.find((one) => one.id === lead.pipelineId);
    expect(pipeline?.statuses.map((status) => status.id)).toContain(lead.statusId);
  }
  for (const task of tasks.values()) expect(leads.has(task.entityId ?? 0)).toBe(true);
  const ids = [...contacts.keys(), ...companies.keys()];
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(['oasiskey', 'palmco'])('%s defines every field that its cards carry', (subdomain) => {
  const one = account(subdomain);
  const { leads, contacts, companies, customFields, fieldGroups } = one;
  const types = new Set<string>();
  for (const [kind, cards] of Object.entries({ leads, contacts, companies })) {
    for (const { fields } of cards.values()) {
      for (const { field_id: id, field_type: type, field_code: code, values } of fields) {
        const field = customFields.get(id);
        expect(field).toMatchObject({ kind, type, code });
        types.add(type);
        for (const { enum_id: enumId } of values) {
          if (enumId !== undefined)
            expect(field?.enums?.map((known) => known.id)).toContain(enumId);
        }
      }
    }
  }
  // What lists would be needed for is not there: the sandbox has none.
  expect(types.size).toBeGreaterThanOrEqual(17);
  for (const { kind, groupId } of customFields.values()) {
    if (groupId !== null) expect(fieldGroups.has(`${kind}/${groupId}`)).toBe(true);
  }
  const ids = [...customFields.values()].flatMap(({ id, enums, type }) =>
    type === 'smart_address' ? [id] : [id, ...(enums ?? []).map((known) => known.id)],
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('nobody in the seed can be called or written to', () => {
  for (const { contacts, companies, users } of seedAccounts(noon)) {
    const values = [...contacts.values(), ...companies.values()].flatMap((card) => card.fields);
    for (const field of values) {
      const value = z.string().catch('').parse(field.values[0]?.value);
      if (field.field_code === 'EMAIL') expect(value).toMatch(/^[a-z.-]+@[a-z]+\.example$/);
      if (field.field_code === 'PHONE') {
        expect(value.replaceAll(/\D/g, '')).toMatch(/^9715\d55501\d\d$/);
      }
      if (field.field_type === 'url') expect(new URL(value).hostname).toMatch(/\.example$/);
    }
    for (const user of users) expect(user.email).toMatch(/\.example$/);
  }
});

test('Palm & Co is small, in euros, with a pipeline all but empty', () => {
  const palm = account('palmco');
  expect(palm.currency).toBe('EUR');
  expect(palm.leads.size).toBe(41);
  const quiet = palm.pipelines[1]?.id;
  expect([...palm.leads.values()].filter((lead) => lead.pipelineId === quiet)).toHaveLength(1);
});
