import { expect } from 'vitest';
import type { AmoApi } from '../../api.ts';
import type { ItemOutcome } from '../../batch-report.ts';
import { everything, first } from '../first.ts';
import { subdomain } from '../sandbox-world.ts';
import type { Exercise, ExercisesOf } from './exercise.ts';

/** What leads, contacts and companies have in common. */
interface Cards {
  list(query: { limit: number; order: { by: 'id'; direction: 'asc' } }): Promise<{ items: Card[] }>;
  get(id: number): Promise<Card | null>;
  pages(query: { limit: number }): AsyncIterable<{ items: Card[] }>;
  add(items: Named[]): Promise<{ id: number }[]>;
  addAll(items: Named[]): Promise<ItemOutcome<{ id: number }>[]>;
  patch(id: number, changes: Named): Promise<{ id: number }>;
  patchMany(items: (Named & { id: number })[]): Promise<unknown>;
  patchAll(items: (Named & { id: number })[]): Promise<ItemOutcome<unknown>[]>;
}
type Named = { name: string };
type Card = { id: number; name: string };

const nameOf = async (cards: Cards, id: number) => (await cards.get(id))?.name;
const addOne = async (cards: Cards, name = 'Before') => first(await cards.add([{ name }])).id;
const addTwo = async (cards: Cards) =>
  (await cards.add([{ name: 'one' }, { name: 'two' }])).map(({ id }) => id);

const common = (part: (api: AmoApi) => Cards): Record<keyof Cards, Exercise> => ({
  list: async (api) => {
    const query = { limit: 3, order: { by: 'id', direction: 'asc' } } as const;
    const ids = (await part(api).list(query)).items.map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  },
  get: async (api) => {
    const id = await addOne(part(api), 'Read');
    expect(await part(api).get(id)).toMatchObject({ id, name: 'Read', isDeleted: false });
    expect(await part(api).get(999_999_999)).toBeNull();
  },
  pages: async (api) => {
    const ids = (await everything(part(api).pages({ limit: 100 }))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(20);
  },
  add: async (api) => {
    const ids = await addTwo(part(api));
    expect(await Promise.all(ids.map((id) => nameOf(part(api), id)))).toEqual(['one', 'two']);
  },
  addAll: async (api) => {
    const items = Array.from({ length: 51 }, (_, at) => ({ name: `All ${at}` }));
    const outcomes = await part(api).addAll(items);
    const last = outcomes.at(-1);
    expect(outcomes.every(({ status }) => status === 'done')).toBe(true);
    const id = last?.status === 'done' ? last.result.id : 0;
    expect(await nameOf(part(api), id)).toBe('All 50');
  },
  patch: async (api) => {
    const id = await addOne(part(api));
    expect((await part(api).patch(id, { name: 'After' })).id).toBe(id);
    expect(await nameOf(part(api), id)).toBe('After');
  },
  patchMany: async (api) => {
    const ids = await addTwo(part(api));
    await part(api).patchMany(ids.map((id) => ({ id, name: `new ${id}` })));
    for (const id of ids) expect(await nameOf(part(api), id)).toBe(`new ${id}`);
  },
  patchAll: async (api) => {
    const ids = await addTwo(part(api));
    const outcomes = await part(api).patchAll(ids.map((id) => ({ id, name: `all ${id}` })));
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done']);
    for (const id of ids) expect(await nameOf(part(api), id)).toBe(`all ${id}`);
  },
});

export const contactExercises: ExercisesOf<'contacts'> = common((api) => api.contacts);
export const companyExercises: ExercisesOf<'companies'> = common((api) => api.companies);

const complexLead = {
  name: 'Villa',
  contact: { firstName: 'Olena' },
  company: { name: 'Palm' },
};

export const leadExercises: ExercisesOf<'leads'> = {
  ...common((api) => api.leads),
  addComplex: async (api) => {
    const made = first(await api.leads.addComplex([complexLead]));
    const lead = await api.leads.get(made.id, { with: ['contacts'] });
    expect(lead?.contacts.map(({ id }) => id)).toEqual([made.contactId]);
    expect(lead?.companyIds).toEqual([made.companyId]);
    expect((await api.contacts.get(made.contactId ?? 0))?.firstName).toBe('Olena');
    expect((await api.companies.get(made.companyId ?? 0))?.name).toBe('Palm');
  },
  addComplexAll: async (api) => {
    const outcomes = await api.leads.addComplexAll(
      Array.from({ length: 51 }, (_, at) => ({ ...complexLead, name: `Villa ${at}` })),
    );
    expect(outcomes.every(({ status }) => status === 'done')).toBe(true);
  },
  trashed: async (api, { order }) => {
    const id = await addOne(api.leads);
    await order('cards/delete', { subdomain, kind: 'leads', ids: [id] });
    const { items } = await api.leads.trashed({ limit: 250 });
    expect(items.map((lead) => lead.id)).toContain(id);
  },
  trashedPages: async (api, { order }) => {
    const id = await addOne(api.leads);
    await order('cards/delete', { subdomain, kind: 'leads', ids: [id] });
    const all = await everything(api.leads.trashedPages({ limit: 250 }));
    expect(all.map((lead) => lead.id)).toContain(id);
  },
};
