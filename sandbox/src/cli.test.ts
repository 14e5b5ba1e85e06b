import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readCommand } from './command.ts';
import { SandboxStartError, startSandbox } from './index.ts';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));

function run(args: string[]): Promise<{ status: unknown; text: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { timeout: 20_000 }, (error, _out, text) => {
      resolve({ status: error?.code ?? 0, text });
    });
  });
}

test.each(['SIGINT', 'SIGTERM'] as const)('says its address, and ends at %s', async (signal) => {
  const child = spawn(process.execPath, [cli, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const said: unknown[] = await once(child.stdout, 'data');
  const origin = /http:\/\/amocrm\.localhost:(\d+)/.exec(String(said[0]));
  const reply = await fetch(`http://127.0.0.1:${origin?.[1] ?? ''}/`);
  expect(await reply.text()).toContain('amoCRM');
  child.kill(signal);
  expect(await ended).toEqual([0, null]);
});

test('log lines name routes, never what came with them', async () => {
  const child = spawn(process.execPath, [cli, '--port', '0', '--logger'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said, { timeout: 10_000 }).toMatch(/amoCRM sandbox: \S+\n/);
  const port = /localhost:(\d+)/.exec(said)?.[1] ?? '';
  await fetch(`http://127.0.0.1:${port}/oauth?client_id=x&state=hidden-state`);
  await fetch(`http://127.0.0.1:${port}/nowhere/hidden-path?code=hidden-code`);
  child.kill('SIGTERM');
  await ended;
  expect(said).toContain('"url":"/oauth"');
  expect(said).not.toContain('hidden');
});

test('a taken port is said in words', async () => {
  const sandbox = await startSandbox();
  try {
    await expect(startSandbox({ port: sandbox.port })).rejects.toMatchObject({
      code: 'port_taken',
    });
    const { status, text } = await run(['--port', String(sandbox.port)]);
    expect(status).toBe(1);
    expect(text).toBe(
      `Port ${sandbox.port} on 127.0.0.1 is taken. Stop what uses it, or choose another port.\n`,
    );
  } finally {
    await sandbox.close();
  }
});

test('wrong options are refused by name', async () => {
  const wrong = startSandbox({ clientId: 'x', redirectUri: 'foryoure://cb', port: -1 });
  await expect(wrong).rejects.toThrow(SandboxStartError);
  await expect(wrong).rejects.toThrow(/port: .*clientId: .*redirectUri: /);
  expect((await run(['--prot', '1'])).status).toBe(2);
});

test('the command line wins over the environment, and an empty variable is none', () => {
  const env = {
    SANDBOX_PORT: '4001',
    AMO_CRM_CLIENT_SECRET: '',
    SANDBOX_STATE: 'from-env.json',
    AMO_CRM_REDIRECT_URI: 'http://a/',
  };
  expect(readCommand(['--port', '4002', '--control'], env)).toMatchObject({
    kind: 'start',
    options: { port: 4002, control: true, clientSecret: undefined, redirectUri: 'http://a/' },
  });
  expect(readCommand([], env)).toMatchObject({
    options: { port: 4001, control: undefined, stateFile: 'from-env.json' },
  });
  const all = ['--port', '1', '--host', '0.0.0.0', '--state', 'a.json', '--control'];
  expect(readCommand(all, env)).toMatchObject({
    kind: 'start',
    options: { port: 1, host: '0.0.0.0', stateFile: 'a.json', control: true },
  });
  expect(readCommand(['--port', 'abc'], {})).toMatchObject({ kind: 'wrong' });
  expect(readCommand(['--refresh-reuse', 'maybe'], {})).toMatchObject({ kind: 'wrong' });
});
