import { expect, test } from 'vitest';
import { scaledAccounts } from './scale.ts';
import { seedAccounts } from './accounts.ts';

const now = 1_790_000_000;
const first = (scale: Parameters<typeof scaledAccounts>[1]) => {
  const [account] = scaledAccounts(now, scale);
  if (account === undefined) throw new Error('no account');
  return account;
};

test('without a word it is the usual seed', () => {
  const [usual] = seedAccounts(now);
  expect(first({})).toEqual(usual);
  expect(first({ leads: 320, seed: 0 })).toEqual(usual);
});

test.each([0, 1, 7, 50, 319, 321, 1000])('--leads %i makes exactly as many', (leads) => {
  expect(first({ leads }).leads.size).toBe(leads);
});

test('another seed: other people in the same rooms; the same seed: the same people', () => {
  const names = (seed: number) => [...first({ seed }).contacts.values()].map(({ name }) => name);
  expect(names(5)).toEqual(names(5));
  expect(names(5)).not.toEqual(names(6));
  expect(first({ seed: 5 }).users).toEqual(first({}).users);
});

test('a hundred thousand leads take seconds, and hold together', () => {
  const start = performance.now();
  const account = first({ leads: 100_000 });
  expect(performance.now() - start).toBeLessThan(10_000);
  let last = 0;
  for (const lead of account.leads.values()) {
    // Lists are walked in the order the rows are kept in.
    if (lead.id <= last) throw new Error(`lead ${lead.id} after ${last}`);
    last = lead.id;
    for (const id of lead.contactIds) {
      if (!account.contacts.has(id)) throw new Error(`lead ${lead.id} without contact ${id}`);
    }
    if (lead.createdAt > now || lead.updatedAt > now) throw new Error('from the future');
  }
  const [, other] = scaledAccounts(now, {});
  for (const id of other?.leads.keys() ?? []) expect(account.leads.has(id)).toBe(false);
});

test('more accounts: small agencies with names and cards of their own', () => {
  const accounts = scaledAccounts(now, { accounts: 4 });
  expect(accounts.map(({ subdomain }) => subdomain)).toEqual([
    'oasiskey',
    'palmco',
    'palmco2',
    'palmco3',
  ]);
  expect(accounts.slice(0, 2)).toEqual(seedAccounts(now));
  const of = (pick: (account: (typeof accounts)[number]) => Iterable<number>) =>
    accounts.flatMap((account) => [...pick(account)]);
  for (const ids of [
    of(({ id }) => [id]),
    of(({ leads }) => leads.keys()),
    of(({ contacts, companies }) => [...contacts.keys(), ...companies.keys()]),
    of(({ tasks }) => tasks.keys()),
  ]) {
    expect(new Set(ids).size).toBe(ids.length);
  }
});
