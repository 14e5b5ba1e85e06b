import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from './testing/caught.ts';
import { everyCall } from './testing/every-call.ts';
import { methodsOf } from './testing/noted-api.ts';
import { fixture, replayed } from './testing/replayed.ts';
import { patience, runs } from './testing/runs.ts';

const collections = [
  'leads',
  'contacts',
  'companies',
  'tasks',
  'notes',
  'events',
  'events_types',
  'links',
  'tags',
  'custom_fields',
  'custom_field_groups',
  'unsorted',
  'loss_reasons',
  'sources',
  'webhooks',
  'pipelines',
  'statuses',
  'users',
  'roles',
  'calls',
];
const keys = [
  'id',
  'uid',
  'name',
  'type',
  'category',
  'params',
  'note_type',
  'value_after',
  'metadata',
  'rights',
  'request_id',
  '_embedded',
  'custom_fields_values',
  'values',
  'created_at',
  'to_entity_id',
  'to_entity_type',
  'settings',
  '__proto__',
];

/** Half of what amoCRM would say, half of what it never should. */
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 's3cret', '', 'A', 0, 1, -1, 0.5, 2 ** 53, 'common', 'sip'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('any'), { maxKeys: 6 }),
  ),
})).any;
const body = fc.oneof(
  fc
    .dictionary(fc.constantFrom(...collections), fc.array(value, { maxLength: 3 }), { maxKeys: 20 })
    .map((_embedded) => ({ _embedded, errors: [] })),
  value,
);

describe('whatever the answer, a call resolves or rejects with an AmoError that quotes nothing', () => {
  it.each(everyCall)('%s', { timeout: patience }, async (_, call) => {
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom(200, 400, 422), async (json, status) => {
        const { api } = replayed(JSON.stringify(json), status);
        const error = await errorOf(call(api));
        if (error === null) return;
        if (status === 200) expect(String(error.cause)).not.toContain('s3cret');
      }),
      runs(50),
    );
  });

  it('no method is left out', () => {
    const names = everyCall.map(([name]) => name).sort();
    expect(names).toEqual(methodsOf(replayed('{}').api).sort());
  });
});

describe('a page with an item that is not what amoCRM documents', () => {
  const sound = { id: 1, entity_id: 2, created_at: 3, note_type: 'common', params: { text: 'x' } };
  const broken = { ...sound, id: 7, created_at: 's3cret' };
  const answer = JSON.stringify({ _embedded: { notes: [sound, broken, { ...sound, id: 3 }] } });

  it('is refused as it is, and the error names item and field', async () => {
    const { api } = replayed(answer);
    await expect(api.notes.list('leads')).rejects.toMatchObject({
      code: 'invalid_response',
      cause: { message: '_embedded.notes.1.created_at: invalid_type' },
    });
  });

  it('has the sound ones and names the broken, when that was asked for', async () => {
    const { api } = replayed(answer, 200, { brokenItems: 'report' });
    const page = await api.notes.list('leads');
    expect(page.items.map(({ id }) => id)).toEqual([1, 3]);
    expect(page.broken).toEqual([
      { index: 1, id: 7, problem: '_embedded.notes.1.created_at: invalid_type' },
    ]);
  });

  it('a list without pages has nowhere to report: it is always refused', async () => {
    const pipelines = JSON.stringify({ _embedded: { pipelines: [{ id: 1 }] } });
    const { api } = replayed(pipelines, 200, { brokenItems: 'report' });
    await expect(api.pipelines.list()).rejects.toMatchObject({ code: 'invalid_response' });
  });

  it('keys that nobody knows are no reason', async () => {
    const more = { ...sound, brand_new: { deep: [1] } };
    const { api } = replayed(JSON.stringify({ _embedded: { notes: [more] }, extra: 1 }));
    expect((await api.notes.list('leads')).items).toHaveLength(1);
  });
});

describe('a recorded body cut anywhere', () => {
  it('is never half an object', async () => {
    const whole = fixture('leads.list.response.json').trim();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), async (end) => {
        const { api } = replayed(whole.slice(0, end));
        await expect(api.leads.list()).rejects.toMatchObject({ code: 'invalid_response' });
      }),
      { numRuns: 100 },
    );
  });
});
