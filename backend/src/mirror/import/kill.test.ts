import { afterAll, beforeAll, expect, it } from 'vitest';
import { differences } from '../testing/differences.ts';
import {
  adminApi,
  mirrored,
  shownBy,
  startMirrorWorld,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { workUntil } from '../testing/start-import-worker.ts';

const soak = process.env['FORYOU_SOAK'] === '1';
const { leads, kills, withinMs } = soak
  ? { leads: 100_000, kills: 10, withinMs: 10_000 }
  : { leads: 3_000, kills: 3, withinMs: 600 };

let mirrors: MirrorWorld;

beforeAll(async () => {
  mirrors = await startMirrorWorld({}, { leads });
  await mirrors.reset();
});
afterAll(() => mirrors.world.close());

const startedAt = performance.now();
function say(words: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  if (soak) process.stdout.write(`${seconds} s: ${words}\n`);
}

it(`an import of ${String(leads)} leads ends whole after kill -9 at ${String(kills)} moments`, async () => {
  const { world } = mirrors;
  const backend = mirrors.newBackend();
  const userId = await mirrors.connectAs(backend);
  let deaths = 0;
  for (let round = 0; round < kills; round += 1) {
    const killAfterMs = Math.random() * withinMs;
    const death = { dieAt: null, point: 'uncommitted', killAfterMs } as const;
    if (await workUntil(world, death)) deaths += 1;
    const { importStep, importNext, importedRows } = await mirrors.account();
    const where = `${importStep}, page ${String(importNext)}, ${String(importedRows)} rows`;
    say(`killed after ${killAfterMs.toFixed(0)} ms at ${where}`);
    await mirrors.endLeases();
  }
  expect(deaths).toBeGreaterThan(kills / 2);
  expect(await workUntil(world, { dieAt: null, point: 'committed' })).toBe(false);
  say('imported');
  const shown = await shownBy(await adminApi(backend, userId));
  say('read what amoCRM shows');
  const ours = await mirrored(mirrors);
  say('read the mirror');
  expect(differences(ours, shown)).toEqual([]);
  expect(shown.leads).toHaveLength(leads);
  expect(await mirrors.account()).toMatchObject({ trouble: null, importStep: 'done' });
  say('compared');
});
