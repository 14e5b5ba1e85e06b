import { paths } from '@foryou-crm/contract/paths';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oasis } from '../../amo-crm/testing/amo-world.ts';
import {
  newKey,
  startWritingWorld,
  type Broker,
  type WritingWorld,
} from './testing/writing-world.ts';

/* Whatever is sent to the routes that write, with an amoCRM behind them that takes or refuses it. */

let world: WritingWorld;
let head: Broker;
let leadIds: number[];
let taskIds: number[];
let uids: string[];
let stages: { pipelineId: number; id: number }[];

beforeAll(async () => {
  world = await startWritingWorld();
  head = await world.person('admin@demo.example', oasis.head);
  leadIds = (await world.leadsOf(oasis.seesOwn)).map(({ id }) => id);
  taskIds = (await world.db.query.mirrorTasks.findMany({ limit: 20 })).map(({ id }) => id);
  uids = (await world.db.query.mirrorUnsorted.findMany()).map(({ uid }) => uid);
  stages = await world.db.query.mirrorStages.findMany({ columns: { pipelineId: true, id: true } });
});
afterAll(() => world.close());

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom('', ' ', 'A', '\u0000', '\ud800', '\\u0000', '%', "'; --", 'x'.repeat(300)),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -1, 1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e300),
);
const instant = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('2026-11-24T10:00:00Z', '1970-01-01T00:00:00Z', '2037-12-31T23:59:59Z', 'today'),
);
const odd = fc.oneof(text, number, fc.constant(null), fc.jsonValue({ maxDepth: 2 }));
const oddText = fc.oneof(text, number.map(String));
const or = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: usual }, odd);
const fields = {
  ...{ name: or(text), phone: or(text), email: or(text), comment: or(text), text: or(text) },
  ...{ result: or(text), price: or(number), typeId: or(fc.constantFrom(1, 2, 99)) },
  ...{ durationSeconds: or(fc.nat(100_000)), dueAt: or(instant), updatedAt: or(instant) },
  responsibleUserId: or(fc.constantFrom(oasis.head, oasis.seesOwn, 0, 5)),
  lossReasonId: or(fc.nat()),
  customFields: or(
    fc.array(fc.record({ id: number, values: fc.array(fc.record({ value: odd })) })),
  ),
};
const some = <K extends keyof typeof fields>(...names: K[]) =>
  fc.record(
    Object.fromEntries([...names.map((name) => [name, fields[name]] as const), ['x', odd]]),
    { requiredKeys: [] },
  );
/** The fields that belong to the route, and now and then one that does not. */
const only = <K extends keyof typeof fields>(...names: K[]) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record(Object.fromEntries(names.map((name) => [name, fields[name]])), {
        requiredKeys: [],
      }),
    },
    some(...names),
    fc.jsonValue({ maxDepth: 3 }),
  );
const oneOf = <T>(from: () => readonly T[]) => fc.nat().map((nth) => from()[nth % from().length]);
const id = (from: () => readonly (number | string)[]) =>
  fc.oneof({ weight: 4, arbitrary: oneOf(from).map(String) }, oddText);
const place = (name: string) => encodeURIComponent(name.toWellFormed()).slice(0, 150);

const staged = (body: fc.Arbitrary<unknown>) =>
  fc
    .tuple(body, fc.option(oneOf(() => stages)))
    .map(([plain, stage]) =>
      stage && typeof plain === 'object' && !Array.isArray(plain)
        ? { ...plain, pipelineId: stage.pipelineId, stageId: stage.id }
        : plain,
    );

const leads = id(() => leadIds);
const requests = fc.oneof(
  fc.record({
    url: fc.constant<string>(paths.leads),
    body: staged(only('name', 'phone', 'email', 'price', 'comment')),
  }),
  fc.record({
    method: fc.constant('PATCH' as const),
    url: leads.map((lead) => `${paths.leads}/${place(lead)}`),
    body: staged(
      only('updatedAt', 'name', 'price', 'responsibleUserId', 'lossReasonId', 'customFields'),
    ),
  }),
  fc.record({
    url: leads.map((lead) => `${paths.leads}/${place(lead)}/notes`),
    body: only('text'),
  }),
  fc.record({
    url: leads.map((lead) => `${paths.leads}/${place(lead)}/tasks`),
    body: only('text', 'dueAt', 'typeId', 'durationSeconds', 'responsibleUserId'),
  }),
  fc.record({
    url: id(() => taskIds).map((task) => `/api/tasks/${place(task)}/complete`),
    body: only('result'),
  }),
  fc.record({
    url: id(() => uids).map((uid) => `${paths.incoming}/${place(uid)}/accept`),
    body: only('responsibleUserId'),
  }),
  fc.record({
    url: id(() => uids).map((uid) => `${paths.incoming}/${place(uid)}/decline`),
    body: only('result'),
  }),
);

it('takes or refuses whatever is written, in the contract’s words, and never fails', async () => {
  const statuses = new Map<number, number>();
  const key = fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, text);
  await fc.assert(
    fc.asyncProperty(requests, key, async (request, given) => {
      const usable = given?.replaceAll(/[^\x20-\x7e]/g, '') ?? newKey();
      const answer = await head.raw(
        'method' in request ? request.method : 'POST',
        request.url,
        JSON.stringify(request.body),
        usable,
      );
      statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
      expect(answer.statusCode, `${JSON.stringify(request)} ${answer.body}`).toBeLessThan(500);
    }),
    { numRuns: 600 },
  );
  // It was not all refused at the door.
  for (const status of [201, 404, 409, 422]) expect(statuses.get(status)).toBeGreaterThan(0);
}, 120_000);

it('answers or refuses every question about incoming leads', async () => {
  const query = fc
    .array(fc.tuple(fc.constantFrom('pipelineId', 'cursor', 'limit', 'x'), oddText), {
      maxLength: 3,
    })
    .map((pairs) =>
      new URLSearchParams(pairs.map(([name, value]) => [name, value.toWellFormed()])).toString(),
    );
  await fc.assert(
    fc.asyncProperty(query, async (search) => {
      const answer = await head.get(`${paths.incoming}?${search}`);
      expect(answer.statusCode, `${search} ${answer.body}`).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
});
