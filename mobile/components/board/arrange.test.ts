import { boardOf } from '@/api/testing/board-of';
import { lead, leads, pipelines } from '@/api/testing/seed';
import { arrangeBoard, choosePipeline, openTotals } from './arrange';

const [main] = pipelines;
if (main === undefined) throw new Error('the seed has a pipeline');
const mine = leads.filter(({ pipelineId }) => pipelineId === main.id);
const board = boardOf(mine);

test('columns stand as amoCRM sorts them: incoming, open, won, lost', () => {
  expect(arrangeBoard(board).map(({ kind, stage }) => [kind, stage.name])).toEqual([
    ['incoming', 'Неопрацьоване'],
    ['open', 'Новий запит'],
    ['open', 'Показ об’єкта'],
    ['won', 'Успішно реалізовано'],
    ['lost', 'Закрито і не реалізовано'],
  ]);
});

test('each stage has the figures of all its leads; the pipeline adds up its open ones', () => {
  const columns = arrangeBoard(boardOf(mine, { readOf: 1 }));
  expect(columns.map((column) => [column.leads.length, column.count, column.sum])).toEqual([
    [0, 0, 0],
    [1, 2, 2_000_000],
    [1, 1, 1_000_000],
    [1, 1, 1_000_000],
    [0, 0, 0],
  ]);
  expect(openTotals(columns)).toEqual({ count: 3, sum: 3_000_000 });
});

test('incoming is left out where the account does not use it, unless something is in it', () => {
  const off = (of: typeof board) => ({ ...of, pipeline: { ...of.pipeline, isUnsortedOn: false } });
  const hasIncoming = (of: typeof board) =>
    arrangeBoard(off(of)).some(({ kind }) => kind === 'incoming');
  expect(hasIncoming(board)).toBe(false);
  expect(hasIncoming(boardOf([lead(9, 1000)]))).toBe(true);
});

test('the remembered pipeline is chosen, else the main one, else the first, else none', () => {
  expect(choosePipeline(pipelines, 2)?.id).toBe(2);
  expect(choosePipeline(pipelines, 99)?.id).toBe(1);
  expect(choosePipeline([{ ...main, isMain: false }], null)?.id).toBe(1);
  expect(choosePipeline([], 1)).toBeNull();
});
