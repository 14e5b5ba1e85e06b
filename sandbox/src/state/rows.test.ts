import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { SandboxOptions } from '../options.ts';
import { seedAccounts } from '../seed/accounts.ts';
import { accountRowsSchema, printRows } from '../store/account-rows.ts';
import { callerIn } from '../testing/caller.ts';
import { json, oasis, startClient } from '../testing/client.ts';
import type { Client } from '../testing/client.ts';

let folder: string;
let stateFile: string;
let running: Client | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-rows-'));
  stateFile = join(folder, 'state.json');
});
afterEach(async () => {
  await running?.sandbox.close();
  running = undefined;
  await rm(folder, { recursive: true });
});

/** Starts on the files; what ran on them before is closed first. */
async function start(options: SandboxOptions = {}) {
  await running?.sandbox.close();
  running = undefined;
  running = await startClient({ stateFile, keepRows: true, ...options });
  return { amo: running, admin: await callerIn(running, oasis, oasis.admin) };
}

const idsSchema = z.object({
  _embedded: z.record(z.string(), z.array(z.object({ id: z.number() }))),
});
/** Without the addresses, whose port is another after a restart. */
const body = (text: string) => text.replaceAll(/localhost:\d+/g, 'localhost');

test('what an account holds comes back from its file as it was', () => {
  for (const account of seedAccounts(1_790_000_000)) {
    const printed: unknown = JSON.parse(JSON.stringify(printRows(account)));
    expect(accountRowsSchema.parse(printed)).toEqual({ ...account, webhooks: new Map() });
  }
});

describe('with rows kept', () => {
  test('what clients and people wrote outlives a restart, and so does the seed as it was', async () => {
    const { amo, admin } = await start();
    const made = await admin.post('/api/v4/leads', [{ name: 'Kept', price: 7 }]);
    const leadId = idsSchema.parse(json(made))._embedded['leads']?.[0]?.id ?? 0;
    const notes = `/api/v4/leads/${leadId}/notes`;
    await admin.post(notes, [{ note_type: 'common', params: { text: 'Also kept' } }]);
    await admin.post('/api/v4/leads/pipelines', [
      {
        name: 'A third',
        sort: 900,
        is_main: false,
        is_unsorted_on: true,
        _embedded: { statuses: [{ name: 'First', sort: 10, color: '#fffeb2' }] },
      },
    ]);
    await amo.order('users/set', {
      subdomain: oasis.subdomain,
      userId: oasis.seesAll,
      isAdmin: true,
    });
    const paths = [
      `/api/v4/leads/${leadId}?with=contacts`,
      notes,
      '/api/v4/leads?limit=250',
      '/api/v4/contacts?limit=250',
      '/api/v4/tasks?limit=250',
      '/api/v4/events?limit=100',
      '/api/v4/leads/pipelines',
      '/api/v4/leads/custom_fields?limit=250',
      '/api/v4/leads/custom_fields/groups',
      '/api/v4/leads/unsorted',
      '/api/v4/leads/tags',
      '/api/v4/users?with=role,group',
    ];
    const before = await Promise.all(paths.map(async (path) => body((await admin.get(path)).text)));
    expect(before[0]).toContain('Kept');

    const again = (await start()).admin;
    const after = await Promise.all(paths.map(async (path) => body((await again.get(path)).text)));
    expect(after).toEqual(before);
    const next = await again.post('/api/v4/leads', [{ name: 'Next' }]);
    expect(idsSchema.parse(json(next))._embedded['leads']?.[0]?.id).toBeGreaterThan(leadId);
  });

  test('an answer waits until its row is on the disk', async () => {
    const { admin } = await start();
    await admin.post('/api/v4/leads', [{ name: 'On the disk at once' }]);
    expect(await readFile(`${stateFile}.rows`, 'utf8')).toContain('On the disk at once');
  });

  test('reset brings the seed back, for good', async () => {
    const { amo, admin } = await start();
    const { text } = await admin.post('/api/v4/leads', [{ name: 'Forgotten' }]);
    expect(text).toContain('"id"');
    await amo.order('reset');
    await start();
    expect(await readFile(`${stateFile}.rows`, 'utf8')).not.toContain('Forgotten');
  });

  test('whoever removes the state starts afresh', async () => {
    const { admin } = await start();
    await admin.post('/api/v4/leads', [{ name: 'Forgotten' }]);
    await running?.sandbox.close();
    running = undefined;
    await rm(stateFile);
    await start();
    expect(await readFile(`${stateFile}.rows`, 'utf8')).not.toContain('Forgotten');
  });

  test('without the option nothing is kept, and the file of rows is left alone', async () => {
    await start();
    const kept = await readFile(`${stateFile}.rows`, 'utf8');
    const { admin } = await start({ keepRows: false });
    await admin.post('/api/v4/leads', [{ name: 'Not kept' }]);
    expect(await readFile(`${stateFile}.rows`, 'utf8')).toBe(kept);
  });
});

describe('rows that cannot be gone on from are refused in words, and left as they are', () => {
  const refused = async (text: string, words: RegExp, options: SandboxOptions = {}) => {
    await writeFile(`${stateFile}.rows`, text);
    const start = startClient({ stateFile, keepRows: true, ...options });
    await expect(start).rejects.toMatchObject({ code: 'state_refused' });
    await expect(start).rejects.toThrow(words);
    expect(await readFile(`${stateFile}.rows`, 'utf8')).toBe(text);
  };
  let good: string;
  beforeEach(async () => {
    await start();
    await running?.sandbox.close();
    running = undefined;
    good = await readFile(`${stateFile}.rows`, 'utf8');
  });

  test('half a file', () => refused(good.slice(0, 1_000), /is damaged: it is no file of rows/));
  test('another version', () => refused('{"version":99}', /has version 99/));
  test('a row that is none', () =>
    refused(good.replace('"isMain":true', '"isMain":"yes"'), /damaged at accounts\.0\.pipelines/));
  test('another seed', () => refused(good, /another --leads or --seed/, { seed: 5 }));
});

test('rows need a state to stand beside', async () => {
  await expect(startClient({ keepRows: true })).rejects.toMatchObject({ code: 'invalid_option' });
});
