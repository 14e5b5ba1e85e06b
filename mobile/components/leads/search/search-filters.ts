import { taskStateSchema } from '@foryou-crm/contract/leads';
import { z } from 'zod';
import type { LeadsFilter } from '@/api/leads';
import { endOfDay, isDay, startOfDay } from './day-range';

const id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const price = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const day = z.string().refine(isDay);

/** A link may say anything: what cannot be read is left out, and the rest still holds. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const filtersSchema = z.object({
  query: lenient(z.string().max(100)),
  pipelineId: lenient(id),
  stageId: lenient(id),
  responsibleUserId: lenient(id),
  tag: lenient(id),
  taskState: lenient(taskStateSchema),
  priceFrom: lenient(price),
  priceTo: lenient(price),
  createdFrom: lenient(day),
  createdTo: lenient(day),
});

/** What is searched for, as the address of the screen says it. Days are the account's. */
export type SearchFilters = z.infer<typeof filtersSchema>;
type FilterName = keyof SearchFilters;

/** Reads the address's parameters; a name that is given twice counts once. */
export const parseFilters = (
  params: Record<string, string | string[] | undefined>,
): SearchFilters =>
  filtersSchema.parse(
    Object.fromEntries(
      Object.entries(params).flatMap(([name, value]) => {
        const one = Array.isArray(value) ? value[0] : value;
        return one === undefined || one === '' ? [] : [[name, one]];
      }),
    ),
  );

/** The same as parameters: what is not asked for is `undefined`, which takes it off the address. */
export const paramsOf = (filters: Partial<SearchFilters>): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(filters).map(([name, value]) => [
      name,
      value === undefined || value === '' ? undefined : String(value),
    ]),
  );

/** The filters that are set together and are one chip. */
export const filterGroups = {
  stage: ['pipelineId', 'stageId'],
  responsible: ['responsibleUserId'],
  task: ['taskState'],
  tag: ['tag'],
  price: ['priceFrom', 'priceTo'],
  created: ['createdFrom', 'createdTo'],
} as const satisfies Record<string, readonly FilterName[]>;
export type FilterGroup = keyof typeof filterGroups;
export const allGroups = Object.keys(filterGroups) as FilterGroup[];

export const isOn = (filters: SearchFilters, group: FilterGroup): boolean =>
  filterGroups[group].some((name) => filters[name] !== undefined);

/** Takes the group off, all of them where none is named. */
export function cleared(group?: FilterGroup): Partial<SearchFilters> {
  const names: readonly FilterName[] =
    group === undefined ? Object.values(filterGroups).flat() : filterGroups[group];
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

export const asksForSomething = (filters: SearchFilters): boolean =>
  (filters.query?.trim() ?? '') !== '' || allGroups.some((group) => isOn(filters, group));

/** The question to the backend: days become instants of the account's zone, ranges stand in order. */
export function leadsFilterOf(filters: SearchFilters, timeZone: string | null): LeadsFilter {
  const { query, createdFrom, createdTo, priceFrom, priceTo, ...same } = filters;
  const [lowest, highest] = inOrder(priceFrom, priceTo);
  const [first, last] = inOrder(createdFrom, createdTo);
  const asked = {
    ...same,
    query: query?.trim(),
    priceFrom: lowest,
    priceTo: highest,
    createdFrom: first === undefined ? undefined : startOfDay(first, timeZone),
    createdTo: last === undefined ? undefined : endOfDay(last, timeZone),
  };
  // One question has one key in the cache, whichever way it came about.
  return Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined && value !== ''),
  );
}

const inOrder = <T extends string | number>(
  from: T | undefined,
  to: T | undefined,
): [T | undefined, T | undefined] =>
  from !== undefined && to !== undefined && from > to ? [to, from] : [from, to];
