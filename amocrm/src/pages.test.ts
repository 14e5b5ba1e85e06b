import { describe, expect, it } from 'vitest';
import { leadSchema } from './entities/leads/lead.ts';
import { AmoError } from './errors.ts';
import { pageOf } from './pages.ts';
import { random } from './testing/random.ts';

const lead = {
  id: 1,
  name: 'A',
  price: 5,
  responsible_user_id: 7,
  status_id: 142,
  pipeline_id: 9,
  created_at: 1,
  updated_at: 2,
  custom_fields_values: [{ field_id: 1, values: [{ value: 'x', enum_id: 1 }] }],
  _embedded: { tags: [{ id: 1, name: 't' }], companies: [{ id: 3 }], loss_reason: [] },
};
const body = {
  _page: 1,
  _links: { next: { href: 'https://a.amocrm.ru/api/v4/leads?page=2' } },
  _embedded: { leads: [lead, { ...lead, id: 2 }] },
};

function read(json: unknown) {
  const headers = new Map([['content-type', 'application/hal+json']]);
  const response = { status: 200, headers, body: JSON.stringify(json) };
  return pageOf(response, { collection: 'leads', item: leadSchema }, 1);
}

describe('a list answer with one thing wrong in it', () => {
  it('is a sound page or an AmoError that quotes nothing, whatever is wrong', () => {
    const pick = random(99);
    const junk = [null, [], {}, '', 's3cret', -1, 1e300, 0.5, true, [[]], { a: 's3cret' }];
    let refused = 0;
    let accepted = 0;
    for (let round = 0; round < 5000; round += 1) {
      const places: { holder: Record<string, unknown>; key: string }[] = [];
      const copy: unknown = structuredClone(body);
      collect(copy, places);
      const place = places[pick(places.length)];
      if (place) place.holder[place.key] = junk[pick(junk.length)];
      try {
        const page = read(copy);
        accepted += 1;
        for (const item of page.items) {
          expect(Number.isSafeInteger(item.id) && item.id > 0).toBe(true);
          expect(Number.isSafeInteger(item.price)).toBe(true);
          expect(Array.isArray(item.customFields) && Array.isArray(item.tags)).toBe(true);
        }
      } catch (error) {
        refused += 1;
        if (!(error instanceof AmoError)) throw error;
        expect(error.code).toBe('invalid_response');
        expect(String(error.cause)).not.toContain('s3cret');
      }
    }
    expect(Math.min(refused, accepted)).toBeGreaterThan(500);
  });

  it('the error names the field', () => {
    const broken = { ...body, _embedded: { leads: [{ ...lead, status_id: 'x' }] } };
    expect(() => read(broken)).toThrow(
      expect.objectContaining({
        cause: expect.objectContaining({
          message: '_embedded.leads.0.status_id: invalid_type',
        }) as unknown,
      }),
    );
  });
});

/** Every place in a JSON value where something can be put. */
function collect(value: unknown, places: { holder: Record<string, unknown>; key: string }[]): void {
  if (!isHolder(value)) return;
  for (const key of Object.keys(value)) {
    places.push({ holder: value, key });
    collect(value[key], places);
  }
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
