import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { json, oasis, rows, startClient } from '../testing/client.ts';
import type { Client } from '../testing/client.ts';
import { hooked } from '../testing/hooked.ts';
import { startReceiver } from '../testing/receiver.ts';
import type { Receiver } from '../testing/receiver.ts';

let folder: string;
let stateFile: string;
let receiver: Receiver;
let running: Client | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-hooks-'));
  stateFile = join(folder, 'state.json');
  receiver = await startReceiver();
});
afterEach(async () => {
  await running?.sandbox.close();
  running = undefined;
  await receiver.close();
  await rm(folder, { recursive: true });
});
async function start(): Promise<Client> {
  await running?.sandbox.close();
  running = await startClient({ stateFile });
  return running;
}

test('a subscription outlives a restart, as it was', async () => {
  let amo = await start();
  const before = await (await hooked(amo, receiver)).subscribe('add_lead', 'note_lead');
  amo = await start();
  const there = await hooked(amo, receiver);
  expect(rows(await there.get('/api/v4/webhooks'), 'webhooks')).toEqual([json(before)]);
  await there.post('/api/v4/leads', [{ name: 'after' }]);
  expect(await there.told()).toMatchObject([{ 'leads[add][0][name]': 'after' }]);
});

test('one that was switched off stays off', async () => {
  let amo = await start();
  const there = await hooked(amo, receiver);
  await there.subscribe('add_lead');
  receiver.answer(404);
  await amo.order('leads/create', { subdomain: oasis.subdomain, count: 101 });
  await amo.order('webhooks/flush');
  amo = await start();
  const list = await (await hooked(amo, receiver)).get('/api/v4/webhooks');
  expect(rows(list, 'webhooks')).toMatchObject([{ disabled: true }]);
});

test('a frozen clock stays where it stood', async () => {
  let amo = await start();
  await amo.order('clock/freeze', { now: 2_000_000_000 });
  amo = await start();
  expect(await amo.order('clock/advance', { seconds: 1 })).toEqual({
    now: 2_000_000_001,
    frozen: true,
  });
});

test('a file of the first version is read, and written as the second', async () => {
  let amo = await start();
  const pair = await amo.connect(oasis, oasis.admin);
  await running?.sandbox.close();
  running = undefined;
  const bodySchema = z.record(z.string(), z.unknown());
  const without = (row: Record<string, unknown>, name: string) =>
    Object.fromEntries(Object.entries(row).filter(([key]) => key !== name));
  const kept = without(
    bodySchema.parse(JSON.parse(await readFile(stateFile, 'utf8'))),
    'clockFrozenAt',
  );
  const accounts = z
    .array(bodySchema)
    .parse(kept['accounts'])
    .map((account) => without(account, 'webhooks'));
  await writeFile(stateFile, JSON.stringify({ ...kept, accounts, version: 1 }));
  amo = await start();
  expect((await amo.api(oasis.host, '/api/v4/account', pair.access_token)).status).toBe(200);
  expect(JSON.parse(await readFile(stateFile, 'utf8'))).toMatchObject({
    version: 2,
    clockFrozenAt: null,
  });
});
