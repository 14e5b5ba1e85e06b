import { paths } from '@foryou-crm/contract/paths';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bearer, startTestApp, type TestApp } from '../../testing/app.ts';
import { mirrorRows, rightsOf } from '../testing/mirror-rows.ts';

let test: TestApp;
let headers: { authorization: string };

beforeAll(async () => {
  test = await startTestApp({}, { keepsMirrors: false });
  const rows = mirrorRows(test.database.db, 31_000_004);
  await rows.account();
  await rows.pipeline(10, [101, 142]);
  await rows.user(1, {
    rights: rightsOf('G', { shut: [{ pipelineId: 10, stageId: 142 }] }),
  });
  await rows.lead({ id: 1, responsibleUserId: 1, pipelineId: 10, stageId: 101 });
  const person = await test.add();
  await rows.connect(person.id, 1);
  headers = bearer((await test.signIn(person.email ?? '')).jwt);
});
afterAll(() => test.close());

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', '0', '-1', '1e99', '9007199254740993', 'NaN', '0000-01-01T00:00:00Z'),
  fc.constantFrom('9999-12-31T23:59:59Z', '+971', '%', '\\', "'", '142', '10', '1'),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.integer().map(String),
  fc.double().map(String),
);
const names = [
  ...['pipelineId', 'stageId', 'query', 'responsibleUserId', 'tag', 'taskState', 'priceFrom'],
  ...['priceTo', 'createdFrom', 'createdTo', 'cursor', 'limit', 'other'],
];
const query = fc
  .array(fc.tuple(fc.constantFrom(...names), odd), { maxLength: 4 })
  .map((pairs) => `?${new URLSearchParams(pairs).toString()}`);
const route = fc.oneof(
  fc.constantFrom<string>(paths.leads, paths.board, paths.myDay),
  odd.map((id) => `${paths.leads}/${encodeURIComponent(id.toWellFormed())}`),
  odd.map((id) => `${paths.leads}/${encodeURIComponent(id.toWellFormed())}/timeline`),
  fc.constant(paths.timeline(1)),
);

it('answers or refuses every question in the contract’s words, and never fails', async () => {
  await fc.assert(
    fc.asyncProperty(route, query, async (path, search) => {
      const answer = await test.app.inject({ url: path + search, headers });
      expect(answer.statusCode, `${path}${search} ${answer.body}`).toBeLessThan(500);
    }),
    { numRuns: 400 },
  );
});

it('takes or refuses whatever is asked about duplicates, and never fails', async () => {
  const body = fc.record({ phone: odd, email: odd, other: odd }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(fc.oneof(body, fc.jsonValue()), async (sent) => {
      const answer = await test.app.inject({
        method: 'POST',
        url: paths.duplicates,
        headers: { ...headers, 'content-type': 'application/json' },
        payload: JSON.stringify(sent),
      });
      expect(answer.statusCode, `${JSON.stringify(sent)} ${answer.body}`).toBeLessThan(500);
    }),
    { numRuns: 200 },
  );
});
