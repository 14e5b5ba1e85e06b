import { expect, test } from 'vitest';
import { seedAccounts } from '../seed/accounts.ts';
import { deleteNote } from '../store/notes.ts';
import { deleteTask } from '../store/tasks.ts';
import type { Change } from '../store/changes.ts';
import { describeChange } from './describe-change.ts';
import { eventId } from './event-id.ts';

const [oasis] = seedAccounts(1_790_000_000);

function first<Row>(rows: ReadonlyMap<unknown, Row> | undefined): Row {
  const [row] = rows?.values() ?? [];
  if (row === undefined) throw new Error('the seed has none');
  return row;
}

const [lead, contact, company] = [
  first(oasis?.leads),
  first(oasis?.contacts),
  first(oasis?.companies),
];
const told = (change: Change) =>
  describeChange(change, 0).map((event) => [
    `${event.entityType} ${event.type}`,
    event.valueBefore,
    event.valueAfter,
  ]);

test('what only happens in amoCRM’s own pages is told as well', () => {
  const task = first(oasis?.tasks);
  expect(told(deleteTask(task))).toEqual([['task task_deleted', [], []]]);
  const plain = [...(oasis?.notes.values() ?? [])].find(({ noteType }) => noteType === 'common');
  const note = { ...first(oasis?.notes), ...plain };
  expect(told(deleteNote(note))).toEqual([
    ['lead common_note_deleted', [{ note: { id: note.id } }], []],
  ]);
  expect(told({ entity: 'merge', kind: 'companies', id: 5 })).toEqual([
    ['company entity_merged', [], []],
  ]);
});

test('cards of every kind go into the trash and come back', () => {
  const gone = <Row extends object>(row: Row) => ({ ...row, isDeleted: true });
  const both: Change[] = [
    { entity: 'lead', before: lead, after: gone(lead) },
    { entity: 'lead', before: gone(lead), after: lead },
    { entity: 'contact', before: contact, after: gone(contact) },
    { entity: 'contact', before: gone(contact), after: contact },
    { entity: 'company', before: company, after: gone(company) },
    { entity: 'company', before: gone(company), after: company },
    // Without a trace, and nothing is left to tell of what was in the trash.
    { entity: 'contact', before: contact, after: null },
    { entity: 'contact', before: gone(contact), after: null },
  ];
  expect(both.flatMap((change) => told(change))).toEqual([
    ['lead lead_deleted', [], []],
    ['lead lead_restored', [], []],
    ['contact contact_deleted', [], []],
    ['contact contact_restored', [], []],
    ['company company_deleted', [], []],
    ['company company_restored', [], []],
    ['contact contact_deleted', [], []],
  ]);
});

test('a field tells all of its values, before and after, with the number of its type', () => {
  const filled = (values: object[]) => ({
    ...contact,
    fields: [
      { field_id: 7, field_name: 'Email', field_code: 'EMAIL', field_type: 'multitext', values },
    ],
  });
  const value = (text: string, enum_id: number) => ({
    custom_field_value: { field_id: 7, field_type: 8, enum_id, text },
  });
  const [one, two] = [
    filled([{ value: 'a@mail.example', enum_id: 1 }]),
    filled([
      { value: 'a@mail.example', enum_id: 1 },
      { value: 'b@mail.example', enum_id: 2 },
    ]),
  ];
  expect(told({ entity: 'contact', before: one, after: two })).toEqual([
    [
      'contact custom_field_value_changed',
      [value('a@mail.example', 1)],
      [value('a@mail.example', 1), value('b@mail.example', 2)],
    ],
  ]);
  expect(told({ entity: 'contact', before: one, after: { ...one, fields: [] } })).toEqual([
    ['contact custom_field_value_changed', [value('a@mail.example', 1)], []],
  ]);
});

test('a contact that changes its company is told on both companies', () => {
  const change: Change = {
    entity: 'contact',
    before: { ...contact, companyId: 1 },
    after: { ...contact, companyId: 2 },
  };
  const types = describeChange(change, 0).map(
    ({ type, entityType, entityId }) => `${entityType} ${entityId} ${type}`,
  );
  expect(types).toContain('company 1 company_unlinked');
  expect(types).toContain('company 2 company_linked');
});

test('a change of nothing the feed knows tells nothing', () => {
  const change: Change = {
    entity: 'lead',
    before: lead,
    after: { ...lead, updatedAt: 1, score: 5 },
  };
  expect(told(change)).toEqual([]);
});

test('ids are those of a ULID written small', () => {
  const id = eventId(31894702, 1_790_000_000, 1);
  expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const time = Array.from(id.slice(0, 10)).reduce(
    (sum, letter) => sum * 32 + alphabet.indexOf(letter),
    0,
  );
  expect(time).toBe(1_790_000_000_000);
  expect(eventId(31894702, 1_790_000_000, 2) > id).toBe(true);
  expect(eventId(31894702, 1_790_000_001, 0) > eventId(31894702, 1_790_000_000, 99)).toBe(true);
});
