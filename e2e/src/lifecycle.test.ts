import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort, launchSystem, startSystem, type System } from './system.ts';

/** `npm start` on a laptop: started, stopped, killed, and refused in words. */
describe('npm start', () => {
  const running: System[] = [];
  const own = (system: System) => {
    running.push(system);
    return system;
  };
  afterEach(async () => {
    for (const system of running.splice(0)) await system.dispose();
  });

  test('prints one address and the demo sign-in, and stops everything on Ctrl-C', async () => {
    const system = own(await startSystem());
    expect(system.output()).toContain(system.origin);
    expect(system.output()).toContain('olena@demo.example');
    expect((await fetch(`${system.origin}/health/ready`)).status).toBe(200);

    const backend = await backendPid(system);
    expect(await system.stop()).toBe(0);

    await expect(fetch(`${system.origin}/health/live`)).rejects.toThrow();
    await expect(fetch(`${system.sandboxOrigin}/oauth`)).rejects.toThrow();
    expect(isAlive(backend)).toBe(false);
  });

  test('works again by itself after the backend was killed with -9', async () => {
    const first = own(await startSystem());
    const ports = portsOf(first);
    process.kill(await backendPid(first), 'SIGKILL');
    expect(await exitOf(first)).toBe(1);
    expect(first.output()).toContain('The backend has stopped');

    const second = own(await startSystem({ dataDir: first.dataDir, ports }));
    expect((await fetch(`${second.origin}/health/ready`)).status).toBe(200);
  });

  test('a killed start leaves nothing behind that holds the ports', async () => {
    const first = own(await startSystem());
    const ports = portsOf(first);
    first.process.kill('SIGKILL');
    await exitOf(first);
    await expect
      .poll(
        () =>
          fetch(`${first.origin}/health/live`).then(
            () => true,
            () => false,
          ),
        {
          timeout: 20_000,
        },
      )
      .toBe(false);
    const second = own(await startSystem({ dataDir: first.dataDir, ports }));
    expect((await fetch(`${second.origin}/health/ready`)).status).toBe(200);
  });

  test('says in words that a port is taken, and by which variable to choose another', async () => {
    const app = await freePort();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(app, '127.0.0.1', resolve));
    const system = own(await launchSystem({ ports: { app, sandbox: await freePort() } }));
    expect(await exitOf(system)).toBe(1);
    expect(system.output()).toContain(`Port ${String(app)} is taken`);
    expect(system.output()).toContain('PORT=');
    expect(system.output()).not.toMatch(/\n\s+at /);
    squatter.close();
  });

  test('refuses a folder that another running backend owns', async () => {
    const first = own(await startSystem());
    const second = own(await launchSystem({ dataDir: first.dataDir }));
    expect(await exitOf(second)).toBe(1);
    expect(second.output()).toMatch(/another .*running/i);
    expect((await fetch(`${first.origin}/health/ready`)).status).toBe(200);
  });

  test('asks for the whole integration when only a part of it is set', async () => {
    const system = own(
      await launchSystem({ env: { AMO_CRM_CLIENT_ID: '5a4db0c5-0d3e-4c8e-9b1a-2f6f0c1d7e55' } }),
    );
    expect(await exitOf(system)).toBe(1);
    expect(system.output()).toContain('Missing: AMO_CRM_CLIENT_SECRET, AMO_CRM_REDIRECT_URI');
  });

  test('with a real integration it starts no sandbox and publishes no password', async () => {
    const system = own(
      await startSystem({
        env: {
          AMO_CRM_CLIENT_ID: '5a4db0c5-0d3e-4c8e-9b1a-2f6f0c1d7e55',
          AMO_CRM_CLIENT_SECRET: 'a-secret-that-amocrm-would-have-given-us',
          AMO_CRM_REDIRECT_URI: 'https://crm.agency.example/api/amo-crm/callback',
        },
      }),
    );
    expect(system.output()).toContain('https://crm.agency.example');
    expect(system.output()).not.toContain('demo.example');
    expect(system.output()).not.toContain('a-secret-that-amocrm');
    await expect(fetch(`${system.sandboxOrigin}/oauth`)).rejects.toThrow();
    const app: unknown = await (await fetch(`${system.origin}/api/app`)).json();
    expect(app).toMatchObject({ data: { demo: null } });
  });
});

function portsOf(system: System): { app: number; sandbox: number } {
  return {
    app: Number(new URL(system.origin).port),
    sandbox: Number(new URL(system.sandboxOrigin).port),
  };
}

async function exitOf(system: System): Promise<number | null> {
  const { process: child } = system;
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve) => child.once('exit', resolve));
}

/** The backend's process id, as it writes it into the folder it owns. */
async function backendPid(system: System): Promise<number> {
  const owner: unknown = JSON.parse(
    await readFile(path.join(system.dataDir, 'owner.json'), 'utf8'),
  );
  return z.object({ pid: z.number() }).parse(owner).pid;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
