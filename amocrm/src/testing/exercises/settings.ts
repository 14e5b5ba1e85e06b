import { expect } from 'vitest';
import type { AmoApi } from '../../api.ts';
import { caught } from '../caught.ts';
import { everything, first } from '../first.ts';
import { admin } from '../sandbox-world.ts';
import type { ExercisesOf } from './exercise.ts';

const newPipeline = async (api: AmoApi, name: string) => {
  const plain = { name, sort: 500, isMain: false, isUnsortedOn: true };
  const statuses = [{ name: 'Viewing', sort: 20, color: '#fffeb2' as const }];
  return first(await api.pipelines.add([{ ...plain, statuses }]));
};

export const pipelineExercises: ExercisesOf<'pipelines'> = {
  list: async (api) => {
    const all = await api.pipelines.list();
    expect(all.length).toBeGreaterThan(1);
    for (const { statuses } of all) {
      expect(statuses.map(({ id }) => id)).toEqual(expect.arrayContaining([142, 143]));
    }
  },
  get: async (api) => {
    const one = first(await api.pipelines.list());
    expect(await api.pipelines.get(one.id)).toEqual(one);
    expect(await api.pipelines.get(1)).toBeNull();
  },
  statuses: async (api) => {
    const one = first(await api.pipelines.list());
    expect(await api.pipelines.statuses(one.id)).toEqual(one.statuses);
  },
  add: async (api) => {
    const made = await newPipeline(api, 'Rent');
    expect(made.statuses.find(({ name }) => name === 'Viewing')?.color).toBe('#fffeb2');
    expect(await api.pipelines.get(made.id)).toEqual(made);
  },
  patch: async (api) => {
    const { id } = await newPipeline(api, 'Old');
    const changed = await api.pipelines.patch(id, { name: 'New', sort: 700 });
    expect(changed.name).toBe('New');
    expect((await api.pipelines.get(id))?.name).toBe('New');
  },
  delete: async (api) => {
    const { id } = await newPipeline(api, 'Gone');
    await api.pipelines.delete(id);
    expect(await api.pipelines.get(id)).toBeNull();
  },
};

export const statusExercises: ExercisesOf<'statuses'> = {
  list: async (api) => {
    const { id } = first(await api.pipelines.list());
    const all = await api.statuses.list(id, { with: ['descriptions'] });
    expect(all.every(({ descriptions }) => descriptions !== null)).toBe(true);
  },
  get: async (api) => {
    const { id, statuses } = first(await api.pipelines.list());
    expect(await api.statuses.get(id, 142)).toEqual(statuses.find((one) => one.id === 142));
    expect(await api.statuses.get(id, 1)).toBeNull();
  },
  add: async (api) => {
    const pipeline = await newPipeline(api, 'With another stage');
    const description = { level: 'newbie' as const, description: 'Show the flat' };
    const { id } = first(
      await api.statuses.add(pipeline.id, [
        { name: 'Contract', sort: 30, descriptions: [description] },
      ]),
    );
    const read = await api.statuses.get(pipeline.id, id, { with: ['descriptions'] });
    expect(read).toMatchObject({ name: 'Contract', descriptions: [description] });
  },
  patch: async (api) => {
    const { id, statuses } = await newPipeline(api, 'With a changed stage');
    const viewing = statuses.find(({ name }) => name === 'Viewing')?.id ?? 0;
    await api.statuses.patch(id, viewing, { name: 'Second viewing', color: '#d6eaff' });
    expect(await api.statuses.get(id, viewing)).toMatchObject({
      name: 'Second viewing',
      color: '#d6eaff',
    });
  },
  delete: async (api) => {
    const { id } = await newPipeline(api, 'With a stage less');
    const stage = first(await api.statuses.add(id, [{ name: 'Gone', sort: 30 }]));
    await api.statuses.delete(id, stage.id);
    expect(await api.statuses.get(id, stage.id)).toBeNull();
  },
};

const newReason = async (api: AmoApi, name: string) => first(await api.lossReasons.add([{ name }]));

export const lossReasonExercises: ExercisesOf<'lossReasons'> = {
  list: async (api) => {
    const reason = await newReason(api, 'Listed');
    expect((await api.lossReasons.list({ limit: 250 })).items).toContainEqual(reason);
  },
  get: async (api) => {
    const reason = await newReason(api, 'One');
    expect(await api.lossReasons.get(reason.id)).toEqual(reason);
    expect(await api.lossReasons.get(1)).toBeNull();
  },
  pages: async (api) => {
    const reason = await newReason(api, 'Paged');
    expect(await everything(api.lossReasons.pages({ limit: 2 }))).toContainEqual(reason);
  },
  add: async (api) => {
    const made = await api.lossReasons.add([{ name: 'Dear', sort: 5 }, { name: 'Late' }]);
    expect(made).toMatchObject([{ name: 'Dear', sort: 5 }, { name: 'Late' }]);
  },
  patch: async (api) => {
    const { id } = await newReason(api, 'Old');
    expect(await api.lossReasons.patch(id, { name: 'New' })).toMatchObject({ name: 'New' });
    expect((await api.lossReasons.get(id))?.name).toBe('New');
  },
  patchMany: async (api) => {
    const { id } = await newReason(api, 'Old');
    await api.lossReasons.patchMany([{ id, name: 'Newer' }]);
    expect((await api.lossReasons.get(id))?.name).toBe('Newer');
  },
  delete: async (api) => {
    const { id } = await newReason(api, 'Gone');
    await api.lossReasons.delete(id);
    expect(await api.lossReasons.get(id)).toBeNull();
  },
};

const newSource = async (api: AmoApi, externalId: string) =>
  first(await api.sources.add([{ name: 'Site', externalId }]));

export const sourceExercises: ExercisesOf<'sources'> = {
  list: async (api) => {
    const source = await newSource(api, 'listed');
    expect(await api.sources.list({ externalId: 'listed' })).toEqual([source]);
    expect(await api.sources.list()).toContainEqual(source);
  },
  get: async (api) => {
    const source = await newSource(api, 'one');
    expect(await api.sources.get(source.id)).toEqual(source);
    expect((await caught(api.sources.get(1))).code).toBe('not_found');
  },
  add: async (api) => {
    const pipelineId = first(await api.pipelines.list()).id;
    const given = { name: 'Portal', externalId: 'portal', pipelineId };
    expect(await api.sources.add([given])).toMatchObject([given]);
  },
  patch: async (api) => {
    const { id } = await newSource(api, 'patched');
    await api.sources.patch(id, { name: 'Renamed' });
    expect((await api.sources.get(id))?.name).toBe('Renamed');
  },
  patchMany: async (api) => {
    const { id } = await newSource(api, 'patched with others');
    await api.sources.patchMany([{ id, name: 'Renamed, too' }]);
    expect((await api.sources.get(id))?.name).toBe('Renamed, too');
  },
  delete: async (api) => {
    const { id } = await newSource(api, 'gone');
    await api.sources.delete(id);
    expect(await api.sources.list({ externalId: 'gone' })).toEqual([]);
  },
};

const newField = async (api: AmoApi, name: string) =>
  first(await api.customFields.add('leads', [{ name, type: 'text' }]));
const newGroup = async (api: AmoApi, name: string) =>
  first(await api.customFields.addGroups('leads', [{ name }]));

export const customFieldExercises: ExercisesOf<'customFields'> = {
  list: async (api) => {
    const { items } = await api.customFields.list('contacts', { filter: { type: ['multitext'] } });
    expect(items.map(({ code }) => code).sort()).toEqual(['EMAIL', 'PHONE']);
  },
  pages: async (api) => {
    const field = await newField(api, 'Paged');
    const all = await everything(api.customFields.pages('leads', { limit: 7 }));
    expect(all).toContainEqual(field);
  },
  get: async (api) => {
    const field = await newField(api, 'One');
    expect(await api.customFields.get('leads', field.id)).toEqual(field);
    expect(await api.customFields.get('companies', field.id)).toBeNull();
  },
  add: async (api) => {
    const { id: groupId } = await newGroup(api, 'Of a field');
    const { pipelineId } = first(await api.statuses.list(first(await api.pipelines.list()).id));
    const made = first(
      await api.customFields.add('leads', [
        {
          name: 'Bay',
          type: 'select',
          code: 'BAY',
          groupId,
          isApiOnly: true,
          enums: [
            { value: 'north', sort: 1, code: 'N' },
            { value: 'south', sort: 2 },
          ],
          requiredStatuses: [{ pipelineId, statusId: 142 }],
        },
      ]),
    );
    expect(made).toMatchObject({
      name: 'Bay',
      code: 'BAY',
      groupId,
      isApiOnly: true,
      requiredStatuses: [{ pipelineId, statusId: 142 }],
    });
    expect(made.enums.map(({ value, code }) => [value, code])).toEqual([
      ['north', 'N'],
      ['south', null],
    ]);
    expect(await api.customFields.get('leads', made.id)).toEqual(made);
  },
  patch: async (api) => {
    const { id } = await newField(api, 'Old');
    expect((await api.customFields.patch('leads', id, { name: 'New' })).name).toBe('New');
    expect((await api.customFields.get('leads', id))?.name).toBe('New');
  },
  patchMany: async (api) => {
    const { id } = await newField(api, 'Old');
    await api.customFields.patchMany('leads', [{ id, name: 'Newer' }]);
    expect((await api.customFields.get('leads', id))?.name).toBe('Newer');
  },
  delete: async (api) => {
    const { id } = await newField(api, 'Gone');
    await api.customFields.delete('leads', id);
    expect(await api.customFields.get('leads', id)).toBeNull();
  },
  groups: async (api) => {
    const group = await newGroup(api, 'Listed');
    expect(await api.customFields.groups('leads')).toContainEqual(group);
  },
  group: async (api) => {
    const group = await newGroup(api, 'One');
    expect(await api.customFields.group('leads', group.id)).toEqual(group);
    expect((await caught(api.customFields.group('leads', 'leads_1'))).code).toBe('not_found');
  },
  addGroups: async (api) => {
    const made = await api.customFields.addGroups('leads', [{ name: 'a', sort: 9 }, { name: 'b' }]);
    expect(made).toMatchObject([{ name: 'a', sort: 9 }, { name: 'b' }]);
  },
  patchGroup: async (api) => {
    const { id } = await newGroup(api, 'Old');
    await api.customFields.patchGroup('leads', id, { name: 'New' });
    expect((await api.customFields.group('leads', id))?.name).toBe('New');
  },
  deleteGroup: async (api) => {
    const { id } = await newGroup(api, 'Gone');
    await api.customFields.deleteGroup('leads', id);
    expect((await api.customFields.groups('leads')).map((group) => group.id)).not.toContain(id);
  },
};

const form = (sourceUid: string) => ({
  sourceUid,
  sourceName: 'Site',
  metadata: { formId: 'f1', formName: 'Ask', formPage: 'https://a.example', formSentAt: 1 },
  lead: { name: `From ${sourceUid}` },
  contact: { name: 'Olena' },
});
const newForm = async (api: AmoApi, name: string) =>
  first(await api.unsorted.addForms([form(name)]));

export const unsortedExercises: ExercisesOf<'unsorted'> = {
  list: async (api) => {
    const { uid } = await newForm(api, 'listed');
    const { items } = await api.unsorted.list({ filter: { uid, category: ['forms'] } });
    expect(items.map((one) => one.uid)).toEqual([uid]);
  },
  pages: async (api) => {
    const { uid } = await newForm(api, 'paged');
    const all = await everything(api.unsorted.pages({ limit: 3 }));
    expect(all.map((one) => one.uid)).toContain(uid);
  },
  get: async (api) => {
    const { uid } = await newForm(api, 'one');
    const metadata = { formId: 'f1', formName: 'Ask', formSentAt: 1 };
    expect(await api.unsorted.get(uid)).toMatchObject({
      category: 'forms',
      origin: { type: 'forms', metadata },
    });
    expect(await api.unsorted.get('nobody')).toBeNull();
  },
  addForms: async (api) => {
    const made = await api.unsorted.addForms([form('a'), form('b')]);
    expect(made.map(({ leadIds, contactIds }) => leadIds.length + contactIds.length)).toEqual([
      2, 2,
    ]);
  },
  addSip: async (api) => {
    const metadata = {
      from: '+971500000001',
      phone: '+971500000002',
      calledAt: 1_700_000_000,
      duration: 12,
      serviceCode: 'pbx',
      uniq: 'sip-1',
    };
    const { uid } = first(
      await api.unsorted.addSip([{ sourceUid: 'sip', sourceName: 'PBX', metadata }]),
    );
    expect((await api.unsorted.get(uid))?.origin).toMatchObject({ type: 'sip', metadata });
  },
  accept: async (api) => {
    const { uid } = await newForm(api, 'accepted');
    const { leadIds } = await api.unsorted.accept(uid, { userId: admin });
    expect(await api.leads.get(first(leadIds))).toMatchObject({ name: 'From accepted' });
    expect((await caught(api.unsorted.accept(uid))).code).toBe('not_found');
  },
  decline: async (api) => {
    const { uid } = await newForm(api, 'declined');
    expect((await api.unsorted.decline(uid)).uid).toBe(uid);
    expect(await api.unsorted.get(uid)).toBeNull();
  },
  link: async (api) => {
    const chat = first((await api.unsorted.list({ filter: { category: ['chats'] } })).items);
    const { id } = first(await api.leads.add([{ name: 'With a chat' }]));
    const link = { entityType: 'leads' as const, entityId: id };
    expect((await api.unsorted.link(chat.uid, link)).leadIds).toEqual([id]);
    const { uid } = await newForm(api, 'no chat');
    expect((await caught(api.unsorted.link(uid, link))).code).toBe('validation_failed');
  },
  summary: async (api) => {
    const before = await api.unsorted.summary();
    await newForm(api, 'counted');
    const after = await api.unsorted.summary();
    expect(after.total).toBe(before.total + 1);
    expect(after.categories['forms']).toBe((before.categories['forms'] ?? 0) + 1);
  },
};
