import type { Pipeline, Stage } from '@foryou-crm/contract/amo-crm';
import type { CallerProfile } from '@foryou-crm/contract/app';
import type { Lead } from '@foryou-crm/contract/leads';

export type Person = { profile: CallerProfile };

export const olena: Person = {
  profile: {
    id: '7f1d2f9e-8f8a-4c3b-9a51-0f1f0c1e2d3a',
    email: 'olena@agency.example',
    name: 'Олена Марченко',
    role: 'user',
  },
};
export const maksym: Person = {
  profile: {
    id: '1f1d2f9e-8f8a-4c3b-9a51-0f1f0c1e2d3b',
    email: 'maksym@agency.example',
    name: 'Максим Дорош',
    role: 'user',
  },
};

const stage = (pipelineId: number, id: number, name: string, sort: number, type = 0): Stage => ({
  id,
  pipelineId,
  name,
  sort,
  color: '#99ccff',
  isEditable: id > 143,
  type,
  mappedStatus: type === 1 ? 'NEW' : id === 142 || id === 143 ? 'CLOSED' : 'IN_PROGRESS',
});

const pipeline = (id: number, name: string, isMain: boolean): Pipeline => ({
  id,
  name,
  sort: id,
  isMain,
  isUnsortedOn: true,
  stages: [
    stage(id, 143, 'Закрито і не реалізовано', 11000),
    stage(id, id * 1000 + 2, 'Показ об’єкта', 30),
    stage(id, id * 1000 + 1, 'Новий запит', 20),
    stage(id, id * 1000, 'Неопрацьоване', 10, 1),
    stage(id, 142, 'Успішно реалізовано', 10000),
  ],
});

export const pipelines: Pipeline[] = [
  pipeline(1, 'Вторинний ринок', true),
  pipeline(2, 'Новобудови', false),
];

export const lead = (id: number, stageId: number, more: Partial<Lead> = {}): Lead => ({
  id,
  name: `Угода ${String(id)}`,
  price: 1_000_000,
  pipelineId: 1,
  stageId,
  stageSince: '2026-11-20T10:00:00Z',
  responsibleUser: { id: 7, name: 'Олена Марченко' },
  contact: { id: 70, name: 'Rashid Al Suwaidi' },
  tags: [],
  nextTask: null,
  createdAt: '2026-11-01T10:00:00Z',
  updatedAt: '2026-11-01T10:00:00Z',
  closedAt: null,
  ...more,
});

export const leads: Lead[] = [
  lead(1, 1001, { name: 'Пентхаус на Palm Jumeirah' }),
  lead(2, 1001, { name: 'Вілла в Dubai Hills' }),
  lead(3, 1002, { name: 'Студія в JVC' }),
  lead(4, 142, { name: 'Таунхаус у Ranches' }),
  lead(5, 2001, { pipelineId: 2, name: 'Off-plan, Dubai Creek' }),
];
