import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '@foryou-crm/contract/paths';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startProgram, type Program } from './testing/process.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foryou-backup-command-'));
  // As root the server is another user's, who has to pass through here.
  await chmod(folder, 0o711);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (...names: string[]) => join(folder, ...names);
const environment = (dataDir: string): Record<string, string> => ({
  FORYOU_MODE: 'demo',
  DATA_DIR: dataDir,
  PORT: '0',
  AMO_CRM_CLIENT_ID: '5a9d0b0c-0000-4000-8000-5a4db0c50001',
  AMO_CRM_CLIENT_SECRET: 'canary-client-secret',
  AMO_CRM_SANDBOX_ORIGIN: 'http://amocrm.localhost:1',
});

const running: Program[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await stop(program);
});

async function startBackend(dataDir: string) {
  const program = startProgram('main.ts', environment(dataDir));
  running.push(program);
  await program.until('"msg":"ready"');
  const port = Number(/"port":(\d+)[^}]*"msg":"ready"/.exec(program.said())?.[1]);
  return { program, url: (path: string) => `http://127.0.0.1:${String(port)}${path}` };
}

const stop = ({ child, exited }: Program) => {
  child.kill('SIGTERM');
  return exited;
};

async function backup(args: string[], dataDir: string) {
  const program = startProgram('backup.ts', environment(dataDir), args);
  const code = await program.exited;
  const said = program.said();
  expect(said).not.toContain('canary');
  expect(said).not.toContain('    at ');
  return { code, said };
}

test('from one machine to another: saved beside a running backend, restored before the first start', async () => {
  const [old, next, file] = [at('old'), at('next'), at('demo.gz')];
  const before = await startBackend(old);
  const answer = await fetch(before.url(paths.auth.signIn), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'olena@demo.example', password: 'demo-foryou' }),
  });
  const session = answer.headers.get('set-auth-token') ?? '';
  const saved = await backup(['save', file], old);
  expect(saved.said).toMatch(
    /Saved to .*demo\.gz \(\d+ KB\), of a demo deployment: \d+ people, 0 /,
  );
  expect(saved.said).toContain(`The keys are not in it. They are in ${old}/keys.json`);
  expect(saved.code).toBe(0);

  const busy = await backup(['restore', file], old);
  expect(busy).toEqual({
    code: 1,
    said:
      `Another backend is running on ${old} (pid ${String(before.program.child.pid)}). Stop it ` +
      'first, or give this one a DATA_DIR of its own.\n',
  });
  expect((await fetch(before.url('/health/ready'))).status).toBe(200);
  await stop(before.program);
  expect((await backup(['restore', file], old)).said).toContain('there are rows in');

  await mkdir(next);
  await copyFile(join(old, 'keys.json'), join(next, 'keys.json'));
  const restored = await backup(['restore', file], next);
  expect(restored.said).toMatch(/Restored what there was on .*Z: \d+ people, 0 connections/);
  expect(restored.said).toContain('0 connections will be tried once');
  expect(restored.code).toBe(0);
  expect(existsSync(join(next, 'postgres', 'data', 'postmaster.pid'))).toBe(false);

  const after = await startBackend(next);
  const headers = { authorization: `Bearer ${session}` };
  expect((await fetch(after.url(paths.auth.token), { headers })).status).toBe(200);
  const again = await backup(['save', at('again.gz')], next);
  const people = /(\d+ people)/;
  expect(people.exec(again.said)?.[1]).toBe(people.exec(saved.said)?.[1]);
  await stop(after.program);
}, 90_000);

describe('a wrong call', () => {
  test('says what to do, without a stack, and makes nothing', async () => {
    const nowhere = at('nowhere');
    const cases: [string[], number, string][] = [
      [[], 1, 'npm run backup -- <command>'],
      [['--help'], 0, 'npm run backup -- <command>'],
      [['steal', 'x'], 1, 'There is no command "steal"'],
      [['save'], 1, 'Name a file'],
      [['restore', ''], 1, 'Name a file'],
      [['save', 'a', 'b'], 1, 'One command and one file at a time'],
      [['mark-restored', 'x'], 1, 'takes no file'],
      [['save', 'x', '--force'], 1, '--force'],
      [['restore', at('none.gz')], 1, `There is no file ${at('none.gz')}`],
      [['restore', folder], 1, 'is a folder'],
    ];
    const answers = await Promise.all(cases.map(([args]) => backup(args, nowhere)));
    for (const [n, [args, code, words]] of cases.entries()) {
      expect(answers[n]?.said).toContain(words);
      expect([args, answers[n]?.code]).toEqual([args, code]);
    }
    expect(existsSync(nowhere)).toBe(false);
  });

  test('with a DATA_DIR that holds nobody is no backup', async () => {
    const { code, said } = await backup(['save', at('nobody.gz')], at('nobody'));
    expect(said).toContain('There is nobody in the database');
    expect(code).toBe(1);
    expect((await readdir(folder)).filter((name) => name.startsWith('nobody.gz'))).toEqual([]);
  });
});
