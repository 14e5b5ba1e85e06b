import { lead, leads, pipelines } from '@/api/testing/seed';
import { arrangeBoard, choosePipeline, openTotals, uniqueLeads } from './arrange';

const [main] = pipelines;
if (main === undefined) throw new Error('the seed has a pipeline');
const mine = leads.filter(({ pipelineId }) => pipelineId === main.id);

test('columns stand as amoCRM sorts them: incoming, open, won, lost', () => {
  expect(arrangeBoard(main, mine).map(({ kind, stage }) => [kind, stage.name])).toEqual([
    ['incoming', 'Неопрацьоване'],
    ['open', 'Новий запит'],
    ['open', 'Показ об’єкта'],
    ['won', 'Успішно реалізовано'],
    ['lost', 'Закрито і не реалізовано'],
  ]);
});

test('each stage counts and sums its own leads; the pipeline counts its open ones', () => {
  const columns = arrangeBoard(main, mine);
  expect(columns.map((column) => [column.leads.length, column.sum])).toEqual([
    [0, 0],
    [2, 2_000_000],
    [1, 1_000_000],
    [1, 1_000_000],
    [0, 0],
  ]);
  expect(openTotals(columns)).toEqual({ count: 3, sum: 3_000_000 });
});

test('incoming is left out where the account does not use it, unless something is in it', () => {
  const off = { ...main, isUnsortedOn: false };
  expect(arrangeBoard(off, mine).some(({ kind }) => kind === 'incoming')).toBe(false);
  expect(arrangeBoard(off, [lead(9, 1000)]).some(({ kind }) => kind === 'incoming')).toBe(true);
});

test('a lead that two pages bring is shown once, as the first of them has it', () => {
  const moved = lead(1, 1002);
  const all = uniqueLeads([{ data: [moved] }, { data: [lead(1, 1001), lead(2, 1001)] }]);
  expect(all.map(({ id, stageId }) => [id, stageId])).toEqual([
    [1, 1002],
    [2, 1001],
  ]);
});

test('the remembered pipeline is chosen, else the main one, else the first, else none', () => {
  expect(choosePipeline(pipelines, 2)?.id).toBe(2);
  expect(choosePipeline(pipelines, 99)?.id).toBe(1);
  expect(choosePipeline([{ ...main, isMain: false }], null)?.id).toBe(1);
  expect(choosePipeline([], 1)).toBeNull();
});
