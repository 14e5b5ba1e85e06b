import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { installPackage, typeComplaints } from '../../scripts/lib/package-install.mjs';
import { curlCommands, performCurl } from './testing/curl.ts';
import { nodesAtHand } from './testing/nodes.ts';

/** What `npm pack` makes, as somebody who installs it meets it: in a folder outside of this house. */
const room = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** The package is for all of them. */
const nodes = nodesAtHand(20);

const types = `
import { startSandbox, type Sandbox, type SandboxOptions } from 'amocrm-sandbox';

const options: SandboxOptions = { leads: 5, tls: true, vendor: 'kommo' };
export const started: Promise<Sandbox> = startSandbox(options);
`;
const program = `
import { startSandbox } from 'amocrm-sandbox';

const sandbox = await startSandbox({ leads: 5, tls: true, vendor: 'kommo' });
const page = await fetch(\`http://127.0.0.1:\${sandbox.port}/\`);
console.log(page.status, sandbox.secure.ca.split('\\n')[0]);
await sandbox.close();
`;

const answerSchema = z.object({
  location: z.url().optional(),
  access_token: z.string().optional(),
  _embedded: z.object({ leads: z.array(z.object({ id: z.int() })) }).optional(),
});

describe('the package', { timeout: 60_000 }, () => {
  let folder: string;
  let installed: Awaited<ReturnType<typeof installPackage>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-package-'));
    installed = await installPackage(room, folder);
    await writeFile(join(folder, 'types.ts'), types);
    await writeFile(join(folder, 'program.js'), program);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds what is to be published and nothing else', () => {
    const { files } = installed;
    const odd = files.filter(
      (path) => !/^(?:dist\/[\w/.-]+\.(?:js|d\.ts)|LICENSE|README\.md|package\.json)$/.test(path),
    );
    expect(odd).toEqual([]);
    expect(files.filter((path) => /test|fixture/.test(path))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/cli.js', 'dist/index.d.ts']),
    );
  });

  it('brings a command, and nothing of the workspace', () => {
    const { manifest } = installed;
    expect(manifest['bin']).toEqual({ 'amocrm-sandbox': 'dist/cli.js' });
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('gives its types to a program, in strict mode, libraries checked too', async () => {
    expect(await typeComplaints(folder)).toBe('');
  });

  it.each(nodes)('starts from a program, on Node $version', async ({ path }) => {
    const { stdout } = await run(path, ['program.js'], { cwd: folder });
    expect(stdout).toBe('200 -----BEGIN CERTIFICATE-----\n');
  });

  it.each(nodes)(
    'runs as a command and answers what its README asks, on Node $version',
    async ({ path }) => {
      const command = join(installed.place, 'dist', 'cli.js');
      const child = spawn(path, [command, '--port', '0', '--leads', '1000', '--control'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit');
      try {
        const said: unknown[] = await once(child.stdout, 'data');
        const port = Number(/http:\/\/amocrm\.localhost:(\d+)/.exec(String(said[0]))?.[1]);
        const readme = await readFile(join(installed.place, 'README.md'), 'utf8');
        const values: Record<string, string> = {};
        let leads = 0;
        for (const curl of curlCommands(
          /^## Try it with curl\n.*?^## /ms.exec(readme)?.[0] ?? '',
        )) {
          const { status, body } = await performCurl(curl, port, values);
          expect({ curl, status }).toEqual({ curl, status: 200 });
          const answer = answerSchema.parse(JSON.parse(body));
          values['CODE'] ??= new URL(answer.location ?? '').searchParams.get('code') ?? '';
          values['TOKEN'] = answer.access_token ?? '';
          leads = answer._embedded?.leads.length ?? 0;
        }
        expect(leads).toBe(250);
      } finally {
        child.kill('SIGTERM');
      }
      expect(await ended).toEqual([0, null]);
    },
  );
});
