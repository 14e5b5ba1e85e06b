import type { Company, Contact, LeadWithContacts } from '@foryou-crm/amocrm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { withAccount, type AccountTx } from '../account-lock.ts';
import {
  mirrorAccounts,
  mirrorChanges,
  mirrorCompanies,
  mirrorContacts,
  mirrorLeadContacts,
  mirrorLeads,
} from '../tables.ts';
import { removeLeads } from './remove.ts';
import { saveCompanies } from './save-companies.ts';
import { saveContacts } from './save-contacts.ts';
import { saveLeads } from './save-leads.ts';

const accountId = 1;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const { db } = database;
  for (const table of [
    mirrorAccounts,
    mirrorChanges,
    mirrorLeads,
    mirrorContacts,
    mirrorCompanies,
  ]) {
    await db.delete(table);
  }
  await db.delete(mirrorLeadContacts);
  await db.insert(mirrorAccounts).values({ accountId, coverage: 'full', importNumber: 1 });
});

const at = (second: number) => new Date(1_700_000_000_000 + second * 1000);
const read = <T>(items: readonly T[], askedAt: number, savedAt = askedAt) => ({
  ...{ items, askedAt: at(askedAt), savedAt: at(savedAt) },
});
const save = (work: (account: AccountTx) => Promise<unknown>) =>
  withAccount(database.db, accountId, work);

const card = {
  ...{ id: 10, name: 'A', responsibleUserId: 7, groupId: null, createdBy: 7, updatedBy: 7 },
  ...{ createdAt: 1_700_000_000, updatedAt: 1_700_000_000, isDeleted: false },
  ...{ closestTaskAt: null, customFields: [], accountId, tags: [] },
};
const lead = (changes: Partial<LeadWithContacts> = {}): LeadWithContacts => ({
  ...card,
  ...{ price: 5, statusId: 142, pipelineId: 3, lossReasonId: null, sourceId: null },
  ...{ closedAt: null, companyIds: [], contacts: [], lossReason: null, catalogElements: null },
  ...{ source: null, isPriceModifiedByRobot: null, score: null, laborCost: null },
  ...changes,
});
const contact = (changes: Partial<Contact> = {}): Contact => ({
  ...card,
  ...{ firstName: null, lastName: null, companyIds: [], leadIds: null },
  ...{ customerIds: null, catalogElements: null },
  ...changes,
});
const field = (fieldCode: string, ...values: unknown[]) => ({
  ...{ fieldId: 1, fieldName: null, fieldCode, fieldType: 'multitext' },
  values: values.map((value) => ({ value, enumId: null, enumCode: null })),
});

describe('an answer that is older than what is known', () => {
  it('changes nothing and tells nothing, and the row counts as seen', async () => {
    const { db } = database;
    await save((account) => saveLeads(account, read([lead({ name: 'new' })], 20)));
    await db.update(mirrorAccounts).set({ importNumber: 2 });
    await save((account) => saveLeads(account, read([lead({ name: 'old' })], 10)));
    expect(await db.select().from(mirrorLeads)).toMatchObject([{ name: 'new', importNumber: 2 }]);
    expect(await db.$count(mirrorChanges)).toBe(1);
  });

  it('does not bring back what was found to be gone', async () => {
    const { db } = database;
    await save((account) => saveLeads(account, read([lead()], 10)));
    await save((account) => removeLeads(account, [10], { askedAt: at(20), savedAt: at(21) }));
    await save((account) => saveLeads(account, read([lead()], 15, 22)));
    const [row] = await db.select().from(mirrorLeads);
    expect(row?.deletedAt).toEqual(at(21));
    await save((account) => saveLeads(account, read([lead()], 30)));
    expect(await db.select().from(mirrorLeads)).toMatchObject([{ deletedAt: null }]);
  });

  it('does not remove what a later question has found', async () => {
    await save((account) => saveLeads(account, read([lead()], 20)));
    await save((account) => removeLeads(account, [10], { askedAt: at(10), savedAt: at(30) }));
    expect(await database.db.select().from(mirrorLeads)).toMatchObject([{ deletedAt: null }]);
  });
});

describe('the same answer again', () => {
  it('tells nothing', async () => {
    const { db } = database;
    const all = async (second: number) => {
      await save(async (account) => {
        await saveLeads(account, read([lead({ contacts: [{ id: 4, isMain: true }] })], second));
        await saveContacts(account, read([contact()], second));
        const { firstName, lastName, ...company } = contact();
        const companies: Company[] = [{ ...company, contactIds: null }];
        expect([firstName, lastName]).toEqual([null, null]);
        await saveCompanies(account, read(companies, second));
      });
    };
    await all(1);
    await all(2);
    expect(await db.$count(mirrorChanges)).toBe(3);
  });
});

describe('a contact', () => {
  it('is found by the digits of its phones, and by its mail in small letters', async () => {
    const customFields = [
      field('PHONE', '+971 (50) 123-45-67', 971501234567, '—'),
      field('EMAIL', ' Olena@Mail.Example '),
      field('POSITION', 'Broker'),
    ];
    await save((account) =>
      saveContacts(account, read([contact({ name: 'Олена ҐУДЗЬ', customFields })], 1)),
    );
    expect(await database.db.select().from(mirrorContacts)).toMatchObject([
      {
        phones: ['971501234567'],
        emails: ['olena@mail.example'],
        searched: 'олена ґудзь\n971501234567\nolena@mail.example',
      },
    ]);
  });
});
