import {
  freshBoard,
  leadOn,
  placeLead,
  removeLead,
  withPage,
  type CachedBoard,
} from './board-cache';
import { boardOf } from './testing/board-of';
import { lead } from './testing/seed';

/** Ids of the leads of a stage, with its figures: `[[2, 1], 2, 2000000]`. */
const stageOf = (board: CachedBoard, stageId: number) => {
  const stage = board.stages.find(({ id }) => id === stageId);
  return [stage?.leads.map(({ id }) => id), stage?.count, stage?.sum];
};
const three = [lead(1, 1001), lead(2, 1001), lead(3, 1002)];

test('a lead that moves takes its count and sum along', () => {
  const { board, exact } = placeLead(boardOf(three), lead(2, 1002));
  expect(stageOf(board, 1001)).toEqual([[1], 1, 1_000_000]);
  expect(stageOf(board, 1002)).toEqual([[3, 2], 2, 2_000_000]);
  expect(exact).toBe(true);
});

test('a price that changes changes the sum and nothing else', () => {
  const { board } = placeLead(boardOf(three), lead(2, 1001, { price: 5_000_000 }));
  expect(stageOf(board, 1001)).toEqual([[2, 1], 2, 6_000_000]);
});

test('a new lead is counted where the lists would have shown it', () => {
  const { board, exact } = placeLead(boardOf(three, { readOf: 1 }), lead(9, 1001));
  expect(stageOf(board, 1001)).toEqual([[9, 2], 3, 3_000_000]);
  expect(exact).toBe(true);
});

test('a lead from below what was read leaves the figures to the backend', () => {
  const { board, exact } = placeLead(boardOf(three, { readOf: 1 }), lead(1, 1002));
  expect(exact).toBe(false);
  expect(stageOf(board, 1002)).toEqual([[3, 1], 1, 1_000_000]);
});

test('a lead that goes to another pipeline leaves the board', () => {
  const { board } = placeLead(boardOf(three), lead(2, 2001, { pipelineId: 2 }));
  expect(leadOn(board, 2)).toBeNull();
  expect(stageOf(board, 1001)).toEqual([[1], 1, 1_000_000]);
});

test('a lead that is gone is taken out; of one that was not read only the backend knows the stage', () => {
  expect(stageOf(removeLead(boardOf(three), 2).board, 1001)).toEqual([[1], 1, 1_000_000]);
  expect(removeLead(boardOf(three, { readOf: 1 }), 1).exact).toBe(false);
  expect(removeLead(boardOf(three), 99)).toMatchObject({ exact: true });
});

test('the next page goes below, once, and only after the page before it', () => {
  const board = boardOf(three, { readOf: 1 });
  const page = { cursor: 'next', data: [lead(1, 1001)], nextCursor: null };
  const read = withPage(board, 1001, page);
  expect(stageOf(read, 1001)).toEqual([[2, 1], 2, 2_000_000]);
  expect(withPage(read, 1001, page)).toEqual(read);
});

test('a page does not bring back a lead that went to another stage while it was asked for', () => {
  const moved = placeLead(
    withPage(boardOf(three, { readOf: 1 }), 1001, {
      cursor: 'next',
      data: [],
      nextCursor: 'more',
    }),
    lead(2, 1002),
  ).board;
  const read = withPage(moved, 1001, {
    cursor: 'more',
    data: [lead(2, 1001), lead(1, 1001)],
    nextCursor: null,
  });
  expect(stageOf(read, 1001)[0]).toEqual([1]);
});

test('a board asked anew keeps the deeper pages, unless there is a gap above them', () => {
  const old = withPage(boardOf(three, { readOf: 1 }), 1001, {
    cursor: 'next',
    data: [lead(1, 1001)],
    nextCursor: null,
  });
  const again = freshBoard(boardOf(three, { readOf: 1 }), old);
  expect(stageOf(again, 1001)[0]).toEqual([2, 1]);
  const more = boardOf([...three, lead(8, 1001), lead(9, 1001)], { readOf: 1 });
  expect(stageOf(freshBoard(more, old), 1001)[0]).toEqual([9]);
});
