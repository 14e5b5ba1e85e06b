import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, runExample } from './testing/example-run.ts';
import { exampleWorld, type ExampleWorld } from './testing/example-world.ts';

/** Every example of the README runs as it stands, in a process of its own, against the sandbox. */
const room = join(import.meta.dirname, '..');
const examples = join(room, 'examples');

describe('the examples', { timeout: 30_000 }, () => {
  let world: ExampleWorld;
  beforeAll(async () => {
    world = await exampleWorld();
  });
  afterAll(() => world.close());

  const run = (name: string) => runExample(examples, name, world.env).done;

  it('connect an account', async () => {
    expect(await world.connect(examples)).toContain('Connected');
  });

  it('keep its tokens', async () => {
    expect(await run('02-keep-tokens.ts')).toMatch(/^Good until 20\d\d-/);
  });

  it('list leads with contacts', async () => {
    const lines = (await run('03-list-leads.ts')).trim().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^\d+ .+: \d+, .+/);
  });

  it('create a lead with its contact', async () => {
    expect(await run('04-create-lead.ts')).toMatch(/^Lead [1-9]\d* with contact [1-9]\d*\.\n$/);
  });

  it('move it', async () => {
    expect(await run('05-move-lead.ts')).toMatch(/^Lead \d+ is in «.+»\.\n$/);
  });

  it('add a note', async () => {
    expect(await run('06-add-note.ts')).toMatch(/^Note [1-9]\d* on lead \d+\.\n$/);
  });

  it('complete a task', async () => {
    expect(await run('07-complete-task.ts')).toMatch(/^Task [1-9]\d* of lead \d+ is done\.\n$/);
  });

  it('page through everything, within the limit', async () => {
    const [, leads = 0, pages = 0, seconds = 0] = (
      /^(\d+) leads on (\d+) pages in ([\d.]+) s/.exec(await run('08-page-through.ts')) ?? []
    ).map(Number);
    expect(leads).toBeGreaterThan(300);
    expect(pages).toBeGreaterThan(12);
    // Five of seven a second for a job: thirteen pages need two windows more than the first.
    expect(seconds).toBeGreaterThan(2);
  });

  it('receive a webhook', async () => {
    const at = `http://127.0.0.1:${await freePort()}/hooks/secret`;
    const example = runExample(examples, '09-receive-webhooks.ts', {
      ...world.env,
      AMO_WEBHOOK_URL: at,
    });
    await example.until('Listening');
    const said = 'account[id]=31894702&leads[update][0][id]=999999999';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const elsewhere = await fetch(at.replace('secret', 'guess'), { method: 'POST', body: said });
    expect(elsewhere.status).toBe(404);
    expect((await fetch(at, { method: 'POST', headers, body: said })).status).toBe(200);
    expect(await example.until('Lead 999999999')).toContain('Lead 999999999, update: gone.');
    example.stop();
    await example.done;
  });

  it('find an account that was renamed', async () => {
    await world.order('accounts/rename', { from: 'oasiskey', to: 'oasis-renamed' });
    expect(await run('10-renamed-account.ts')).toContain('is at oasis-renamed.amocrm.localhost.');
  });
});

describe('the README', () => {
  it('shows the examples as they are', async () => {
    const readme = await readFile(join(room, 'README.md'), 'utf8');
    const shown = readme.matchAll(/```ts\n\/\/ examples\/(\S+)\n([\s\S]*?)```/g);
    const names = new Set<string>();
    for (const [, name = '', code = ''] of shown) {
      names.add(name);
      expect(await readFile(join(examples, name), 'utf8'), name).toContain(code.trim());
    }
    expect([...names].sort()).toEqual((await readdir(examples)).sort());
  });
});
