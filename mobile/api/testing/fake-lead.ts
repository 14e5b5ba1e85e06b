import { choicesSchema } from '@foryou-crm/contract/choices';
import { dataOf } from '@foryou-crm/contract/envelope';
import { fieldsSchema } from '@foryou-crm/contract/fields';
import {
  leadDetailsSchema,
  taskSchema,
  timelineItemSchema,
  type LeadDetails,
  type Task,
  type TimelineItem,
} from '@foryou-crm/contract/lead';
import { paths } from '@foryou-crm/contract/paths';
import {
  leadChangeSchema,
  newNoteSchema,
  newTaskSchema,
  writtenLeadSchema,
} from '@foryou-crm/contract/writing';
import { problem, say, type Answer, type Call } from './answers';
import { lead, leads } from './seed';

const task = (id: number, text: string, dueAt: string): Task => ({
  id,
  typeId: 1,
  text,
  dueAt,
  durationSeconds: 0,
  isCompleted: false,
  result: null,
  responsibleUser: { id: 7, name: 'Олена Марченко' },
});

const multitext = (code: string, ...values: string[]) => ({
  id: code === 'PHONE' ? 501 : 502,
  name: code,
  code,
  type: 'multitext',
  values: values.map((value) => ({ value, enumId: 1, enumCode: 'WORK' })),
});
const plain = (id: number, name: string, value: unknown, type = 'text') => ({
  id,
  name,
  code: null,
  type,
  values: [{ value, enumId: null, enumCode: null }],
});

const details = (): LeadDetails => ({
  ...(leads[0] ?? lead(1, 1001)),
  contacts: [
    {
      id: 70,
      name: 'Rashid Al Suwaidi',
      isMain: true,
      phones: ['971505550142'],
      emails: ['rashid@example.com'],
      customFields: [multitext('PHONE', '+971505550142'), multitext('EMAIL', 'rashid@example.com')],
    },
  ],
  hiddenContacts: 2,
  company: { id: 80, name: 'Suwaidi Holding', customFields: [] },
  customFields: [
    plain(1, 'Площа', '4120', 'numeric'),
    plain(2, 'Оплата', 'Готівка', 'select'),
    plain(3, 'Мета', 'Інвестиція'),
    plain(4, 'Іпотека', false, 'checkbox'),
    plain(5, 'Джерело', 'Рекомендація'),
  ],
  tasks: [
    task(31, 'Підготувати договір', '2036-11-25T08:00:00Z'),
    task(30, 'Передзвонити щодо розстрочки', '2026-11-01T13:00:00Z'),
  ],
  lossReasonId: null,
});

const note = (id: number, text: string, at: string, more: object = {}): TimelineItem =>
  timelineItemSchema.parse({
    kind: 'note',
    id,
    at,
    type: 'common',
    text,
    phone: null,
    durationSeconds: null,
    link: null,
    fileName: null,
    author: { id: 7, name: 'Олена Марченко' },
    ...more,
  });

/** One lead with all that hangs on it, at `fetch`: it is changed, noted and tasked as the contract says. */
export function fakeLead() {
  const fake = {
    lead: details(),
    timeline: [
      note(902, 'Просить знижку', '2026-11-20T09:00:00Z'),
      note(901, '', '2026-11-19T14:04:00Z', {
        type: 'call_out',
        text: null,
        phone: '+971505550142',
        durationSeconds: 252,
        link: 'https://records.example/1.mp3',
      }),
      note(900, '', '2026-11-18T14:04:00Z', { type: 'other', text: null }),
    ] as unknown[],
    answer,
  };
  let made = 1000;

  function answer({ method, path, body }: Pick<Call, 'method' | 'path' | 'body'>): Answer | null {
    const known = fake.lead;
    const touch = () => ({
      updatedAt: new Date(Date.parse(fake.lead.updatedAt) + 1000).toISOString(),
    });
    if (path === paths.choices) {
      return say(dataOf(choicesSchema), {
        data: {
          users: [
            { id: 7, name: 'Олена Марченко', isMe: true },
            { id: 8, name: 'Юлія Ґедзь', isMe: false },
          ],
          tags: [],
          lossReasons: [{ id: 61, name: 'Дорого' }],
          taskTypes: [
            { id: 1, name: 'Дзвінок' },
            { id: 2, name: 'Зустріч' },
          ],
        },
      });
    }
    if (path === paths.fields) {
      return say(dataOf(fieldsSchema), { data: { leads: [], contacts: [], companies: [] } });
    }
    if (path === paths.lead(known.id)) {
      if (method === 'GET') return say(dataOf(leadDetailsSchema), { data: known });
      const { updatedAt, ...change } = leadChangeSchema.parse(body);
      if (updatedAt !== known.updatedAt) {
        return problem('conflict', { reason: 'lead_changed', lead: known });
      }
      const { name, price, pipelineId, stageId, responsibleUserId } = change;
      fake.lead = {
        ...known,
        ...touch(),
        ...(name !== undefined && { name }),
        ...(price !== undefined && { price }),
        ...(pipelineId !== undefined && { pipelineId }),
        ...(stageId !== undefined && { stageId }),
        ...(responsibleUserId !== undefined && {
          responsibleUser: { id: responsibleUserId, name: 'Юлія Ґедзь' },
        }),
      };
      return say(dataOf(writtenLeadSchema), { data: { id: known.id, lead: fake.lead } });
    }
    if (path === paths.timeline(known.id)) {
      return { status: 200, body: { data: fake.timeline, nextCursor: null } };
    }
    if (path === paths.notes(known.id)) {
      made += 1;
      const { text } = newNoteSchema.parse(body);
      const one = note(made, text, new Date().toISOString());
      fake.timeline = [one, ...fake.timeline];
      return say(dataOf(timelineItemSchema), { data: one });
    }
    if (path === paths.tasks(known.id)) {
      made += 1;
      const { text, dueAt } = newTaskSchema.parse(body);
      const one = task(made, text, dueAt);
      fake.lead = { ...known, ...touch(), tasks: [...known.tasks, one] };
      return say(dataOf(taskSchema), { data: one });
    }
    const done = known.tasks.find(({ id }) => path === paths.completeTask(id));
    if (done !== undefined) {
      fake.lead = { ...known, ...touch(), tasks: known.tasks.filter(({ id }) => id !== done.id) };
      return say(dataOf(taskSchema), { data: { ...done, isCompleted: true } });
    }
    return null;
  }

  return fake;
}

export type FakeLead = ReturnType<typeof fakeLead>;
