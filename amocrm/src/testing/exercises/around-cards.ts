import { expect } from 'vitest';
import type { AmoApi } from '../../api.ts';
import type { NoteInput } from '../../entities/notes/note-input.ts';
import { caught } from '../caught.ts';
import { everything, first } from '../first.ts';
import type { ExercisesOf } from './exercise.ts';

const later = 2_000_000_000;
const newLead = async (api: AmoApi) => first(await api.leads.add([{ name: 'A lead' }])).id;
const newContact = async (api: AmoApi) => first(await api.contacts.add([{ name: 'Olena' }])).id;
const newTask = async (api: AmoApi) =>
  first(await api.tasks.add([{ text: 'Call', completeTill: later }])).id;
const textOf = async (api: AmoApi, id: number) => (await api.tasks.get(id))?.text;

export const taskExercises: ExercisesOf<'tasks'> = {
  list: async (api) => {
    const { items } = await api.tasks.list({ limit: 5, filter: { isCompleted: false } });
    expect(items).toHaveLength(5);
    expect(items.every(({ isCompleted }) => !isCompleted)).toBe(true);
  },
  get: async (api) => {
    expect(await api.tasks.get(await newTask(api))).toMatchObject({ text: 'Call', result: null });
    expect(await api.tasks.get(999_999_999)).toBeNull();
  },
  pages: async (api) => {
    const ids = (await everything(api.tasks.pages({ limit: 100 }))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  },
  add: async (api) => {
    const entityId = await newLead(api);
    const task = { text: 'Meet', completeTill: later, entityType: 'leads' as const, entityId };
    const { id } = first(await api.tasks.add([task]));
    expect(await api.tasks.get(id)).toMatchObject(task);
  },
  addAll: async (api) => {
    const tasks = Array.from({ length: 51 }, () => ({ text: 'Many', completeTill: later }));
    const outcomes = await api.tasks.addAll(tasks);
    expect(outcomes.every(({ status }) => status === 'done')).toBe(true);
  },
  patch: async (api) => {
    const id = await newTask(api);
    await api.tasks.patch(id, { text: 'Write' });
    expect(await textOf(api, id)).toBe('Write');
  },
  patchMany: async (api) => {
    const ids = [await newTask(api), await newTask(api)];
    await api.tasks.patchMany(ids.map((id) => ({ id, text: `t${id}` })));
    for (const id of ids) expect(await textOf(api, id)).toBe(`t${id}`);
  },
  patchAll: async (api) => {
    const ids = [await newTask(api), await newTask(api)];
    await api.tasks.patchAll(ids.map((id) => ({ id, text: `u${id}` })));
    for (const id of ids) expect(await textOf(api, id)).toBe(`u${id}`);
  },
  complete: async (api) => {
    const id = await newTask(api);
    await api.tasks.complete(id, 'Agreed');
    expect(await api.tasks.get(id)).toMatchObject({
      isCompleted: true,
      result: { text: 'Agreed' },
    });
  },
};

const text = (words: string): NoteInput => ({ type: 'common', params: { text: words } });
const newNote = async (api: AmoApi, leadId: number, words = 'before') =>
  first(await api.notes.addTo('leads', leadId, [{ content: text(words) }])).id;
const wordsOf = async (api: AmoApi, id: number) => (await api.notes.get('leads', id))?.content;

export const noteExercises: ExercisesOf<'notes'> = {
  list: async (api) => {
    await newNote(api, await newLead(api));
    const { items } = await api.notes.list('leads', { filter: { noteType: 'common' }, limit: 5 });
    expect(items.map(({ noteType }) => noteType)).toEqual(Array(items.length).fill('common'));
    expect(items.length).toBeGreaterThan(0);
  },
  pages: async (api) => {
    const all = await everything(api.notes.pages('contacts', { limit: 250 }));
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  },
  listOf: async (api) => {
    const leadId = await newLead(api);
    const id = await newNote(api, leadId);
    const { items } = await api.notes.listOf('leads', leadId);
    expect(items.map((note) => note.id)).toEqual([id]);
  },
  pagesOf: async (api) => {
    const leadId = await newLead(api);
    const ids = [await newNote(api, leadId), await newNote(api, leadId)];
    const all = await everything(api.notes.pagesOf('leads', leadId, { limit: 1 }));
    expect(all.map(({ id }) => id).sort()).toEqual(ids.sort());
  },
  get: async (api) => {
    const leadId = await newLead(api);
    const id = await newNote(api, leadId, 'read');
    expect(await api.notes.get('leads', id)).toMatchObject({ entityId: leadId });
    expect(await wordsOf(api, id)).toEqual(text('read'));
    expect(await api.notes.get('leads', 999_999_999)).toBeNull();
  },
  add: async (api) => {
    const entityId = await newLead(api);
    const added = first(await api.notes.add('leads', [{ entityId, content: text('mass') }]));
    expect(added.entityId).toBe(entityId);
    expect(await wordsOf(api, added.id)).toEqual(text('mass'));
  },
  addAll: async (api) => {
    const entityId = await newLead(api);
    const notes = Array.from({ length: 51 }, () => ({ entityId, content: text('all') }));
    const outcomes = await api.notes.addAll('leads', notes);
    expect(outcomes.every(({ status }) => status === 'done')).toBe(true);
  },
  addTo: async (api) => {
    const id = await newNote(api, await newLead(api), 'under it');
    expect(await wordsOf(api, id)).toEqual(text('under it'));
  },
  patch: async (api) => {
    const leadId = await newLead(api);
    const id = await newNote(api, leadId);
    await api.notes.patch('leads', leadId, id, { content: text('after') });
    expect(await wordsOf(api, id)).toEqual(text('after'));
  },
  patchMany: async (api) => {
    const leadId = await newLead(api);
    const ids = [await newNote(api, leadId), await newNote(api, leadId)];
    await api.notes.patchMany(
      'leads',
      ids.map((id) => ({ id, content: text(`n${id}`) })),
    );
    for (const id of ids) expect(await wordsOf(api, id)).toEqual(text(`n${id}`));
  },
  patchAll: async (api) => {
    const id = await newNote(api, await newLead(api));
    await api.notes.patchAll('leads', [{ id, content: text('all') }]);
    expect(await wordsOf(api, id)).toEqual(text('all'));
  },
  // amoCRM's page does not say how a note shows its pin: that the order is taken is all there is.
  pin: async (api) => {
    await api.notes.pin('leads', await newNote(api, await newLead(api)));
    expect((await caught(api.notes.pin('leads', 1))).code).toBe('not_found');
  },
  unpin: async (api) => {
    const id = await newNote(api, await newLead(api));
    await api.notes.pin('leads', id);
    await api.notes.unpin('leads', id);
    expect((await caught(api.notes.unpin('leads', 1))).code).toBe('not_found');
  },
};

/** A lead, a contact, and the link between them as it is written. */
async function pair(api: AmoApi) {
  const [entityId, toEntityId] = [await newLead(api), await newContact(api)];
  return { entityId, link: { toEntityId, toEntityType: 'contacts' as const } };
}
const linkedTo = async (api: AmoApi, leadId: number) =>
  (await api.links.list('leads', leadId)).map(({ toEntityId }) => toEntityId);

export const linkExercises: ExercisesOf<'links'> = {
  list: async (api) => {
    const { entityId, link } = await pair(api);
    await api.links.link('leads', entityId, [link]);
    expect(await api.links.list('leads', entityId, link)).toMatchObject([link]);
    expect(await api.links.list('leads', entityId, { ...link, toEntityId: 1 })).toEqual([]);
  },
  listMany: async (api) => {
    const { entityId, link } = await pair(api);
    await api.links.link('leads', entityId, [link]);
    expect(await api.links.listMany('leads', [entityId])).toMatchObject([{ entityId, ...link }]);
  },
  link: async (api) => {
    const { entityId, link } = await pair(api);
    await api.links.link('leads', entityId, [{ ...link, metadata: { isMain: true } }]);
    expect(await api.links.list('leads', entityId)).toMatchObject([
      { ...link, isMainContact: true },
    ]);
  },
  linkMany: async (api) => {
    const { entityId, link } = await pair(api);
    await api.links.linkMany('leads', [{ entityId, ...link }]);
    expect(await linkedTo(api, entityId)).toEqual([link.toEntityId]);
  },
  unlink: async (api) => {
    const { entityId, link } = await pair(api);
    await api.links.link('leads', entityId, [link]);
    await api.links.unlink('leads', entityId, [link]);
    expect(await linkedTo(api, entityId)).toEqual([]);
  },
  unlinkMany: async (api) => {
    const { entityId, link } = await pair(api);
    await api.links.link('leads', entityId, [link]);
    await api.links.unlinkMany('leads', [{ entityId, ...link }]);
    expect(await linkedTo(api, entityId)).toEqual([]);
  },
};

export const tagExercises: ExercisesOf<'tags'> = {
  list: async (api) => {
    const { id } = first(await api.tags.add('leads', [{ name: 'listed' }]));
    const { items } = await api.tags.list('leads', { filter: { name: 'listed' } });
    expect(items).toMatchObject([{ id, name: 'listed' }]);
  },
  pages: async (api) => {
    const names = (await everything(api.tags.pages('leads', { limit: 3 }))).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(3);
    expect(new Set(names).size).toBe(names.length);
  },
  add: async (api) => {
    const one = first(await api.tags.add('leads', [{ name: 'sea view', color: 'FF8F92' }]));
    const again = first(await api.tags.add('leads', [{ name: 'sea view' }]));
    expect(again.id).toBe(one.id);
    expect(one.color).toBe('FF8F92');
  },
};

export const eventExercises: ExercisesOf<'events'> = {
  list: async (api) => {
    const { id: pipelineId, statuses } = first(await api.pipelines.list());
    const [from, to] = statuses.filter(({ type }) => type !== 1);
    const lead = { pipelineId, statusId: from?.id ?? 0 };
    const entityId = first(await api.leads.add([lead])).id;
    await api.leads.patch(entityId, { pipelineId, statusId: to?.id ?? 0 });
    const { items } = await api.events.list({ filter: { entity: 'lead', entityId } });
    expect(items.map(({ type }) => type).sort()).toEqual(['lead_added', 'lead_status_changed']);
    const moved = items.find(({ type }) => type === 'lead_status_changed');
    const stage = (id: number | undefined) => [{ type: 'lead_status', value: { id, pipelineId } }];
    expect(moved).toMatchObject({ valueBefore: stage(from?.id), valueAfter: stage(to?.id) });
  },
  pages: async (api) => {
    const entityId = await newLead(api);
    await api.leads.patch(entityId, { name: 'New name' });
    const filter = { entity: 'lead', entityId };
    const all = await everything(api.events.pages({ limit: 1, filter }));
    expect(all.map(({ type }) => type).sort()).toEqual(['lead_added', 'name_field_changed']);
  },
  get: async (api) => {
    const event = first((await api.events.list({ limit: 1 })).items);
    expect(await api.events.get(event.id)).toEqual(event);
    expect(await api.events.get('01abcdefghjkmnpqrstvwxyz00')).toBeNull();
  },
  types: async (api) => {
    const types = await api.events.types('ru');
    expect(types.find(({ key }) => key === 'lead_added')?.name).toMatch(/[а-я]/);
  },
};

export const callExercises: ExercisesOf<'calls'> = {
  add: async (api) => {
    const phone = '+971500000123';
    await api.contacts.add([
      { name: 'Caller', customFields: [{ fieldCode: 'PHONE', values: [{ value: phone }] }] },
    ]);
    const call = { direction: 'inbound' as const, duration: 30, source: 'pbx' };
    const { calls, errors } = await api.calls.add([
      { ...call, phone, uniq: 'known', requestId: 'known' },
      { ...call, phone: '+10000000000', uniq: 'unknown', requestId: 'unknown' },
    ]);
    expect(calls).toMatchObject([{ requestId: 'known', entityType: 'contact' }]);
    expect(errors).toHaveLength(1);
    const note = await api.notes.get('contacts', first(calls).id);
    expect(note?.content).toMatchObject({ type: 'call_in', params: { duration: 30, phone } });
    const nobody = api.calls.add([{ ...call, phone: '+10000000000' }]);
    expect((await caught(nobody)).code).toBe('invalid_request');
  },
};
