import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { first } from '../testing/first.ts';
import { localServer, type LocalServer } from '../testing/local-server.ts';
import {
  admin,
  broker,
  sandboxWorld,
  subdomain,
  type SandboxWorld,
} from '../testing/sandbox-world.ts';
import { parseWebhook } from '../webhook/parse-webhook.ts';
import type { WebhookEvent } from '../webhook/webhook-event.ts';

/** What the sandbox posts, in every look that amoCRM's hooks have had, is read by `parseWebhook`. */
let world: SandboxWorld;
let receiver: LocalServer;
let accountId: number;

beforeAll(async () => {
  receiver = await localServer((_, response) => response.writeHead(200).end());
  world = await sandboxWorld();
  accountId = (await world.api.account.get()).id;
  const kinds = ['lead', 'contact', 'company', 'task'];
  await world.api.webhooks.subscribe({
    destination: `http://127.0.0.1:${receiver.port}/hook`,
    settings: [
      ...['add', 'update', 'responsible'].flatMap((action) =>
        kinds.map((kind) => `${action}_${kind}`),
      ),
      ...['delete', 'restore', 'note'].flatMap((action) =>
        ['lead', 'contact', 'company'].map((kind) => `${action}_${kind}`),
      ),
      ...['status_lead', 'add_unsorted', 'delete_unsorted'],
    ],
  });
});
afterAll(async () => {
  await world.close();
  await receiver.close();
});
beforeEach(told);

/** The events of everything that was posted since. */
async function told(): Promise<WebhookEvent[]> {
  await world.order('webhooks/flush', {});
  return receiver.requests.splice(0).flatMap(({ body, headers }) => {
    expect(headers['content-type']).toContain('application/x-www-form-urlencoded');
    const { account, events } = parseWebhook(body);
    expect(account?.subdomain).toBe(subdomain);
    expect([accountId, null]).toContain(account?.id);
    expect(events.map(({ entity }) => entity)).not.toContain('other');
    return events;
  });
}
const facts = (events: WebhookEvent[]) =>
  events.map(({ entity, action, id }) => `${entity} ${action} ${id ?? ''}`).sort();

const today = { accountBlock: 'first', fieldValues: 'wrapped', rows: 'single' };
const styles: [string, object][] = [
  ['of today', {}],
  ['the account last', { accountBlock: 'last' }],
  ['bare values of fields', { fieldValues: 'bare' }],
  ['only the account’s name', { accountBlock: 'name_only' }],
  ['many rows a hook', { rows: 'batch' }],
];

describe.each(styles)('hooks: %s', (_, style) => {
  beforeEach(() => world.order('webhooks/style', { ...today, ...style }));

  it('of a lead: made, moved, given away, noted, trashed and brought back', async () => {
    const { id: pipelineId, statuses } = first(await world.api.pipelines.list());
    const [from, to] = statuses.filter(({ type }) => type !== 1).map(({ id }) => id);
    const { id } = first(
      await world.api.leads.add([{ name: 'Вілла & Co', pipelineId, statusId: from ?? 0 }]),
    );
    const added = await told();
    expect(facts(added)).toEqual([`lead add ${id}`]);
    expect(added[0]).toMatchObject({
      pipelineId,
      statusId: from,
      accountId,
      responsibleUserId: admin,
    });
    expect(added[0]?.fields).toMatchObject({ name: 'Вілла & Co' });

    await world.api.leads.patch(id, { pipelineId, statusId: to ?? 0 });
    const moved = (await told()).find(({ action }) => action === 'status');
    expect(moved).toMatchObject({ entity: 'lead', id, statusId: to, oldStatusId: from });

    await world.api.leads.patch(id, { responsibleUserId: broker });
    const given = (await told()).find(({ action }) => action === 'responsible');
    expect(given).toMatchObject({ id, responsibleUserId: broker, oldResponsibleUserId: admin });

    const note = { content: { type: 'common' as const, params: { text: 'Called' } } };
    const { id: noteId } = first(await world.api.notes.addTo('leads', id, [note]));
    const noted = (await told()).find(({ entity }) => entity === 'note');
    expect(noted).toMatchObject({ id: noteId, on: { entity: 'lead', id } });

    await world.order('cards/delete', { subdomain, kind: 'leads', ids: [id] });
    expect(facts(await told())).toEqual([`lead delete ${id}`]);
    await world.order('cards/restore', { subdomain, kind: 'leads', ids: [id] });
    expect(facts(await told())).toContain(`lead restore ${id}`);
  });

  it('of a contact and a company, which come under one root', async () => {
    const customFields = [{ fieldCode: 'PHONE', values: [{ value: '+971500000009' }] }];
    const contact = first(await world.api.contacts.add([{ name: 'Olena', customFields }]));
    const events = await told();
    expect(facts(events)).toEqual([`contact add ${contact.id}`]);
    expect(events[0]?.customFields).toMatchObject([
      { code: 'PHONE', values: [{ value: '+971500000009' }] },
    ]);
    const company = first(await world.api.companies.add([{ name: 'Palm' }]));
    expect(facts(await told())).toEqual([`company add ${company.id}`]);
    await world.api.companies.patch(company.id, { name: 'Palm & Co' });
    expect(facts(await told())).toEqual([`company update ${company.id}`]);
  });

  it('of a task, which hangs on its lead', async () => {
    const entityId = first(await world.api.leads.add([{}])).id;
    await told();
    const task = {
      text: 'Call',
      completeTill: 2_000_000_000,
      entityType: 'leads' as const,
      entityId,
    };
    const { id } = first(await world.api.tasks.add([task]));
    const added = (await told()).filter(({ entity }) => entity === 'task');
    expect(facts(added)).toEqual([`task add ${id}`]);
    expect(added[0]).toMatchObject({ on: { entity: 'lead', id: entityId } });
    await world.api.tasks.complete(id, 'Agreed');
    const done = (await told()).filter(({ entity }) => entity === 'task');
    expect(new Set(facts(done))).toEqual(new Set([`task update ${id}`]));
  });

  it('of an incoming lead, and how it ended', async () => {
    const uid = async (sourceUid: string) => {
      const metadata = {
        formId: 'f',
        formName: 'Ask',
        formPage: 'https://a.example',
        formSentAt: 1,
      };
      return first(await world.api.unsorted.addForms([{ sourceUid, sourceName: 'Site', metadata }]))
        .uid;
    };
    const name = JSON.stringify(style);
    const [yes, no] = [await uid(`yes ${name}`), await uid(`no ${name}`)];
    const added = (await told()).filter(({ entity }) => entity === 'unsorted');
    expect(added.map((event) => event.uid).sort()).toEqual([yes, no].sort());
    await world.api.unsorted.accept(yes);
    await world.api.unsorted.decline(no);
    const ended = (await told()).filter(({ entity }) => entity === 'unsorted');
    expect(ended.map((event) => [event.uid, event.decision]).sort()).toEqual(
      [
        [yes, 'accept'],
        [no, 'decline'],
      ].sort(),
    );
  });
});
