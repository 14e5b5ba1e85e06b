import { beforeEach, describe, expect, test } from 'vitest';
import { askAs } from '../testing/ask.ts';
import type { Ask } from '../testing/ask.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';
import { differences } from '../testing/shape.ts';

/**
 * Every answer whose example amoCRM prints, and of which no recorded body is kept here: its keys, their
 * types and nesting, written down from the pages under
 * https://www.amocrm.ru/developers/content/crm_platform and, where those are silent,
 * https://developers.kommo.com/reference. Values mean nothing but their type; a list with several
 * examples shows what may stand in one place.
 */

const amo = freshClient();
let admin: Ask;
beforeEach(async () => {
  admin = await askAs(amo, oasis, oasis.admin);
});

const self = { self: { href: '' } };
const paged = { _page: 1, _links: { ...self, next: { href: '' } } };
const linked = (...ids: number[]) => ids.map((id) => ({ id, _links: self }));

/** The body of an answer with this status. */
function bodyOf(reply: Reply, status = 200): unknown {
  expect([reply.status, reply.status < 300 ? '' : reply.text]).toEqual([status, '']);
  return json(reply);
}

async function get(path: string): Promise<unknown> {
  return bodyOf(await admin('GET', path));
}

async function idOf(kind: string, query = ''): Promise<number> {
  return Number(rows(await admin('GET', `/api/v4/${kind}?limit=1${query}`), kind)[0]?.['id']);
}

const card = {
  id: 1,
  name: '',
  responsible_user_id: 1,
  group_id: 0,
  created_by: 1,
  updated_by: 1,
  created_at: 1,
  updated_at: 1,
  closest_task_at: null,
  is_deleted: false,
  account_id: 1,
  _links: self,
};
const values = [
  { value: '' },
  { value: '', enum_id: 1, enum_code: null },
  { value: 1 },
  { value: true },
];
/** `value` of a legal entity: what was not said is null. */
const legalEntity = Object.fromEntries(
  'name entity_type vat_id tax_registration_reason_code address real_address kpp director bank_account_number bank_code unp bin egrpou mfo oked external_uid'
    .split(' ')
    .map((key) => [key, null]),
);
const fieldValues = [
  { field_id: 1, field_name: '', field_code: '', field_type: '', values },
  { field_id: 1, field_name: '', field_code: null, field_type: '', values },
];
// `enum` on the vendor's page, `enum_code` in what clients read: both are printed.
const printedTwice = /\.values\[\]\.(enum|enum_code)$/;
const written = { id: 1, request_id: '', _links: self };

describe('contacts-api', () => {
  const contact = { ...card, first_name: '', last_name: '', custom_fields_values: fieldValues };

  test('the list: tags and companies beside the fields', async () => {
    const expected = {
      ...paged,
      _embedded: {
        contacts: [
          { ...contact, _embedded: { tags: [], companies: linked(1) } },
          { ...contact, custom_fields_values: null, _embedded: { tags: [], companies: [] } },
        ],
      },
    };
    expect(differences(await get('/api/v4/contacts?limit=5'), expected, printedTwice)).toEqual([]);
  });

  test('one, with leads, customers and elements of lists', async () => {
    const id = await idOf('contacts');
    const ours = await get(`/api/v4/contacts/${id}?with=leads,customers,catalog_elements`);
    const expected = {
      ...contact,
      _embedded: {
        tags: [],
        leads: linked(1),
        customers: linked(1),
        catalog_elements: [],
        companies: linked(1),
      },
    };
    expect(differences(ours, expected, printedTwice)).toEqual([]);
  });

  test('created: ids; changed: ids, names and times, in a list and alone', async () => {
    const made = await admin('POST', '/api/v4/contacts', [
      { first_name: 'Petro' },
      { name: 'Ганна' },
    ]);
    const expected = { _links: self, _embedded: { contacts: [written] } };
    expect(differences(bodyOf(made), expected)).toEqual([]);
    const id = Number(rows(made, 'contacts')[0]?.['id']);
    const changed = { id: 1, name: '', updated_at: 1, _links: self };
    const many = await admin('PATCH', '/api/v4/contacts', [{ id, last_name: 'П' }]);
    expect(differences(bodyOf(many), { _links: self, _embedded: { contacts: [changed] } })).toEqual(
      [],
    );
    const alone = await admin('PATCH', `/api/v4/contacts/${id}`, { last_name: 'К' });
    expect(differences(bodyOf(alone), changed)).toEqual([]);
  });
});

describe('companies-api', () => {
  const [some] = fieldValues;
  const company = {
    ...card,
    custom_fields_values: [...fieldValues, { ...some, values: [{ value: legalEntity }] }],
  };

  test('the list: tags alone beside the fields', async () => {
    const expected = {
      ...paged,
      _embedded: {
        companies: [
          { ...company, _embedded: { tags: [] } },
          { ...company, custom_fields_values: null, _embedded: { tags: [] } },
        ],
      },
    };
    expect(differences(await get('/api/v4/companies?limit=5'), expected, printedTwice)).toEqual([]);
  });

  test('one, with everything that is linked to it', async () => {
    const id = await idOf('companies');
    const ours = await get(
      `/api/v4/companies/${id}?with=leads,customers,contacts,catalog_elements`,
    );
    const expected = {
      ...company,
      custom_fields_values: fieldValues,
      _embedded: {
        tags: [],
        contacts: linked(1),
        customers: linked(1),
        leads: linked(1),
        catalog_elements: [],
      },
    };
    expect(differences(ours, expected, printedTwice)).toEqual([]);
  });

  test('created: ids; changed: ids, names and times', async () => {
    const made = await admin('POST', '/api/v4/companies', [{ name: 'Дюна' }]);
    const expected = { _links: self, _embedded: { companies: [written] } };
    expect(differences(bodyOf(made), expected)).toEqual([]);
    const id = Number(rows(made, 'companies')[0]?.['id']);
    const many = await admin('PATCH', '/api/v4/companies', [{ id, name: 'Пальма' }]);
    const changed = { id: 1, name: '', updated_at: 1, _links: self };
    expect(
      differences(bodyOf(many), { _links: self, _embedded: { companies: [changed] } }),
    ).toEqual([]);
  });
});

describe('users-api', () => {
  const entity = { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'A' };
  const stage = {
    entity_type: '',
    pipeline_id: 1,
    status_id: 1,
    rights: { view: 'D', edit: 'D', delete: 'D', export: 'D' },
  };
  const rights = {
    leads: entity,
    contacts: entity,
    companies: entity,
    tasks: { edit: 'A', delete: 'A' },
    mail_access: false,
    catalog_access: false,
    status_rights: [stage],
  };
  const userRights = {
    ...rights,
    is_admin: false,
    is_free: false,
    is_active: true,
    group_id: null,
    role_id: null,
  };
  const user = { id: 1, name: '', email: '', lang: '', rights: userRights, _links: self };
  const plain = { ...user, rights: { ...userRights, status_rights: null } };
  const role = { id: 1, name: '', rights: { ...rights, status_rights: null }, _links: self };
  const counted = { _total_items: 1, _page: 1, _page_count: 1, _links: self };

  test('the list, with role and group', async () => {
    const more = { roles: [{ id: 1, name: '', _links: self }], groups: [{ id: 1, name: '' }] };
    const expected = {
      ...counted,
      _embedded: {
        users: [
          { ...user, _embedded: more },
          { ...plain, _embedded: more },
        ],
      },
    };
    // Not every one of ours has what the example's have: an export right per stage.
    const ours = await get('/api/v4/users?with=role,group');
    const found = differences(ours, expected).filter((line) => !line.endsWith('export is missing'));
    expect(found).toEqual([]);
  });

  test('one has nothing embedded unless it is asked for', async () => {
    expect(differences(await get(`/api/v4/users/${oasis.seesAll}`), plain)).toEqual([]);
  });

  test('added: 201, counted, each with its request', async () => {
    const reply = await admin('POST', '/api/v4/users', [
      { name: 'Нова', email: 'nova@oasiskey.example', password: 'Password123' },
    ]);
    const expected = { _total_items: 1, _embedded: { users: [{ ...plain, request_id: '' }] } };
    expect(differences(bodyOf(reply, 201), expected)).toEqual([]);
  });

  test('roles: rights without what only a user is; whose they are, when asked', async () => {
    const withUsers = { ...role, _embedded: { users: [{ id: 1 }] } };
    const list = { ...counted, _embedded: { roles: [withUsers] } };
    expect(differences(await get('/api/v4/roles?with=users'), list)).toEqual([]);
    const id = await idOf('roles');
    expect(differences(await get(`/api/v4/roles/${id}`), role)).toEqual([]);
  });

  test('a role added is 201, changed 202', async () => {
    const made = await admin('POST', '/api/v4/roles', [{ name: 'Стажер' }]);
    const told = { ...role, request_id: '' };
    expect(
      differences(bodyOf(made, 201), { _total_items: 1, _embedded: { roles: [told] } }),
    ).toEqual([]);
    const id = Number(rows(made, 'roles')[0]?.['id']);
    const changed = await admin('PATCH', `/api/v4/roles/${id}`, { name: 'Помічник' });
    expect(differences(bodyOf(changed, 202), told)).toEqual([]);
  });
});

describe('tasks-api', () => {
  const task = {
    id: 1,
    created_by: 1,
    updated_by: 1,
    created_at: 1,
    updated_at: 1,
    responsible_user_id: 1,
    group_id: 0,
    entity_id: 1,
    entity_type: 'leads',
    duration: 0,
    is_completed: true,
    task_type_id: 2,
    text: '',
    result: [],
    complete_till: 1,
    account_id: 1,
    _links: self,
  };
  const done = { ...task, result: { text: '' } };

  test('the list: a result is an empty list, or an object with a text', async () => {
    const open = await get('/api/v4/tasks?limit=5&filter[is_completed]=0');
    expect(differences(open, { ...paged, _embedded: { tasks: [task] } })).toEqual([]);
    const closed = await get('/api/v4/tasks?limit=5&filter[is_completed]=1');
    expect(differences(closed, { ...paged, _embedded: { tasks: [task, done] } })).toEqual([]);
    const id = await idOf('tasks');
    expect(differences(await get(`/api/v4/tasks/${id}`), task)).toEqual([]);
  });

  test('created: ids; changed in a list: ids, times and requests; alone: ids and times', async () => {
    const wanted = [{ text: 'Показ', complete_till: 1_900_000_000, request_id: 'example' }];
    const made = await admin('POST', '/api/v4/tasks', wanted);
    expect(differences(bodyOf(made), { _links: self, _embedded: { tasks: [written] } })).toEqual(
      [],
    );
    const id = Number(rows(made, 'tasks')[0]?.['id']);
    const many = await admin('PATCH', '/api/v4/tasks', [{ id, text: 'Дзвінок' }]);
    const changed = { id: 1, updated_at: 1, _links: self };
    const inList = { ...changed, request_id: '' };
    expect(differences(bodyOf(many), { _links: self, _embedded: { tasks: [inList] } })).toEqual([]);
    const alone = await admin('PATCH', `/api/v4/tasks/${id}`, {
      is_completed: true,
      result: { text: 'Домовились' },
    });
    expect(differences(bodyOf(alone), changed)).toEqual([]);
  });
});

describe('tags-api', () => {
  test('the list is paged and not counted', async () => {
    const tags = [
      { id: 1, name: '', color: null },
      { id: 1, name: '', color: '' },
    ];
    const expected = { ...paged, _embedded: { tags } };
    expect(differences(await get('/api/v4/leads/tags?limit=3'), expected)).toEqual([]);
  });

  test('added: counted, each with its request', async () => {
    const wanted = [{ name: 'Tag 1' }, { name: 'Tag 2', request_id: 'mine' }];
    const tag = { id: 1, name: '', color: null, request_id: '' };
    const expected = { _total_items: 2, _embedded: { tags: [tag] } };
    expect(
      differences(bodyOf(await admin('POST', '/api/v4/leads/tags', wanted)), expected),
    ).toEqual([]);
  });
});

describe('events-and-notes', () => {
  const note = {
    id: 1,
    entity_id: 1,
    created_by: 1,
    updated_by: 1,
    created_at: 1,
    updated_at: 1,
    responsible_user_id: 1,
    group_id: 0,
    note_type: 'common',
    params: { text: '' },
    account_id: 1,
    _links: self,
  };

  test('notes of a kind, of a card, and one: linked by way of their card', async () => {
    const leadId = await idOf('leads');
    const made = await admin('POST', `/api/v4/leads/${leadId}/notes`, [
      { note_type: 'common', params: { text: 'Слова' } },
      { note_type: 'common', params: { text: 'Ще слова' } },
    ]);
    const told = { id: 1, entity_id: 1, request_id: '', _links: self };
    expect(differences(bodyOf(made), { _links: self, _embedded: { notes: [told] } })).toEqual([]);
    const [id] = rows(made, 'notes').map((row) => Number(row['id']));
    const expected = { ...paged, _embedded: { notes: [note] } };
    const common = 'limit=1&filter[note_type]=common';
    expect(differences(await get(`/api/v4/leads/notes?${common}`), expected)).toEqual([]);
    expect(differences(await get(`/api/v4/leads/${leadId}/notes?${common}`), expected)).toEqual([]);
    const one = await get(`/api/v4/leads/notes/${String(id)}`);
    expect(differences(one, note)).toEqual([]);
    const href = `http://${oasis.host}/api/v4/leads/${leadId}/notes/${String(id)}`;
    expect(one).toMatchObject({ _links: { self: { href } } });
    expect(await get(`/api/v4/leads/${leadId}/notes/${String(id)}`)).toEqual(one);
  });

  test('changed notes: ids, cards and times', async () => {
    const leadId = await idOf('leads');
    const made = await admin('POST', '/api/v4/leads/notes', [
      { entity_id: leadId, note_type: 'sms_in', params: { text: 'Так', phone: '+97150' } },
    ]);
    const id = Number(rows(made, 'notes')[0]?.['id']);
    const reply = await admin('PATCH', '/api/v4/leads/notes', [
      { id, entity_id: leadId, params: { text: 'Ні', phone: '+97150' } },
    ]);
    const changed = { id: 1, entity_id: 1, updated_at: 1, _links: self };
    expect(differences(bodyOf(reply), { _links: self, _embedded: { notes: [changed] } })).toEqual(
      [],
    );
  });

  const event = {
    id: '',
    type: '',
    entity_id: 1,
    entity_type: '',
    created_by: 1,
    created_at: 1,
    value_after: [],
    value_before: [],
    account_id: 1,
    _links: self,
    _embedded: { entity: { id: 1, _links: self } },
  };

  /** What `value_after` and `value_before` hold, type by type, as the page's table has it. */
  const valuesOf: Readonly<Record<string, object>> = {
    lead_added: { note: { id: 1 } },
    contact_added: { note: { id: 1 } },
    company_added: { note: { id: 1 } },
    common_note_added: { note: { id: 1 } },
    common_note_deleted: { note: { id: 1 } },
    attachment_note_added: { note: { id: 1 } },
    geo_note_added: { note: { id: 1 } },
    service_note_added: { note: { id: 1 } },
    message_to_cashier_note_added: { note: { id: 1 } },
    incoming_call: { note: { id: 1 } },
    outgoing_call: { note: { id: 1 } },
    incoming_sms: { note: { id: 1 } },
    outgoing_sms: { note: { id: 1 } },
    task_result_added: { note: { id: 1 } },
    task_text_changed: { task: { text: '' } },
    task_type_changed: { task_type: { id: 1 } },
    task_deadline_changed: { task_deadline: { timestamp: 1 } },
    entity_tag_added: { tag: { name: '' } },
    entity_tag_deleted: { tag: { name: '' } },
    lead_status_changed: { lead_status: { id: 1, pipeline_id: 1 } },
    entity_responsible_changed: { responsible_user: { id: 1 } },
    ...Object.fromEntries(
      ['lead', 'contact', 'company', 'entity'].flatMap((kind): [string, object][] => [
        [`${kind}_linked`, { link: { entity: { type: '', id: 1 } } }],
        [`${kind}_unlinked`, { unlink: { entity: { type: '', id: 1 } } }],
      ]),
    ),
    custom_field_value_changed: {
      custom_field_value: { field_id: 1, field_type: 8, enum_id: null, text: '' },
    },
    // The two that the table leaves out; the keys are those that readers of the feed know.
    name_field_changed: { name_field_value: { name: '' } },
    sale_field_changed: { sale_field_value: { sale: 1 } },
  };

  test('events: the list, one, and the values of every type that the account’s history has', async () => {
    const [leadId, contactId] = [await idOf('leads'), await idOf('contacts')];
    const path = `/api/v4/leads/${leadId}`;
    await admin('PATCH', path, { name: 'Інша', price: 7, tags_to_add: [{ name: 'новий' }] });
    await admin('PATCH', path, {
      responsible_user_id: oasis.seesOwn,
      tags_to_delete: [{ name: 'новий' }],
    });
    const to = [{ to_entity_id: contactId, to_entity_type: 'contacts' }];
    await admin('POST', `${path}/link`, to);
    await admin('POST', `${path}/unlink`, to);
    await admin('PATCH', `/api/v4/contacts/${contactId}`, {
      custom_fields_values: [{ field_code: 'EMAIL', values: [{ value: 'a@b.example' }] }],
    });
    const task = {
      text: 'а',
      complete_till: 1_900_000_000,
      entity_id: leadId,
      entity_type: 'leads',
    };
    const made = await admin('POST', '/api/v4/tasks', [task]);
    await admin('PATCH', `/api/v4/tasks/${String(rows(made, 'tasks')[0]?.['id'])}`, {
      text: 'б',
      task_type_id: 2,
      complete_till: 1_900_000_100,
      is_completed: true,
      result: { text: 'в' },
    });

    const list = await admin('GET', '/api/v4/events?limit=100');
    const known = /value_(after|before)\[\]/;
    expect(differences(bodyOf(list), { ...paged, _embedded: { events: [event] } }, known)).toEqual(
      [],
    );
    const seen = new Set<string>();
    for (let page = 1; page <= 40; page += 1) {
      const reply = await admin('GET', `/api/v4/events?limit=100&page=${page}`);
      if (reply.status === 204) break;
      for (const row of rows(reply, 'events')) {
        const type = String(row['type']);
        seen.add(type);
        const shape = valuesOf[type];
        const all = [row['value_after'], row['value_before']];
        const wrong = differences(all, shape === undefined ? [[]] : [[shape]]);
        expect([type, wrong.filter((line) => !line.endsWith('is missing'))]).toEqual([type, []]);
      }
    }
    expect([...seen]).toEqual(expect.arrayContaining(['lead_linked', 'sale_field_changed']));
    const id = String(rows(list, 'events')[0]?.['id']);
    expect(id).toMatch(/^[0-9a-z]{26}$/);
    expect(differences(await get(`/api/v4/events/${id}`), event, known)).toEqual([]);
  });

  test('types of events: counted, key, number and words', async () => {
    const expected = {
      _total_items: 1,
      _links: self,
      _embedded: { events_types: [{ key: '', type: 1, lang: '' }] },
    };
    expect(differences(await get('/api/v4/events/types'), expected)).toEqual([]);
  });
});

describe('entity-links-api', () => {
  const links = (more: object) => [
    { ...more, to_entity_id: 1, to_entity_type: '', metadata: { main_contact: true } },
    { ...more, to_entity_id: 1, to_entity_type: '', metadata: null },
  ];
  const listed = (more: object) => ({
    _total_items: 1,
    _links: self,
    _embedded: { links: links(more) },
  });
  const both = { entity_id: 1, entity_type: '' };

  test('a card’s list names the other end alone; all other answers name both', async () => {
    const [leadId, contactId] = [await idOf('leads'), await idOf('contacts')];
    const to = { to_entity_id: contactId, to_entity_type: 'contacts', metadata: { is_main: true } };
    const one = await admin('POST', `/api/v4/leads/${leadId}/link`, [to]);
    expect(differences(bodyOf(one), listed(both))).toEqual([]);
    const many = await admin('POST', '/api/v4/leads/link', [{ ...to, entity_id: leadId }]);
    expect(differences(bodyOf(many), listed(both))).toEqual([]);
    const ofOne = await get(`/api/v4/leads/${leadId}/links`);
    expect(differences(ofOne, listed({}))).toEqual([]);
    const ofMany = await get(`/api/v4/leads/links?filter[entity_id][]=${leadId}`);
    expect(differences(ofMany, listed(both))).toEqual([]);
  });
});

describe('unsorted-api', () => {
  const cards = { contacts: linked(1), leads: linked(1), companies: linked(1) };
  const sip = {
    from: '',
    phone: '',
    called_at: 1,
    duration: 0,
    link: '',
    service_code: '',
    uniq: '',
  };
  const forms = {
    form_id: '',
    form_name: '',
    form_page: '',
    ip: '',
    form_sent_at: 1,
    referer: '',
    visitor_uid: null,
  };
  const entry = (metadata: object) => ({
    uid: '',
    source_uid: '',
    source_name: '',
    category: '',
    pipeline_id: 1,
    created_at: 1,
    metadata,
    account_id: 1,
    _links: self,
    _embedded: cards,
  });
  const sorted = { uid: '', pipeline_id: 1, category: '', created_at: 1 };

  async function came(): Promise<Reply> {
    return admin('POST', '/api/v4/leads/unsorted/forms', [
      {
        request_id: '123',
        source_name: 'ТОВ Коло',
        source_uid: `uid-${String(Math.random())}`,
        _embedded: { leads: [{ name: 'Заявка' }], contacts: [{ name: 'Оля' }] },
        metadata: {
          ip: '203.0.113.9',
          form_id: 'f',
          form_sent_at: 1_590_830_520,
          form_name: 'Заявка',
          form_page: 'https://example.com',
          referer: 'https://example.com/from',
        },
      },
    ]);
  }
  const uidOf = (reply: Reply) => String(rows(reply, 'unsorted')[0]?.['uid']);

  test('the list by category: each with its metadata and its cards', async () => {
    for (const [category, metadata] of Object.entries({ sip, forms })) {
      const ours = await get(`/api/v4/leads/unsorted?limit=1&filter[category][]=${category}`);
      const expected = { ...paged, _embedded: { unsorted: [entry(metadata)] } };
      expect([category, differences(ours, expected)]).toEqual([category, []]);
    }
  });

  test('added: counted; accepted, declined, linked: what each answers of the cards', async () => {
    const made = await came();
    const told = { uid: '', account_id: 1, request_id: '', _links: self, _embedded: cards };
    expect(differences(bodyOf(made), { _total_items: 1, _embedded: { unsorted: [told] } })).toEqual(
      [],
    );
    const one = await get(`/api/v4/leads/unsorted/${uidOf(made)}`);
    expect(differences(one, entry(forms))).toEqual([]);

    const accept = await admin('POST', `/api/v4/leads/unsorted/${uidOf(made)}/accept`, {});
    expect(differences(bodyOf(accept), { ...sorted, _embedded: cards })).toEqual([]);

    const other = uidOf(await came());
    const decline = await admin('DELETE', `/api/v4/leads/unsorted/${other}/decline`, {
      user_id: oasis.admin,
    });
    const without = { contacts: cards.contacts, leads: cards.leads };
    expect(differences(bodyOf(decline), { ...sorted, _embedded: without })).toEqual([]);

    const chat = uidOf(await admin('GET', '/api/v4/leads/unsorted?filter[category][]=chats'));
    const link = await admin('POST', `/api/v4/leads/unsorted/${chat}/link`, {
      link: { entity_id: await idOf('leads'), entity_type: 'leads' },
    });
    expect(differences(bodyOf(link), { uid: '', _embedded: { leads: linked(1) } })).toEqual([]);
  });

  test('the summary', async () => {
    const category = { total: 1 };
    const expected = {
      total: 1,
      accepted: 1,
      declined: 1,
      average_sort_time: 1,
      categories: { sip: category, mail: category, forms: category, chats: category },
    };
    expect(differences(await get('/api/v4/leads/unsorted/summary'), expected)).toEqual([]);
  });
});

describe('custom-fields', () => {
  const field = {
    id: 1,
    name: '',
    type: '',
    account_id: 1,
    code: null,
    sort: 1,
    settings: null,
    is_api_only: false,
    enums: [{ id: 1, value: '', sort: 1, code: null }],
    group_id: null,
    required_statuses: [{ status_id: 1, pipeline_id: 1 }],
    hidden_statuses: [{ status_id: 1, pipeline_id: 1 }],
    is_computed: false,
    is_deletable: true,
    is_predefined: false,
    entity_type: '',
    remind: null,
    triggers: [],
    currency: null,
    _links: self,
  };
  const ofLeads = { ...field, chained_lists: null, tracking_callback: null };
  const isThere = (line: string) => !line.endsWith('is missing');

  test.each(['leads', 'contacts', 'companies'])(
    'the list of %s: counted, with a last page',
    async (kind) => {
      const shape = kind === 'leads' ? ofLeads : field;
      const expected = {
        ...paged,
        _total_items: 1,
        _page_count: 1,
        _links: { ...paged._links, last: { href: '' } },
        _embedded: { custom_fields: [shape, { ...shape, enums: null }] },
      };
      const ours = await get(`/api/v4/${kind}/custom_fields?limit=4`);
      expect(differences(ours, expected).filter(isThere)).toEqual([]);
      expect(ours).toMatchObject({ _page: 1, _links: { next: {}, last: {} } });
    },
  );

  test('created and changed: 201, counted, each with its request', async () => {
    const wanted = {
      name: 'Вид',
      type: 'multiselect',
      sort: 510,
      enums: [{ value: 'море', sort: 1 }],
    };
    const root = '/api/v4/leads/custom_fields';
    const made = await admin('POST', root, [wanted]);
    const told = { ...ofLeads, request_id: '' };
    const expected = { _total_items: 1, _embedded: { custom_fields: [told] } };
    expect(differences(bodyOf(made, 201), expected).filter(isThere)).toEqual([]);
    const id = Number(rows(made, 'custom_fields')[0]?.['id']);
    const changed = await admin('PATCH', root, [{ id, name: 'Краєвид' }]);
    expect(differences(bodyOf(changed, 201), expected).filter(isThere)).toEqual([]);
    expect(differences(await get(`${root}/${id}`), ofLeads).filter(isThere)).toEqual([]);
  });

  test('groups: listed, one, created 201 and changed', async () => {
    const group = {
      id: '',
      name: '',
      is_predefined: true,
      type: '',
      entity_type: '',
      sort: 1,
      _links: self,
    };
    const root = '/api/v4/leads/custom_fields/groups';
    const list = await get(root);
    const expected = { _total_items: 1, _embedded: { custom_field_groups: [group] } };
    expect(differences(list, expected)).toEqual([]);
    expect(differences(await get(`${root}/default`), group)).toEqual([]);
    const made = await admin('POST', root, [{ name: 'Група', sort: 4 }]);
    const told = { ...group, request_id: '' };
    expect(
      differences(bodyOf(made, 201), {
        _total_items: 1,
        _embedded: { custom_field_groups: [told] },
      }),
    ).toEqual([]);
    const id = String(rows(made, 'custom_field_groups')[0]?.['id']);
    expect(id).toMatch(/^leads_\d+$/);
    expect(differences(bodyOf(await admin('PATCH', `${root}/${id}`, { sort: 6 })), told)).toEqual(
      [],
    );
  });
});

describe('sources-api', () => {
  test('written: counted, each with its request; read: with a link to the list', async () => {
    const source = {
      id: 1,
      name: '',
      pipeline_id: 1,
      external_id: '',
      services: [],
      default: false,
      origin_code: null,
      _links: self,
    };
    const made = await admin('POST', '/api/v4/sources', [{ name: 'Чат', external_id: 'one' }]);
    const told = { ...source, request_id: '' };
    expect(differences(bodyOf(made), { _total_items: 1, _embedded: { sources: [told] } })).toEqual(
      [],
    );
    const list = { _total_items: 1, _links: self, _embedded: { sources: [source] } };
    expect(differences(await get('/api/v4/sources'), list)).toEqual([]);
    const id = await idOf('sources');
    expect(differences(await get(`/api/v4/sources/${id}`), source)).toEqual([]);
    const changed = await admin('PATCH', '/api/v4/sources', [{ id, name: 'Дзвінки' }]);
    expect(
      differences(bodyOf(changed), { _total_items: 1, _embedded: { sources: [told] } }),
    ).toEqual([]);
  });
});

test('calls-api: what was added, and to whom', async () => {
  await admin('POST', '/api/v4/contacts', [
    {
      name: 'Дзвінок',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+971 50 999 0001' }] }],
    },
  ]);
  const reply = await admin('POST', '/api/v4/calls', [
    { direction: 'inbound', duration: 10, source: 'pbx', phone: '+971509990001', call_status: 4 },
  ]);
  const call = {
    id: 1,
    entity_id: 1,
    entity_type: '',
    account_id: 1,
    request_id: '',
    _embedded: { entity: { id: 1, _links: self } },
  };
  const expected = { _total_items: 1, errors: [], _embedded: { calls: [call] } };
  expect(differences(bodyOf(reply), expected)).toEqual([]);
});

test('webhooks-api: the list is counted and has no links', async () => {
  await admin('POST', '/api/v4/webhooks', {
    destination: 'https://example.test',
    settings: ['add_task'],
  });
  const webhook = {
    id: 1,
    destination: '',
    created_at: 1,
    updated_at: 1,
    account_id: 1,
    created_by: 1,
    sort: 1,
    disabled: false,
    settings: [''],
  };
  const expected = { _total_items: 1, _embedded: { webhooks: [webhook] } };
  expect(differences(await get('/api/v4/webhooks'), expected)).toEqual([]);
});

test('loss reasons: as a list, as one, and on a lost lead', async () => {
  const reason = { id: 1, name: '', sort: 1, created_at: 1, updated_at: 1, _links: self };
  const expected = {
    _total_items: 1,
    _page: 1,
    _page_count: 1,
    _links: self,
    _embedded: { loss_reasons: [reason] },
  };
  expect(differences(await get('/api/v4/leads/loss_reasons'), expected)).toEqual([]);
  const [first] = rows(await admin('GET', '/api/v4/leads/loss_reasons'), 'loss_reasons');
  const one = await get(`/api/v4/leads/loss_reasons/${String(first?.['id'])}`);
  expect(differences(one, reason)).toEqual([]);
});

test('trashed leads: id, time, author and that they are deleted', async () => {
  const id = await idOf('leads');
  await amo.order('leads/delete', { subdomain: oasis.subdomain, ids: [id] });
  const lead = { id: 1, updated_at: 1, updated_by: 1, is_deleted: true, _links: self };
  const expected = { _page: 1, _links: self, _embedded: { leads: [lead] } };
  expect(differences(await get('/api/v4/leads?with=only_deleted'), expected)).toEqual([]);
});

describe('what no account here has', () => {
  test.each(['catalogs', 'catalogs/4521', 'catalogs/4521/elements', 'catalogs/4521/elements/1'])(
    '%s is 204',
    async (path) => {
      const reply = await admin('GET', `/api/v4/${path}`);
      expect([reply.status, reply.text]).toEqual([204, '']);
    },
  );

  test('a card without subscribers is 204', async () => {
    const reply = await admin('GET', `/api/v4/leads/${await idOf('leads')}/subscriptions`);
    expect([reply.status, reply.text]).toEqual([204, '']);
  });
});
