import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callerIn } from '../testing/caller.ts';
import { json, oasis, palm, rows, startClient } from '../testing/client.ts';
import type { Client, Reply } from '../testing/client.ts';
import { hooked } from '../testing/hooked.ts';
import { startReceiver } from '../testing/receiver.ts';

let amo: Client;
beforeAll(async () => {
  amo = await startClient();
});
afterAll(() => amo.sandbox.close());
beforeEach(async () => {
  await amo.order('reset');
});

const desk = (userId: number = oasis.admin, accountId: number = oasis.id) =>
  `/desk/${accountId}/${userId}`;
const open = (path: string, userId?: number) => amo.call(`${desk(userId)}/${path}`);
const toldSchema = z.object({ isGood: z.boolean(), words: z.string(), to: z.string() });
/** Sends a form as the page's own script does. */
async function press(path: string, form: Record<string, string>, userId?: number) {
  const headers = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };
  const reply = await amo.call(`${desk(userId)}/${path}`, { method: 'POST', form, headers });
  return toldSchema.parse(JSON.parse(reply.text));
}

const leadSchema = z.object({
  id: z.number(),
  name: z.string(),
  price: z.number(),
  status_id: z.number(),
  responsible_user_id: z.number(),
  loss_reason_id: z.number().nullable(),
});
/** A lead as the API shows it to an administrator. */
async function lead(id: number): Promise<z.output<typeof leadSchema>> {
  const admin = await callerIn(amo, oasis, oasis.admin);
  return leadSchema.parse(json(await admin.get(`/api/v4/leads/${id}`)));
}
async function newLead(changes: object = {}): Promise<number> {
  const body = await amo.order('leads/create', {
    subdomain: oasis.subdomain,
    name: 'Marina view',
    ...changes,
  });
  return z.object({ ids: z.array(z.number()) }).parse(body).ids[0] ?? 0;
}
const stages = async () => {
  const admin = await callerIn(amo, oasis, oasis.admin);
  const reply = await admin.get(`/api/v4/leads/pipelines/${oasis.mainPipeline}/statuses`);
  return z
    .array(z.object({ id: z.number(), name: z.string(), type: z.number() }))
    .parse(rows(reply, 'statuses'));
};
const pipeline = String(oasis.mainPipeline);

describe('the board', () => {
  test('shows every stage with its count and sum, and a lead with what matters', async () => {
    await newLead({ price: 1_234_567 });
    const page = await open('board');
    expect(page.status).toBe(200);
    for (const { name } of await stages()) expect(page.text).toContain(name);
    expect(page.text).toContain('Marina view');
    expect(page.text).toContain('AED\u00a01,234,567');
  });

  test('/desk leads to the first account’s administrator, and the front page to /desk', async () => {
    const reply = await amo.call('/desk');
    expect(reply.headers.location).toContain(`${desk()}/board`);
    expect((await amo.call('/')).text).toContain('href="/desk"');
  });

  test('shows a person what he may see, and nothing more', async () => {
    const id = await newLead({ responsibleUserId: oasis.admin });
    expect((await open('board?text=marina', oasis.seesOwn)).text).not.toContain('Marina view');
    expect((await open(`leads/${id}`, oasis.seesOwn)).status).toBe(404);
    expect((await open(`leads/${id}`, oasis.seesAll)).status).toBe(200);
  });

  test('finds by name, tag and the digits of a phone', async () => {
    const id = await newLead();
    await press(`leads/${id}/link`, {
      kind: 'contacts',
      name: 'Nadia',
      phone: '+971 50 555 77 01',
    });
    for (const text of ['MARINA', '5557701', 'nadia', String(id)]) {
      const page = await open(`board?text=${encodeURIComponent(text)}`);
      expect(page.text).toContain(`data-lead="${id}"`);
    }
    expect((await open('board?text=nobody-at-all')).text).toContain('0 leads');
  });

  test('moves a lead, and comes back to the board', async () => {
    const [id, all] = [await newLead(), await stages()];
    const to = all.filter(({ type }) => type === 0)[2];
    const told = await press(`leads/${id}/move`, { pipeline, status: String(to?.id) });
    expect(told).toMatchObject({
      isGood: true,
      words: `Marina view is in “${to?.name ?? ''}” now.`,
    });
    expect(told.to).toContain(`${desk()}/board?pipeline=${pipeline}`);
    expect((await lead(id)).status_id).toBe(to?.id);
  });

  test('a person who may not change a lead is told so, and nothing moves', async () => {
    const id = await newLead({ responsibleUserId: oasis.admin });
    const before = await lead(id);
    const told = await press(`leads/${id}/move`, { pipeline, status: '142' }, oasis.seesAll);
    expect(told.isGood).toBe(false);
    expect(told.words).toContain('rights of this seat');
    expect((await lead(id)).status_id).toBe(before.status_id);
  });

  test('a closed seat can be looked at and does nothing', async () => {
    const id = await newLead({ responsibleUserId: oasis.seesOwn });
    await press(`people/${oasis.seesOwn}/seat`, { open: '0' });
    expect((await open('board', oasis.seesOwn)).text).toContain('no open seat');
    const told = await press(`leads/${id}/note`, { text: 'x' }, oasis.seesOwn);
    expect(told).toMatchObject({ isGood: false });
  });

  test('makes a lead for whoever acts', async () => {
    const first = (await stages()).find(({ type }) => type === 0);
    const told = await press(
      'leads',
      { name: 'Walk-in', price: '900000', pipeline, status: String(first?.id), responsible: '' },
      oasis.seesOwn,
    );
    const id = Number(/leads\/(\d+)/.exec(told.to)?.[1]);
    expect(await lead(id)).toMatchObject({
      name: 'Walk-in',
      price: 900_000,
      responsible_user_id: oasis.seesOwn,
    });
  });

  test('accepts and declines incoming leads', async () => {
    const page = await open('board');
    const uids = [...page.text.matchAll(/incoming\/(\w+)\/accept/g)].map(([, uid]) => uid ?? '');
    expect(uids.length).toBeGreaterThan(1);
    expect(await press(`incoming/${uids[0]}/accept`, { pipeline })).toMatchObject({ isGood: true });
    expect(await press(`incoming/${uids[1]}/decline`, { pipeline })).toMatchObject({
      isGood: true,
    });
    const after = (await open('board')).text;
    expect(after).not.toContain(`incoming/${uids[0]}`);
    expect(after).not.toContain(`incoming/${uids[1]}`);
    expect(await press(`incoming/${uids[0]}/accept`, { pipeline })).toMatchObject({
      isGood: false,
    });
  });

  test('stays quick with many leads: a few cards a stage, and a way to more', async () => {
    await newLead({ count: 20_000 });
    const began = performance.now();
    const page = await open('board');
    expect(performance.now() - began).toBeLessThan(1500);
    expect(page.text.length).toBeLessThan(400_000);
    const more =
      /href="([^"]+)"[^>]*>\s*Show more of/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const next = await amo.call(more.split('#')[0] ?? '');
    const cards = (reply: Reply) => reply.text.split('data-lead=').length;
    expect(cards(next)).toBe(cards(page) + 50);
  });
});

describe('a lead', () => {
  test('saves what was changed, and only that', async () => {
    const id = await newLead();
    const before = await lead(id);
    const form = {
      name: 'Marina view, high floor',
      price: '2000000',
      stage: `${pipeline}/143`,
      reason: await lossReason(),
      responsible: String(oasis.seesAll),
    };
    expect(await press(`leads/${id}/save`, form)).toMatchObject({ isGood: true });
    expect(await lead(id)).toMatchObject({
      name: form.name,
      price: 2_000_000,
      status_id: 143,
      loss_reason_id: Number(form.reason),
      responsible_user_id: oasis.seesAll,
    });
    expect(await press(`leads/${id}/save`, form)).toMatchObject({
      words: 'Nothing was different.',
    });
    // Back to life: the reason goes by itself.
    await press(`leads/${id}/save`, {
      ...form,
      stage: `${pipeline}/${before.status_id}`,
      reason: '',
    });
    expect(await lead(id)).toMatchObject({ status_id: before.status_id, loss_reason_id: null });
  });

  test('fills custom fields and empties them again', async () => {
    const id = await newLead();
    const page = (await open(`leads/${id}`)).text;
    const text = /<input id="(f\d+)" name="f\d+" value=""/.exec(page)?.[1] ?? '';
    const day = /<input id="(f\d+)" name="f\d+" type="date"/.exec(page)?.[1] ?? '';
    const [, choice = '', value = ''] =
      /type="checkbox" name="(f\d+)" value="(\d+)"/.exec(page) ?? [];
    const form = {
      name: 'Marina view',
      price: '',
      stage: `${pipeline}/${(await lead(id)).status_id}`,
      reason: '',
      responsible: '',
    };
    const filled = {
      ...form,
      [text]: 'A <script> of a district',
      [day]: '2026-12-24',
      [choice]: value,
    };
    expect(await press(`leads/${id}/save`, filled)).toMatchObject({ isGood: true });
    const after = (await open(`leads/${id}`)).text;
    expect(after).toContain('A &lt;script&gt; of a district');
    expect(after).toContain('value="2026-12-24"');
    expect(await press(`leads/${id}/save`, filled)).toMatchObject({
      words: 'Nothing was different.',
    });
    await press(`leads/${id}/save`, { ...form, [text]: '', [day]: '', [choice]: '' });
    expect((await open(`leads/${id}`)).text).not.toContain('2026-12-24');
  });

  test('carries notes, tasks with their result, tags and people, and tells of it all', async () => {
    const id = await newLead();
    await press(`leads/${id}/note`, { text: 'Wants the sea.\nCall after six.' });
    await press(`leads/${id}/tag`, { name: 'Seaside' });
    await press(`leads/${id}/link`, { kind: 'companies', name: 'Harbour LLC', phone: '' });
    await press(`leads/${id}/task`, {
      text: 'Send the plan',
      till: '2030-01-01T10:00',
      type: '1',
      responsible: String(oasis.admin),
    });
    const page = (await open(`leads/${id}`)).text;
    const taskId = /tasks\/(\d+)\/complete/.exec(page)?.[1] ?? '';
    expect(await press(`tasks/${taskId}/complete`, { result: 'Sent at noon' })).toMatchObject({
      isGood: true,
    });
    const after = (await open(`leads/${id}`)).text;
    for (const words of [
      'Wants the sea.',
      'Seaside',
      'Harbour LLC',
      'Sent at noon',
      'wrote a note',
      'completed a task',
    ]) {
      expect(after).toContain(words);
    }
    const tag = /name="tag"\s+value="(\d+)"/.exec(after)?.[1] ?? '';
    await press(`leads/${id}/untag`, { tag });
    expect((await open(`leads/${id}`)).text).toContain('No tags');
  });

  test('goes into the trash and out of it, with the rights of who does it', async () => {
    const id = await newLead({ responsibleUserId: oasis.seesOwn });
    expect(await press(`leads/${id}/delete`, {}, oasis.seesOwn)).toMatchObject({ isGood: false });
    expect(await press(`leads/${id}/delete`, {})).toMatchObject({ isGood: true });
    expect((await open('trash')).text).toContain('Marina view');
    expect(await press(`leads/${id}/restore`, {})).toMatchObject({ isGood: true });
    expect((await lead(id)).name).toBe('Marina view');
  });

  test('is merged with another, which is not itself', async () => {
    const [id, other] = [await newLead(), await newLead({ name: 'The same again' })];
    expect(await press(`leads/${id}/merge`, { other: String(id) })).toMatchObject({
      isGood: false,
    });
    expect(await press(`leads/${id}/merge`, { other: String(other) })).toMatchObject({
      isGood: true,
    });
    expect((await open('trash')).text).toContain('The same again');
  });

  test('its changes are told by webhooks in the person’s name', async () => {
    const receiver = await startReceiver();
    const { subscribe, told } = await hooked(amo, receiver);
    const id = await newLead();
    await subscribe('status_lead');
    await press(`leads/${id}/move`, { pipeline, status: '142' });
    expect(await told()).toEqual([
      expect.objectContaining({
        'leads[status][0][id]': String(id),
        'leads[status][0][modified_user_id]': String(oasis.admin),
      }),
    ]);
    await receiver.close();
  });

  test('a hostile name is text wherever it is shown', async () => {
    const name = '"><img src=x onerror=alert(1)><script>alert(2)</script>\'&';
    const id = await newLead({ name });
    await press(`leads/${id}/note`, { text: name });
    await press(`leads/${id}/tag`, { name });
    const told = await press(`leads/${id}/move`, { pipeline, status: '142' });
    const pages = [
      'board',
      `leads/${id}`,
      `board?text=${encodeURIComponent(name)}`,
      told.to.slice(desk().length + 1),
    ];
    for (const path of pages) {
      const page = await open(path);
      expect(page.text).not.toContain('<img src=x');
      expect(page.text).not.toContain('<script>alert');
      expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
      expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    }
    await press(`leads/${id}/delete`, {});
    expect((await open('trash')).text).not.toContain('<img src=x');
  });
});

test('anybody of any account can be acted as', async () => {
  const reply = await amo.call(`/desk/switch?who=${palm.id}/${palm.broker}&section=log`);
  expect(reply.headers.location).toBe(`${desk(palm.broker, palm.id)}/log`);
  expect((await amo.call('/desk/switch?who=1/2')).status).toBe(404);
  expect(
    (await amo.call(`/desk/switch?who=${palm.id}/${palm.broker}&section=//evil.example`)).headers
      .location,
  ).toBe(`${desk(palm.broker, palm.id)}/board`);
  expect((await amo.call(`${desk(oasis.admin, palm.id)}/board`)).status).toBe(404);
});

async function lossReason(): Promise<string> {
  const admin = await callerIn(amo, oasis, oasis.admin);
  return String(rows(await admin.get('/api/v4/leads/loss_reasons'), 'loss_reasons')[0]?.['id']);
}
