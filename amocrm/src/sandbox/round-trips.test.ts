import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NoteInput } from '../entities/notes/note-input.ts';
import type { Status } from '../entities/pipelines/pipeline.ts';
import type { TagColor } from '../entities/tags/tags-api.ts';
import type { Right } from '../entities/users/rights.ts';
import { moment, phone, price, tag, words } from '../testing/arbitrary.ts';
import { first } from '../testing/first.ts';
import { patience, runs } from '../testing/runs.ts';
import { admin, broker, sandboxWorld, type SandboxWorld } from '../testing/sandbox-world.ts';

/**
 * What was written is what is read back, over HTTP, from an amoCRM that was written apart from this
 * client. Custom fields: field-values.test.ts.
 */
let world: SandboxWorld;
let stages: Status[];
beforeAll(async () => {
  world = await sandboxWorld();
  const pipelines = await world.api.pipelines.list();
  stages = pipelines.flatMap(({ statuses }) => statuses.filter(({ type }) => type !== 1));
});
afterAll(() => world.close());

const { constantFrom, record } = fc;
const maybe = { requiredKeys: [] };
const person = constantFrom(admin, broker);
const stage = () =>
  constantFrom(...stages).map(({ id, pipelineId }) => ({ statusId: id, pipelineId }));
const tagNames = fc.uniqueArray(tag, { maxLength: 3 });
const tagsOf = (names: readonly string[] | undefined) => names?.map((name) => ({ name }));

/** What every card can be told, each of it said or not. */
const common = {
  name: words,
  responsibleUserId: person,
  createdBy: person,
  updatedBy: person,
  createdAt: moment,
};

describe('what was written is read back', { timeout: patience }, () => {
  it('leads', async () => {
    const [contact, company] = await Promise.all([
      world.api.contacts.add([{ name: 'Olena' }]),
      world.api.companies.add([{ name: 'Palm' }]),
    ]);
    const links = { contacts: [{ id: first(contact).id }], companyId: first(company).id };
    const lead = record({ ...common, price, tags: tagNames, isLinked: fc.boolean() }, maybe);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(lead, stage()), { minLength: 1, maxLength: 4 }),
        async (wanted) => {
          const added = await world.api.leads.add(
            wanted.map(([{ tags, isLinked, ...plain }, at]) => ({
              ...plain,
              ...at,
              ...(tags && { tags: tags.map((name) => ({ name })) }),
              ...(isLinked && links),
            })),
          );
          for (const [at, { id }] of added.entries()) {
            const [{ tags = [], isLinked = false, ...plain } = {}, where] = wanted[at] ?? [];
            const read = await world.api.leads.get(id, { with: ['contacts'] });
            expect(read).toMatchObject({ id, ...plain, ...where, isDeleted: false });
            expect(read?.tags.map(({ name }) => name).sort()).toEqual([...tags].sort());
            expect(read?.contacts.map((one) => one.id)).toEqual(
              isLinked ? [links.contacts[0]?.id] : [],
            );
            expect(read?.companyIds).toEqual(isLinked ? [links.companyId] : []);
          }
        },
      ),
      runs(15),
    );
  });

  it('a change of a lead, and nothing else', async () => {
    const { id } = first(await world.api.leads.add([{ name: 'Before', price: 5 }]));
    const changes = record({ name: words, price, responsibleUserId: person }, maybe);
    await fc.assert(
      fc.asyncProperty(changes, fc.option(stage(), { nil: {} }), async (plain, where) => {
        const before = await world.api.leads.get(id);
        await world.api.leads.patch(id, { ...plain, ...where });
        const after = await world.api.leads.get(id);
        const { updatedAt, updatedBy, closedAt, groupId } = after ?? {};
        expect(after).toEqual({
          ...before,
          ...plain,
          ...where,
          ...{ updatedAt, updatedBy, closedAt, groupId },
        });
      }),
      runs(15),
    );
  });

  it('tags of a lead: added, taken away, replaced and cleared', async () => {
    const { id } = first(await world.api.leads.add([{}]));
    const read = async () => (await world.api.leads.get(id))?.tags.map(({ name }) => name).sort();
    await fc.assert(
      fc.asyncProperty(tagNames, tagNames, async (some, others) => {
        await world.api.leads.patch(id, { tags: some.map((name) => ({ name })) });
        expect(await read()).toEqual([...some].sort());
        await world.api.leads.patch(id, { tagsToAdd: tagsOf(others) ?? [] });
        expect(await read()).toEqual([...new Set([...some, ...others])].sort());
        await world.api.leads.patch(id, { tagsToDelete: tagsOf(some) ?? [] });
        expect(await read()).toEqual(others.filter((name) => !some.includes(name)).sort());
        await world.api.leads.patch(id, { tags: null });
        expect(await read()).toEqual([]);
      }),
      runs(8),
    );
  });

  it('contacts, by their parts, and companies', async () => {
    const parts = { ...common, firstName: words, lastName: words };
    await fc.assert(
      fc.asyncProperty(record(parts), record(common), async (contact, company) => {
        const made = first(await world.api.companies.add([company]));
        expect(await world.api.companies.get(made.id)).toMatchObject(company);
        const { id } = first(await world.api.contacts.add([{ ...contact, companyId: made.id }]));
        expect(await world.api.contacts.get(id)).toMatchObject({
          ...contact,
          companyIds: [made.id],
        });
        await world.api.contacts.patch(id, { lastName: company.name });
        const changed = await world.api.contacts.get(id);
        expect(changed).toMatchObject({ firstName: contact.firstName, lastName: company.name });
      }),
      runs(15),
    );
  });

  it('phones and e-mails, by the codes of field and label', async () => {
    await fc.assert(
      fc.asyncProperty(phone, fc.emailAddress(), async (number, mail) => {
        const { id } = first(
          await world.api.contacts.add([
            {
              customFields: [
                { fieldCode: 'PHONE', values: [{ value: number, enumCode: 'MOB' }] },
                { fieldCode: 'EMAIL', values: [{ value: mail, enumCode: 'PRIV' }] },
              ],
            },
          ]),
        );
        const read = (await world.api.contacts.get(id))?.customFields.map((field) => [
          field.fieldCode,
          field.values[0]?.value,
          field.values[0]?.enumCode,
        ]);
        expect(read?.sort()).toEqual([
          ['EMAIL', mail, 'PRIV'],
          ['PHONE', number, 'MOB'],
        ]);
      }),
      runs(10),
    );
  });

  it('tasks, and what came of them', async () => {
    const entityId = first(await world.api.leads.add([{}])).id;
    const task = record({
      text: words,
      completeTill: moment,
      taskTypeId: constantFrom(1, 2),
      duration: fc.integer({ min: 0, max: 86_400 }),
      responsibleUserId: person,
    });
    await fc.assert(
      fc.asyncProperty(task, fc.boolean(), words, async (plain, isLoose, result) => {
        const given = isLoose ? plain : { ...plain, entityType: 'leads' as const, entityId };
        const { id } = first(await world.api.tasks.add([given]));
        expect(await world.api.tasks.get(id)).toMatchObject({
          ...given,
          isCompleted: false,
          result: null,
        });
        await world.api.tasks.complete(id, result);
        const done = { ...given, isCompleted: true, result: { text: result } };
        expect(await world.api.tasks.get(id)).toMatchObject(done);
      }),
      runs(15),
    );
  });

  const seconds = fc.integer({ min: 0, max: 36_000 });
  const call = record({
    uniq: fc.uuid(),
    duration: seconds,
    source: words,
    phone,
    link: fc.webUrl(),
    callResult: words,
    callStatus: constantFrom(1, 2, 3, 4, 5, 6, 7),
    callResponsible: person,
  });
  const sms = record({ text: words, phone });
  const service = record({ service: words, text: words });
  const notes: { [T in NoteInput['type']]: fc.Arbitrary<NoteInput & { type: T }> } = {
    common: record({ type: fc.constant('common'), params: record({ text: words }) }),
    call_in: record({ type: fc.constant('call_in'), params: call }),
    call_out: record({ type: fc.constant('call_out'), params: call }),
    service_message: record({ type: fc.constant('service_message'), params: service }),
    extended_service_message: record({
      type: fc.constant('extended_service_message'),
      params: service,
    }),
    message_cashier: record({
      type: fc.constant('message_cashier'),
      params: record({ status: constantFrom('created', 'shown', 'canceled'), text: words }),
    }),
    geolocation: record({
      type: fc.constant('geolocation'),
      params: record({
        text: words,
        address: words,
        longitude: fc.double({ min: -180, max: 180, noNaN: true }).map(String),
        latitude: fc.double({ min: -90, max: 90, noNaN: true }).map(String),
      }),
    }),
    sms_in: record({ type: fc.constant('sms_in'), params: sms }),
    sms_out: record({ type: fc.constant('sms_out'), params: sms }),
    attachment: record({
      type: fc.constant('attachment'),
      params: record({ fileUuid: fc.uuid(), versionUuid: fc.uuid(), fileName: words }),
    }),
  };

  it.each(Object.entries(notes))('notes: %s', async (_, content) => {
    const cards = await Promise.all([
      world.api.leads.add([{}]).then((made) => ['leads', first(made).id] as const),
      world.api.contacts.add([{}]).then((made) => ['contacts', first(made).id] as const),
      world.api.companies.add([{}]).then((made) => ['companies', first(made).id] as const),
    ]);
    await fc.assert(
      fc.asyncProperty(
        constantFrom(...cards),
        content,
        person,
        async ([kind, entityId], given, createdBy) => {
          const note = { content: given, createdBy, responsibleUserId: createdBy };
          const { id } = first(await world.api.notes.addTo(kind, entityId, [note]));
          const read = { entityId, noteType: given.type, ...note };
          expect(await world.api.notes.get(kind, id)).toMatchObject(read);
        },
      ),
      runs(6),
    );
  });

  it('tags of every kind, their colours on leads', async () => {
    const colors: TagColor[] = ['EBEBEB', 'FF8F92', '86C0FC', '247BA0'];
    await fc.assert(
      fc.asyncProperty(fc.uuid(), constantFrom(...colors), async (name, color) => {
        const made = first(await world.api.tags.add('leads', [{ name, color }]));
        const { items } = await world.api.tags.list('leads', { filter: { name } });
        expect(items).toEqual([{ id: made.id, name, color }]);
        for (const kind of ['contacts', 'companies'] as const) {
          const { id } = first(await world.api.tags.add(kind, [{ name }]));
          const found = await world.api.tags.list(kind, { filter: { id } });
          expect(found.items).toEqual([{ id, name, color: null }]);
        }
      }),
      runs(8),
    );
  });

  it('pipelines and their stages', async () => {
    const color = constantFrom('#fffeb2', '#98cbff', '#e6e8ea');
    const own = record({ name: words, color });
    await fc.assert(
      fc.asyncProperty(
        words,
        fc.array(own, { minLength: 1, maxLength: 4 }),
        own,
        async (name, given, more) => {
          const { id, statuses } = first(
            await world.api.pipelines.add([
              {
                name,
                sort: 900,
                isMain: false,
                isUnsortedOn: true,
                statuses: given.map((one, at) => ({ ...one, sort: 20 + 10 * at })),
              },
            ]),
          );
          const editable = statuses.filter(({ isEditable }) => isEditable);
          expect(editable.map((one) => ({ name: one.name, color: one.color }))).toEqual(given);
          const viewing = first(editable).id;
          await world.api.statuses.patch(id, viewing, more);
          expect(await world.api.statuses.get(id, viewing)).toMatchObject(more);
          expect((await world.api.pipelines.get(id))?.name).toBe(name);
          await world.api.pipelines.delete(id);
        },
      ),
      runs(8),
    );
  });

  it('links, whichever end they are made from', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.boolean(), async (many, fromLead) => {
        const { id: leadId } = first(await world.api.leads.add([{}]));
        const contacts = await world.api.contacts.add(Array.from({ length: many }, () => ({})));
        for (const { id } of contacts) {
          const ends = fromLead
            ? (['leads', leadId, 'contacts', id] as const)
            : (['contacts', id, 'leads', leadId] as const);
          const [entity, entityId, toEntityType, toEntityId] = ends;
          await world.api.links.link(entity, entityId, [{ toEntityId, toEntityType }]);
        }
        const linked = await world.api.links.list('leads', leadId);
        expect(linked.map(({ toEntityId }) => toEntityId).sort()).toEqual(
          contacts.map(({ id }) => id).sort(),
        );
        expect(linked.filter(({ isMainContact }) => isMainContact)).toHaveLength(1);
      }),
      runs(6),
    );
  });

  it('webhooks', async () => {
    const codes = ['add_lead', 'status_lead', 'note_contact', 'update_task', 'responsible_company'];
    const settings = fc.subarray(codes, { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.uuid(), settings, fc.nat({ max: 1_000 }), async (name, wanted, sort) => {
        const destination = `https://app.example/hooks/${name}?a=1&b=%D1%97`;
        const made = await world.api.webhooks.subscribe({ destination, settings: wanted, sort });
        expect(made).toMatchObject({ destination, settings: wanted, sort, createdBy: admin });
        expect(await world.api.webhooks.list({ destination })).toEqual([made]);
        await world.api.webhooks.delete(destination);
      }),
      runs(8),
    );
  });

  it('calls, as notes of the card that has the number', async () => {
    await fc.assert(
      fc.asyncProperty(
        phone,
        call,
        constantFrom('inbound', 'outbound'),
        async (number, given, direction) => {
          const field = { fieldCode: 'PHONE', values: [{ value: number }] };
          await world.api.contacts.add([{ customFields: [field] }]);
          const one = { ...given, phone: number, direction };
          const { entityType, entityId, id } = first((await world.api.calls.add([one])).calls);
          // Two people may have one number: whoever came first has the call.
          expect([entityType, entityId]).not.toContain(null);
          const { params } = (await world.api.notes.get('contacts', id))?.content ?? {};
          expect(params).toMatchObject({ ...given, phone: number });
        },
      ),
      runs(8),
    );
  });

  it('roles, right by right', async () => {
    const right = constantFrom<Right>('A', 'G', 'M', 'D');
    const whole = constantFrom('A', 'D');
    const card = record({ view: right, edit: right, add: whole, delete: right, export: right });
    const rights = record({
      leads: card,
      contacts: card,
      companies: card,
      tasks: record({ edit: right, delete: right }),
      mailAccess: fc.boolean(),
      catalogAccess: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(words, rights, rights, async (name, before, after) => {
        const { id } = first(await world.api.roles.add([{ name, rights: before }]));
        expect((await world.api.roles.get(id))?.rights).toMatchObject(before);
        await world.api.roles.patch(id, { rights: after });
        expect(await world.api.roles.get(id)).toMatchObject({ name, rights: after });
      }),
      runs(8),
    );
  });

  it('loss reasons, sources and groups of fields', async () => {
    const sort = fc.integer({ min: 1, max: 10_000 });
    await fc.assert(
      fc.asyncProperty(words, sort, fc.uuid(), async (name, at, externalId) => {
        const reason = first(await world.api.lossReasons.add([{ name, sort: at }]));
        expect(await world.api.lossReasons.get(reason.id)).toMatchObject({ name, sort: at });
        const source = first(await world.api.sources.add([{ name, externalId }]));
        expect(await world.api.sources.get(source.id)).toMatchObject({ name, externalId });
        await world.api.sources.delete(source.id);
        const group = first(await world.api.customFields.addGroups('leads', [{ name, sort: at }]));
        const read = await world.api.customFields.group('leads', group.id);
        expect(read).toMatchObject({ name, sort: at });
      }),
      runs(8),
    );
  });

  it('incoming leads, from forms and from calls', async () => {
    const metadata = record({
      formId: fc.uuid(),
      formName: words,
      formPage: fc.webUrl(),
      formSentAt: moment,
      ip: fc.ipV4(),
      referer: fc.webUrl(),
    });
    await fc.assert(
      fc.asyncProperty(words, metadata, words, async (sourceName, given, name) => {
        const form = { sourceUid: given.formId, sourceName, metadata: given };
        const { uid, leadIds } = first(
          await world.api.unsorted.addForms([{ ...form, lead: { name }, contact: { name } }]),
        );
        expect(await world.api.unsorted.get(uid)).toMatchObject({
          sourceUid: given.formId,
          sourceName,
          leadIds,
          origin: { type: 'forms', metadata: given },
        });
        await world.api.unsorted.accept(uid);
        expect((await world.api.leads.get(first(leadIds)))?.name).toBe(name);
      }),
      runs(8),
    );
  });
});
