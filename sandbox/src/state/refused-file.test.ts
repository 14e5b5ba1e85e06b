import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { SandboxStartError, startSandbox } from '../index.ts';
import { oasis, startClient } from '../testing/client.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const bodySchema = z.record(z.string(), z.unknown());

let folder: string;
let stateFile: string;
/** What a sandbox with one connected user left. */
let good: Record<string, unknown>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
  stateFile = join(folder, 'state.json');
  const amo = await startClient({ stateFile });
  await amo.connect(oasis, oasis.admin);
  await amo.sandbox.close();
  good = bodySchema.parse(JSON.parse(await readFile(stateFile, 'utf8')));
});
afterEach(() => rm(folder, { recursive: true }));

async function refused(text: string, words: RegExp): Promise<void> {
  await writeFile(stateFile, text);
  const start = startSandbox({ stateFile });
  await expect(start).rejects.toThrow(SandboxStartError);
  await expect(start).rejects.toMatchObject({ code: 'state_refused' });
  await expect(start).rejects.toThrow(words);
  await expect(start).rejects.toThrow(stateFile);
  expect(await readFile(stateFile, 'utf8')).toBe(text);
}

test('text that is no state is refused, and stays', async () => {
  await refused('', /not JSON/);
  await refused(JSON.stringify(good).slice(0, -20), /not JSON/);
  await refused('null', /no version/);
  await refused('{"name":"something else"}', /no version/);
});

test('another version is refused, and named', async () => {
  await refused(JSON.stringify({ ...good, version: 3 }), /version 3.*reads version 2/);
});

test('another shape is refused, and the place is named', async () => {
  const grants = bodySchema.parse(good['grants']);
  const pairs = z.array(bodySchema).parse(grants['pairs']);
  const withPair = (changes: object) =>
    JSON.stringify({ ...good, grants: { ...grants, pairs: [{ ...pairs[0], ...changes }] } });
  await refused(JSON.stringify({ ...good, signingKey: 'no key' }), /damaged at signingKey/);
  await refused(JSON.stringify({ ...good, more: 1 }), /damaged at its top/);
  await refused(withPair({ issuedAt: 'today' }), /damaged at grants\.pairs\.0\.issuedAt/);
  await refused(withPair({ grant: 7 }), /damaged at grants\.pairs\.0\.grant/);
  await refused(withPair({ parent: 0 }), /damaged at grants\.pairs\.0\.parent/);
});

test('the words of a refusal carry nothing that stands in the file', async () => {
  const secret = 'a-secret-in-the-file';
  await writeFile(stateFile, `{"version":1,"signingKey":"${secret}","${secret}":"${secret}`);
  const torn = await startSandbox({ stateFile }).catch((cause: unknown) => cause);
  await writeFile(stateFile, JSON.stringify({ ...good, signingKey: secret, [secret]: secret }));
  const wrong = await startSandbox({ stateFile }).catch((cause: unknown) => cause);
  for (const refusal of [torn, wrong]) {
    if (!(refusal instanceof SandboxStartError)) throw new Error('it started');
    expect(`${refusal.message} ${JSON.stringify(refusal.cause)}`).not.toContain(secret);
  }
});

test('the state of another integration is refused', async () => {
  const clientId = '5a9d0b0c-0000-4000-8000-5a4db0c50002';
  const start = startSandbox({ stateFile, clientId });
  await expect(start).rejects.toThrow(/belongs to another integration/);
});

test('a folder in the file’s place, or in the way of it, is said in words', async () => {
  await expect(startSandbox({ stateFile: folder })).rejects.toMatchObject({
    code: 'state_refused',
  });
  await mkdir(`${folder}/new.json.new`);
  await expect(startSandbox({ stateFile: `${folder}/new.json` })).rejects.toMatchObject({
    code: 'state_unwritable',
  });
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a file that may not be read is refused',
  async () => {
    await chmod(stateFile, 0);
    await expect(startSandbox({ stateFile })).rejects.toThrow(/EACCES/);
  },
);

test('a start that finds its port taken leaves the file to the one that runs', async () => {
  const amo = await startClient({ stateFile });
  try {
    const before = await readFile(stateFile, 'utf8');
    const second = startSandbox({ stateFile, port: amo.sandbox.port });
    await expect(second).rejects.toMatchObject({ code: 'port_taken' });
    const fresh = join(folder, 'fresh.json');
    const third = startSandbox({ stateFile: fresh, port: amo.sandbox.port });
    await expect(third).rejects.toMatchObject({ code: 'port_taken' });
    expect(await readFile(stateFile, 'utf8')).toBe(before);
    await expect(readFile(fresh)).rejects.toThrow('ENOENT');
  } finally {
    await amo.sandbox.close();
  }
});

test('the command says it in one sentence and ends with 1', async () => {
  await writeFile(stateFile, '{"half');
  const ended = await new Promise<{ status: unknown; said: string }>((resolve) => {
    const args = [cli, '--port', '0', '--state', stateFile];
    execFile(process.execPath, args, { timeout: 20_000 }, (error, _out, said) => {
      resolve({ status: error?.code ?? 0, said });
    });
  });
  expect(ended).toEqual({
    status: 1,
    said: `The state file ${stateFile} is damaged: it is not JSON. It was left as it is. Name another file, or move this one away to start afresh.\n`,
  });
});
