import type { AmoApi } from '../api.ts';

/** One call a method, with as little as it takes: what amoCRM answers is up to the test. */
type Calls = {
  [Part in keyof AmoApi]: Record<keyof AmoApi[Part], (part: AmoApi[Part]) => Promise<unknown>>;
};

async function drained(pages: AsyncIterable<unknown>): Promise<void> {
  const walk = pages[Symbol.asyncIterator]();
  for (let page = 0; page < 3; page += 1) if ((await walk.next()).done === true) return;
  await walk.return?.();
}

const note = { content: { type: 'common', params: { text: 'a' } } } as const;
const link = { toEntityId: 2, toEntityType: 'contacts' } as const;
const form = { formId: 'f', formName: 'n', formPage: 'p', formSentAt: 1 };
const sip = { from: '1', phone: '2', calledAt: 1, duration: 1, serviceCode: 's', uniq: 'u' };
const source = { sourceUid: 's', sourceName: 'n' };
const user = { name: 'a', email: 'a@example.com', password: 'p' };

const calls: Calls = {
  account: { get: (account) => account.get({ with: ['task_types', 'datetime_settings'] }) },
  users: {
    list: (users) => users.list({ with: ['role'] }),
    get: (users) => users.get(1),
    pages: (users) => drained(users.pages()),
    add: (users) => users.add([user]),
    activate: (users) => users.activate([1]),
    deactivate: (users) => users.deactivate([1]),
  },
  roles: {
    list: (roles) => roles.list({ with: ['users'] }),
    get: (roles) => roles.get(1),
    pages: (roles) => drained(roles.pages()),
    add: (roles) => roles.add([{ name: 'a' }]),
    patch: (roles) => roles.patch(1, {}),
    patchMany: (roles) => roles.patchMany([{ id: 1 }]),
    delete: (roles) => roles.delete(1),
  },
  pipelines: {
    list: (pipelines) => pipelines.list(),
    get: (pipelines) => pipelines.get(1),
    statuses: (pipelines) => pipelines.statuses(8412310),
    add: (pipelines) =>
      pipelines.add([{ name: 'a', sort: 1, isMain: false, isUnsortedOn: true, statuses: [] }]),
    patch: (pipelines) => pipelines.patch(1, {}),
    delete: (pipelines) => pipelines.delete(1),
  },
  statuses: {
    list: (statuses) => statuses.list(8412310, { with: ['descriptions'] }),
    get: (statuses) => statuses.get(8412310, 142),
    add: (statuses) => statuses.add(1, [{ name: 'a', sort: 1 }]),
    patch: (statuses) => statuses.patch(1, 2, {}),
    delete: (statuses) => statuses.delete(1, 2),
  },
  leads: {
    list: (leads) => leads.list({ with: ['contacts', 'catalog_elements', 'loss_reason'] }),
    get: (leads) => leads.get(1),
    pages: (leads) => drained(leads.pages()),
    add: (leads) => leads.add([{}]),
    addAll: (leads) => leads.addAll([{}]),
    patch: (leads) => leads.patch(1, {}),
    patchMany: (leads) => leads.patchMany([{ id: 1 }]),
    patchAll: (leads) => leads.patchAll([{ id: 1 }]),
    addComplex: (leads) => leads.addComplex([{}]),
    addComplexAll: (leads) => leads.addComplexAll([{}]),
    trashed: (leads) => leads.trashed(),
    trashedPages: (leads) => drained(leads.trashedPages()),
  },
  contacts: {
    list: (contacts) => contacts.list({ with: ['leads'] }),
    get: (contacts) => contacts.get(1),
    pages: (contacts) => drained(contacts.pages()),
    add: (contacts) => contacts.add([{}]),
    addAll: (contacts) => contacts.addAll([{}]),
    patch: (contacts) => contacts.patch(1, {}),
    patchMany: (contacts) => contacts.patchMany([{ id: 1 }]),
    patchAll: (contacts) => contacts.patchAll([{ id: 1 }]),
  },
  companies: {
    list: (companies) => companies.list({ with: ['contacts'] }),
    get: (companies) => companies.get(1),
    pages: (companies) => drained(companies.pages()),
    add: (companies) => companies.add([{}]),
    addAll: (companies) => companies.addAll([{}]),
    patch: (companies) => companies.patch(1, {}),
    patchMany: (companies) => companies.patchMany([{ id: 1 }]),
    patchAll: (companies) => companies.patchAll([{ id: 1 }]),
  },
  tasks: {
    list: (tasks) => tasks.list(),
    get: (tasks) => tasks.get(1),
    pages: (tasks) => drained(tasks.pages()),
    add: (tasks) => tasks.add([{ text: 'a', completeTill: 1 }]),
    addAll: (tasks) => tasks.addAll([{ text: 'a', completeTill: 1 }]),
    patch: (tasks) => tasks.patch(1, {}),
    patchMany: (tasks) => tasks.patchMany([{ id: 1 }]),
    patchAll: (tasks) => tasks.patchAll([{ id: 1 }]),
    complete: (tasks) => tasks.complete(1, 'a'),
  },
  notes: {
    list: (notes) => notes.list('leads'),
    pages: (notes) => drained(notes.pages('leads')),
    listOf: (notes) => notes.listOf('leads', 1),
    pagesOf: (notes) => drained(notes.pagesOf('leads', 1)),
    get: (notes) => notes.get('leads', 1),
    add: (notes) => notes.add('leads', [{ entityId: 1, ...note }]),
    addAll: (notes) => notes.addAll('leads', [{ entityId: 1, ...note }]),
    addTo: (notes) => notes.addTo('leads', 1, [note]),
    patch: (notes) => notes.patch('leads', 1, 2, {}),
    patchMany: (notes) => notes.patchMany('leads', [{ id: 1 }]),
    patchAll: (notes) => notes.patchAll('leads', [{ id: 1 }]),
    pin: (notes) => notes.pin('leads', 1),
    unpin: (notes) => notes.unpin('leads', 1),
  },
  events: {
    list: (events) => events.list(),
    pages: (events) => drained(events.pages()),
    get: (events) => events.get('01abc'),
    types: (events) => events.types(),
  },
  links: {
    list: (links) => links.list('leads', 1),
    listMany: (links) => links.listMany('leads', [1]),
    link: (links) => links.link('leads', 1, [link]),
    linkMany: (links) => links.linkMany('leads', [{ entityId: 1, ...link }]),
    unlink: (links) => links.unlink('leads', 1, [link]),
    unlinkMany: (links) => links.unlinkMany('leads', [{ entityId: 1, ...link }]),
  },
  tags: {
    list: (tags) => tags.list('leads'),
    pages: (tags) => drained(tags.pages('leads')),
    add: (tags) => tags.add('leads', [{ name: 'a' }]),
  },
  customFields: {
    list: (fields) => fields.list('leads'),
    pages: (fields) => drained(fields.pages('contacts')),
    get: (fields) => fields.get('leads', 1),
    add: (fields) => fields.add('leads', [{ name: 'a', type: 'text' }]),
    patch: (fields) => fields.patch('leads', 1, {}),
    patchMany: (fields) => fields.patchMany('leads', [{ id: 1 }]),
    delete: (fields) => fields.delete('leads', 1),
    groups: (fields) => fields.groups('leads'),
    group: (fields) => fields.group('leads', 'default'),
    addGroups: (fields) => fields.addGroups('leads', [{ name: 'a' }]),
    patchGroup: (fields) => fields.patchGroup('leads', 'default', {}),
    deleteGroup: (fields) => fields.deleteGroup('leads', 'default'),
  },
  unsorted: {
    list: (unsorted) => unsorted.list(),
    pages: (unsorted) => drained(unsorted.pages()),
    get: (unsorted) => unsorted.get('a'),
    addForms: (unsorted) => unsorted.addForms([{ ...source, metadata: form }]),
    addSip: (unsorted) => unsorted.addSip([{ ...source, metadata: sip }]),
    accept: (unsorted) => unsorted.accept('a'),
    decline: (unsorted) => unsorted.decline('a'),
    link: (unsorted) => unsorted.link('a', { entityType: 'leads', entityId: 1 }),
    summary: (unsorted) => unsorted.summary(),
  },
  lossReasons: {
    list: (reasons) => reasons.list(),
    get: (reasons) => reasons.get(1),
    pages: (reasons) => drained(reasons.pages()),
    add: (reasons) => reasons.add([{ name: 'a' }]),
    patch: (reasons) => reasons.patch(1, {}),
    patchMany: (reasons) => reasons.patchMany([{ id: 1 }]),
    delete: (reasons) => reasons.delete(1),
  },
  sources: {
    list: (sources) => sources.list(),
    get: (sources) => sources.get(1),
    add: (sources) => sources.add([{ name: 'a', externalId: 'a' }]),
    patch: (sources) => sources.patch(1, {}),
    patchMany: (sources) => sources.patchMany([{ id: 1 }]),
    delete: (sources) => sources.delete(1),
  },
  calls: {
    add: (all) => all.add([{ direction: 'inbound', duration: 1, source: 's', phone: '1' }]),
  },
  webhooks: {
    subscribe: (hooks) =>
      hooks.subscribe({ destination: 'https://a.example', settings: ['add_lead'] }),
    list: (hooks) => hooks.list(),
    delete: (hooks) => hooks.delete('https://a.example'),
  },
};

/** Every method with a call of it: `['leads.list', (api) => …]`. */
export const everyCall: readonly (readonly [string, (api: AmoApi) => Promise<unknown>])[] = partsOf(
  calls,
).flatMap((part) => callsOf(part));

function partsOf(all: Calls): (keyof AmoApi)[] {
  const isPart = (name: string): name is keyof AmoApi => name in all;
  return Object.keys(all).filter(isPart);
}

function callsOf<Part extends keyof AmoApi>(part: Part) {
  const of: Readonly<Record<string, (one: AmoApi[Part]) => Promise<unknown>>> = calls[part];
  return Object.entries(of).map(
    ([method, call]) => [`${part}.${method}`, (api: AmoApi) => call(api[part])] as const,
  );
}
