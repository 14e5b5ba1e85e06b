import { describe, expect, expectTypeOf, it } from 'vitest';
import { replayed } from '../testing/replayed.ts';
import { eventValues } from './events/event-value.ts';
import { eventSchema } from './events/events-api.ts';
import { noteContent } from './notes/note-params.ts';
import { noteSchema } from './notes/note.ts';
import { unsortedSchema } from './unsorted/unsorted.ts';
import { rightsSchema } from './users/rights.ts';

const note = { id: 1, entity_id: 2, created_at: 3, note_type: 'common', params: { text: 'Hi' } };

describe('a note', () => {
  it.each([
    ['common', { text: 'Hi' }, { text: 'Hi' }],
    [
      'call_in',
      { uniq: 'u', duration: '30', source: 's', link: null, phone: 380501112233, call_status: 4 },
      { uniq: 'u', duration: 30, phone: '380501112233', callStatus: 4, callResult: null },
    ],
    ['service_message', { service: 'S', text: 'T' }, { service: 'S', text: 'T' }],
    ['message_cashier', { status: 'shown', text: 'T' }, { status: 'shown' }],
    ['geolocation', { text: 'T', longitude: '1.5', latitude: 2 }, { latitude: '2', address: null }],
    ['sms_out', { text: 'T', phone: '1' }, { phone: '1' }],
    ['attachment', { file_uuid: 'f', file_name: 'n', text: null }, { fileUuid: 'f', text: '' }],
  ])('%s is read', (type, params, expected) => {
    expect(noteContent(type, params)).toMatchObject({ type, params: expected });
  });

  it.each([
    ['zoom_meeting', { anything: [1] }],
    ['common', ['PHP says empty']],
    ['common', { text: { not: 'text' } }],
    ['__proto__', null],
  ])('%s with %j is kept as it is', (type, params) => {
    expect(noteContent(type, params)).toEqual({ type: 'other', params });
  });

  it('its type decides what is in it, for the compiler too', () => {
    const { content, noteType } = noteSchema.parse(note);
    expect(noteType).toBe('common');
    if (content.type === 'common') expectTypeOf(content.params).toEqualTypeOf<{ text: string }>();
    if (content.type === 'call_in')
      expectTypeOf(content.params.duration).toEqualTypeOf<number | null>();
    if (content.type === 'other') expectTypeOf(content.params).toBeUnknown();
  });

  it('is written under amoCRM’s names', async () => {
    const { api, requests } = replayed(
      '{"_embedded":{"notes":[{"id":9,"entity_id":1,"request_id":"0"}]}}',
    );
    const content = {
      type: 'call_out' as const,
      params: { uniq: 'u', duration: 3, source: 's', phone: '1', callResponsible: 'Olena' },
    };
    const added = await api.notes.addTo('leads', 1, [{ content, createdBy: 7 }]);
    expect(added).toEqual([{ id: 9, entityId: 1 }]);
    expect(requests[0]?.url.pathname).toBe('/api/v4/leads/1/notes');
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual([
      {
        request_id: '0',
        created_by: 7,
        note_type: 'call_out',
        params: { uniq: 'u', duration: 3, source: 's', phone: '1', call_responsible: 'Olena' },
      },
    ]);
  });
});

describe('an event', () => {
  it.each([
    [[{ note: { id: 5 } }], { type: 'note', value: { id: 5 } }],
    [
      [{ lead_status: { id: 142, pipeline_id: 9 } }],
      { type: 'lead_status', value: { id: 142, pipelineId: 9 } },
    ],
    [[{ responsible_user: { id: 7 } }], { type: 'responsible_user', value: { id: 7 } }],
    [[{ tag: { name: 'VIP' } }], { type: 'tag', value: { name: 'VIP' } }],
    [
      [{ link: { entity: { type: 'contact', id: 3 } } }],
      { type: 'link', value: { entity: { type: 'contact', id: 3 } } },
    ],
    [[{ task_deadline: { timestamp: 1 } }], { type: 'task_deadline', value: { timestamp: 1 } }],
    [
      [{ custom_field_value: { field_id: 1, field_type: 4, enum_id: null, text: 5 } }],
      {
        type: 'custom_field_value',
        value: { fieldId: 1, fieldType: 4, enumId: null, text: '5' },
      },
    ],
    [{ nps: { rate: 9 } }, { type: 'nps', value: { rate: 9 } }],
    [[{ brand_new: { x: 1 } }], { type: 'other', value: { brand_new: { x: 1 } } }],
    [[{ note: { id: 'x' } }], { type: 'other', value: { note: { id: 'x' } } }],
    [[{ toString: 1 }], { type: 'other', value: { toString: 1 } }],
    [[17], { type: 'other', value: 17 }],
  ])('its values: %j', (raw, expected) => {
    expect(eventValues(raw)).toEqual([expected]);
  });

  it('may have none, and keeps its id and type whatever they are', () => {
    const event = eventSchema.parse({
      id: '01pz58t6p04ymgsgfbmfyfy1mf',
      type: 'custom_field_17_value_changed',
      entity_id: 1,
      entity_type: 'catalog_1001',
      created_by: 0,
      created_at: 5,
      value_after: [],
      value_before: [],
      _embedded: { entity: { id: 1, name: 'A' } },
    });
    expect(event).toMatchObject({ valueAfter: [], valueBefore: [], entityName: 'A', createdBy: 0 });
  });

  it('at most a hundred a page are asked for', async () => {
    const { api, requests } = replayed('', 204);
    await expect(api.events.list({ limit: 101 })).rejects.toThrow(RangeError);
    await api.events.list({
      limit: 100,
      filter: {
        type: ['lead_added', 'lead_deleted'],
        createdAt: { from: 1 },
        valueAfter: { leads_statuses: [{ pipeline_id: 1, status_id: 142 }] },
      },
    });
    expect(decodeURIComponent(requests[0]?.url.search ?? '')).toBe(
      '?limit=100&filter[type][]=lead_added&filter[type][]=lead_deleted&filter[created_at][from]=1' +
        '&filter[value_after][leads_statuses][0][pipeline_id]=1' +
        '&filter[value_after][leads_statuses][0][status_id]=142',
    );
  });
});

describe('an incoming lead', () => {
  const incoming = { uid: 'a1', category: 'sip', pipeline_id: 1, created_at: 2 };

  it('is read as the vendor types it: a phone as number, a duration as text', () => {
    const metadata = { from: '1', phone: 380501112233, called_at: 3, duration: '54', uniq: 'u' };
    expect(unsortedSchema.parse({ ...incoming, metadata }).origin).toMatchObject({
      type: 'sip',
      metadata: { phone: '380501112233', duration: 54, link: null },
    });
  });

  it('of a new category, or with nothing in it, is kept', () => {
    const other = unsortedSchema.parse({ ...incoming, category: 'pigeon', metadata: { wing: 1 } });
    expect(other.origin).toEqual({ type: 'other', metadata: { wing: 1 } });
    expect(unsortedSchema.parse({ ...incoming, metadata: [] }).origin.type).toBe('other');
  });

  it('is accepted, declined and linked where the vendor says', async () => {
    const { api, requests } = replayed('{"uid":"a1","_embedded":{"leads":[{"id":5}]}}');
    expect(await api.unsorted.accept('a1', { userId: 7, statusId: 9 })).toEqual({
      uid: 'a1',
      leadIds: [5],
      contactIds: [],
      companyIds: [],
    });
    await api.unsorted.decline('a1', { userId: 7 });
    await api.unsorted.link('a1', { entityType: 'leads', entityId: 3, contactId: 4 });
    const sent = requests.map(({ method, url, body }) => [method, url.pathname, body]);
    expect(sent).toEqual([
      ['POST', '/api/v4/leads/unsorted/a1/accept', '{"user_id":7,"status_id":9}'],
      ['DELETE', '/api/v4/leads/unsorted/a1/decline', '{"user_id":7}'],
      [
        'POST',
        '/api/v4/leads/unsorted/a1/link',
        '{"link":{"entity_id":3,"entity_type":"leads","metadata":{"contact_id":4}}}',
      ],
    ]);
    await expect(api.unsorted.get('../../account')).rejects.toThrow(RangeError);
  });
});

describe('rights', () => {
  it('are read letter by letter; what is new or missing is null, never a guess', () => {
    const rights = rightsSchema.parse({
      leads: { view: 'A', edit: 'G', add: 'D', delete: 'M', export: 'X' },
      contacts: [],
      tasks: { edit: 'A' },
      status_rights: [
        { entity_type: 'leads', pipeline_id: 1, status_id: 2, rights: { view: 'A', edit: 'D' } },
      ],
      is_admin: true,
    });
    expect(rights.leads).toEqual({ view: 'A', edit: 'G', add: 'D', delete: 'M', export: null });
    expect(rights.contacts.view).toBeNull();
    expect(rights.tasks).toEqual({ edit: 'A', delete: null });
    expect(rights.statusRights[0]).toMatchObject({ statusId: 2, rights: { edit: 'D' } });
    expect(rights.isAdmin).toBe(true);
  });
});

describe('paths', () => {
  it('take no entity type but the four', async () => {
    const { api, requests } = replayed('', 204);
    const type = '../account';
    // A caller without types.
    const list: (entity: never) => Promise<unknown> = api.notes.list;
    await expect(Reflect.apply(list, api.notes, [type])).rejects.toThrow(RangeError);
    expect(requests).toHaveLength(0);
  });
});
