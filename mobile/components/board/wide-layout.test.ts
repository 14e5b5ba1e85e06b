import { boardOf } from '@/api/testing/board-of';
import { arrangeBoard } from './arrange';
import { cardShape, columnWidth } from './wide-layout';

const columns = arrangeBoard(boardOf([]));

test('open columns share the room that folded strips leave', () => {
  // 700 less three strips of 38 and their gaps, less the gap between two columns.
  expect(columnWidth(700, columns, 3)).toBe(277);
});

test('a column is never narrower than 200, nor wider than 320', () => {
  expect(columnWidth(300, columns, 3)).toBe(200);
  expect(columnWidth(3000, columns, 3)).toBe(320);
});

test('tags show where a card has room for them', () => {
  expect(cardShape(259)).toBe('wide_without_tags');
  expect(cardShape(260)).toBe('wide');
});
