import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ItemOutcome } from './batch-report.ts';
import { caught } from './testing/caught.ts';
import { html, json, type LocalServer } from './testing/local-server.ts';
import { served } from './testing/served.ts';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

async function serve(handler: Parameters<typeof served>[0]) {
  const both = await served(handler);
  closing.push(both.local.close);
  return both;
}

const itemsSchema = z.array(z.looseObject({ request_id: z.string(), id: z.number().optional() }));
const lastBatch = (local: LocalServer) =>
  itemsSchema.parse(JSON.parse(local.requests.at(-1)?.body ?? '[]'));

/** Answers each item with an id, in whatever order. */
async function echo(order: (ids: object[]) => object[] = (same) => same) {
  let next = 100;
  const both = await serve((_, response) => {
    const answers = lastBatch(both.local).map(({ request_id }) => ({
      id: (next += 1),
      request_id,
    }));
    json(response, 200, { _embedded: { leads: order(answers) } });
  });
  return both;
}

const named = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `L${at}`, requestId: `r${at}` }));
const states = (outcomes: ItemOutcome<unknown>[]) => outcomes.map(({ status }) => status);

describe('a batch', () => {
  it('gives each item its own answer, whatever the order of the answer', async () => {
    const { api } = await echo((answers) => [...answers].reverse());
    const added = await api.leads.add(named(3));
    expect(added.map(({ id }) => id)).toEqual([101, 102, 103]);
  });

  it('an item that the answer leaves out is an error: it may have been made', async () => {
    const { api } = await echo((answers) => answers.slice(1));
    expect(await caught(api.leads.add(named(2)))).toMatchObject({
      code: 'invalid_response',
      outcomeUnknown: true,
    });
  });

  it('an answer without request ids goes by place when it is complete', async () => {
    const { api } = await serve((_, response) => {
      json(response, 200, { _embedded: { leads: [{ id: 5 }, { id: 6 }] } });
    });
    expect(await api.leads.add([{}, {}])).toEqual([{ id: 5 }, { id: 6 }]);
  });

  it('changes are matched by id', async () => {
    const { api } = await serve((_, response) => {
      json(response, 200, {
        _embedded: {
          leads: [
            { id: 2, updated_at: 20 },
            { id: 1, updated_at: 10 },
          ],
        },
      });
    });
    expect(await api.leads.patchMany([{ id: 1 }, { id: 2 }])).toEqual([
      { id: 1, updatedAt: 10 },
      { id: 2, updatedAt: 20 },
    ]);
  });

  it.each([
    ['too many', () => Array.from({ length: 251 }, () => ({}))],
    ['one name twice', () => [{ requestId: 'a' }, { requestId: 'a' }]],
    ['a name that is the place of another', () => [{}, { requestId: '0' }]],
    ['an empty name', () => [{ requestId: '' }]],
  ])('%s is refused before anything leaves', async (_, items) => {
    const { local, api } = await serve(() => undefined);
    await expect(api.leads.add(items())).rejects.toThrow(RangeError);
    expect(local.connections()).toBe(0);
  });

  it('of nothing asks nothing', async () => {
    const { local, api } = await serve(() => undefined);
    expect(await api.leads.add([])).toEqual([]);
    expect(await api.contacts.patchAll([])).toEqual([]);
    expect(local.connections()).toBe(0);
  });
});

describe('a long write', () => {
  it('goes fifty at a time and says of each item what became of it', async () => {
    const { local, api } = await echo();
    const outcomes = await api.leads.addAll(named(120));
    expect(local.requests.map(({ body }) => itemsSchema.parse(JSON.parse(body)).length)).toEqual([
      50, 50, 20,
    ]);
    expect(outcomes.map(({ requestId }) => requestId)).toEqual(
      named(120).map(({ requestId }) => requestId),
    );
    expect(new Set(states(outcomes))).toEqual(new Set(['done']));
  });

  it('a refused item takes its fifty down, is named, and the rest goes on', async () => {
    const { api, local } = await serve((_, response) => {
      const items = lastBatch(local);
      const bad = items.some(({ request_id }) => request_id === 'r7');
      if (!bad) {
        const leads = items.map(({ request_id }, at) => ({ id: at + 1, request_id }));
        json(response, 200, { _embedded: { leads } });
        return;
      }
      const errors = [{ code: 'InvalidType', path: 'price', detail: 'no' }];
      json(response, 400, { 'validation-errors': [{ request_id: 'r7', errors }] });
    });
    const outcomes = await api.leads.addAll(named(60));
    expect(states(outcomes.slice(0, 50)).every((status) => status === 'refused')).toBe(true);
    expect(states(outcomes.slice(50)).every((status) => status === 'done')).toBe(true);
    const blamed = outcomes.filter((one) => one.status === 'refused' && one.problems.length > 0);
    expect(blamed).toMatchObject([{ index: 7, problems: [{ index: 7, path: 'price' }] }]);
  });

  it.each([504, 502, 500])(
    'a create answered %i is unknown, and no more is sent',
    async (status) => {
      const { local, api } = await serve((_, response) => html(response, status));
      const outcomes = await api.leads.addAll(named(60));
      expect(new Set(states(outcomes.slice(0, 50)))).toEqual(new Set(['unknown']));
      expect(new Set(states(outcomes.slice(50)))).toEqual(new Set(['not_sent']));
      expect(local.requests).toHaveLength(1);
    },
  );

  it('a lost token ends it: what was not done is not called unknown', async () => {
    const { api } = await serve((_, response) => json(response, 401, { status: 401 }));
    const outcomes = await api.leads.addAll(named(51));
    expect(outcomes[0]).toMatchObject({ status: 'refused', error: { code: 'unauthorized' } });
    expect(outcomes[50]).toMatchObject({ status: 'not_sent', error: { code: 'unauthorized' } });
  });

  it('changes answered 504 are sent again in halves until they pass', async () => {
    const { local, api } = await serve((_, response) => {
      const items = lastBatch(local);
      if (items.length > 13) html(response, 504);
      else json(response, 200, { _embedded: { leads: items.map(({ id }) => ({ id })) } });
    });
    const changes = Array.from({ length: 50 }, (_, at) => ({ id: at + 1, name: 'x' }));
    const outcomes = await api.leads.patchAll(changes);
    expect(new Set(states(outcomes))).toEqual(new Set(['done']));
    expect(outcomes.map(({ index }) => index)).toEqual(changes.map((_, at) => at));
    expect(local.requests).toHaveLength(7);
  });

  it('and not for ever: what always times out is unknown', async () => {
    const { local, api } = await serve((_, response) => html(response, 504));
    const changes = Array.from({ length: 60 }, (_, at) => ({ id: at + 1 }));
    const outcomes = await api.leads.patchAll(changes);
    expect(new Set(states(outcomes.slice(0, 50)))).toEqual(new Set(['unknown']));
    expect(new Set(states(outcomes.slice(50)))).toEqual(new Set(['not_sent']));
    expect(local.requests).toHaveLength(4);
  });

  it('every item has one outcome, in order, whatever amoCRM does', async () => {
    const plan = fc.array(fc.constantFrom(200, 400, 401, 429, 502, 504), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(plan, fc.integer({ min: 1, max: 170 }), async (statuses, count) => {
        let turn = 0;
        const { local, api } = await served((_, response) => {
          const status = statuses[turn % statuses.length] ?? 200;
          turn += 1;
          if (status !== 200) {
            html(response, status);
            return;
          }
          const leads = lastBatch(local).map(({ request_id }, at) => ({ id: at + 1, request_id }));
          json(response, 200, { _embedded: { leads } });
        });
        try {
          const outcomes = await api.leads.addAll(named(count));
          expect(outcomes.map(({ index }) => index)).toEqual([...named(count).keys()]);
          const sent = local.requests.flatMap(({ body }) =>
            itemsSchema.parse(JSON.parse(body)).map(({ request_id }) => request_id),
          );
          // Nothing twice, and exactly what is not called `not_sent`.
          expect(sent).toEqual(
            outcomes.filter(({ status }) => status !== 'not_sent').map((one) => one.requestId),
          );
        } finally {
          await local.close();
        }
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});
