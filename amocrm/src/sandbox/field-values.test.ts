import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomFieldInput } from '../entities/cards/card-input.ts';
import type { CustomFieldValue } from '../entities/common.ts';
import type { CustomField } from '../entities/custom-fields/custom-field.ts';
import { essence, valuesOf, type FieldCase } from '../testing/field-values.ts';
import { first } from '../testing/first.ts';
import { patience, runs } from '../testing/runs.ts';
import { sandboxWorld, type SandboxWorld } from '../testing/sandbox-world.ts';

let world: SandboxWorld;
beforeAll(async () => {
  world = await sandboxWorld();
});
afterAll(() => world.close());

const owners = ['leads', 'contacts', 'companies'] as const;
type Owner = (typeof owners)[number];
const elsewhere: Record<Owner, readonly string[]> = {
  leads: ['multitext'],
  contacts: ['tracking_data', 'chained_list'],
  companies: ['tracking_data', 'chained_list'],
};

/** A field of every type that cards of a kind can have. */
async function fieldsOf(owner: Owner): Promise<CustomField[]> {
  const types = Object.keys(valuesOf).filter((type) => !elsewhere[owner].includes(type));
  return world.api.customFields.add(
    owner,
    types.map((type) => ({
      name: `A field: ${type}`,
      type,
      ...(['select', 'multiselect', 'radiobutton'].includes(type) && {
        enums: [{ value: 'sea', code: 'SEA' }, { value: 'море' }, { value: 'city', sort: 9 }],
      }),
    })),
  );
}

type Filled = { field: CustomField; values: FieldCase };
const filled = (fields: readonly CustomField[]): fc.Arbitrary<Filled[]> =>
  fc
    .subarray([...fields], { minLength: 1 })
    .chain((some) => fc.tuple(...some.map((field) => valuesIn(field))));
const valuesIn = (field: CustomField): fc.Arbitrary<Filled> =>
  (valuesOf[field.type]?.(field) ?? fc.constant({ write: [], read: [] })).map((values) => ({
    field,
    values,
  }));
const written = (all: readonly Filled[]): CustomFieldInput[] =>
  all.map(({ field, values }) => ({ fieldId: field.id, values: values.write }));

async function cardOf(owner: Owner, id: number): Promise<CustomFieldValue[]> {
  const cards: { get(id: number): Promise<{ customFields: CustomFieldValue[] } | null> } =
    world.api[owner];
  return (await cards.get(id))?.customFields ?? [];
}

function expectFilled(read: readonly CustomFieldValue[], all: readonly Filled[]): void {
  expect(read.map(({ fieldId }) => fieldId).sort()).toEqual(
    all.map(({ field }) => field.id).sort(),
  );
  for (const { field, values } of all) {
    const found = read.find(({ fieldId }) => fieldId === field.id);
    expect(found).toMatchObject({ fieldName: field.name, fieldType: field.type });
    expect(essence(found?.values ?? [], values.read), field.type).toEqual(values.read);
  }
}

describe.each(owners)('custom fields of %s', (owner) => {
  it(
    'of every type are read back as they were written, and changed',
    { timeout: patience },
    async () => {
      const fields = await fieldsOf(owner);
      await fc.assert(
        fc.asyncProperty(filled(fields), filled(fields), async (before, after) => {
          const { id } = first(await world.api[owner].add([{ customFields: written(before) }]));
          expectFilled(await cardOf(owner, id), before);
          await world.api[owner].patch(id, { customFields: written(after) });
          const changed = new Set(after.map(({ field }) => field.id));
          const kept = before.filter(({ field }) => !changed.has(field.id));
          expectFilled(await cardOf(owner, id), [...kept, ...after]);
        }),
        runs(20),
      );
    },
  );

  it('are emptied one by one and all at once', async () => {
    const [one, two] = await world.api.customFields.add(owner, [
      { name: 'one', type: 'text' },
      { name: 'two', type: 'text' },
    ]);
    const both = [one, two].map((field) => ({
      fieldId: field?.id ?? 0,
      values: [{ value: 'x' }],
    }));
    const { id } = first(await world.api[owner].add([{ customFields: both }]));
    const ids = async () => (await cardOf(owner, id)).map(({ fieldId }) => fieldId);
    await world.api[owner].patch(id, {
      customFields: [{ fieldId: one?.id ?? 0, values: null }],
    });
    expect(await ids()).toEqual([two?.id]);
    await world.api[owner].patch(id, { customFields: null });
    expect(await ids()).toEqual([]);
  });
});
