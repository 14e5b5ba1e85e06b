import { View } from 'react-native';
import { lead } from '@/api/testing/seed';
import { besideFinger, createDrag } from './drag';
import type { Rect } from './rect';
import { pull } from './use-edge-scroll';

const places = new Map<View, Rect>();
/** A view that is drawn there. */
const viewAt = (rect: Rect): View => {
  const view = new View({});
  places.set(view, rect);
  return view;
};
const newDrag = () => createDrag((view) => places.get(view) ?? null);
const board = () => {
  const drag = newDrag();
  drag.addCard(lead(1, 1001), viewAt({ x: 16, y: 200, width: 330, height: 85 }));
  drag.addTarget(1001, viewAt({ x: 0, y: 600, width: 180, height: 56 }));
  drag.addTarget(1002, viewAt({ x: 0, y: 700, width: 180, height: 56 }));
  return drag;
};

test('a card is taken up where the finger is, and nowhere else', () => {
  const drag = board();
  expect(drag.lift({ x: 60, y: 500 })).toBe(false);
  expect(drag.lift({ x: 60, y: 240 })).toBe(true);
  expect(drag.current().lifted?.lead.id).toBe(1);
});

test('over a stage it is told, and dropped there', () => {
  const drag = board();
  drag.lift({ x: 60, y: 240 });
  drag.move({ x: 60, y: 720 });
  expect(drag.current().over).toBe(1002);
  expect(drag.drop()).toMatchObject({ stageId: 1002, moved: true });
  expect(drag.current()).toEqual({ lifted: null, over: null });
});

test('elsewhere, and over the stage it is in, it is dropped nowhere', () => {
  const drag = board();
  for (const y of [450, 620]) {
    drag.lift({ x: 60, y: 240 });
    drag.move({ x: 60, y });
    expect(drag.drop()).toMatchObject({ stageId: null, moved: true });
  }
});

test('a finger that only trembled has not moved it', () => {
  const drag = board();
  drag.lift({ x: 60, y: 240 });
  drag.move({ x: 63, y: 244 });
  expect(drag.drop()).toMatchObject({ stageId: null, moved: false });
});

test('what was given up is not dropped', () => {
  const drag = board();
  drag.lift({ x: 60, y: 240 });
  drag.move({ x: 60, y: 720 });
  drag.cancel();
  expect(drag.drop()).toBeNull();
});

test('of two stages one above the other the narrower is meant: a folded one stands on top', () => {
  const drag = board();
  drag.addTarget(142, viewAt({ x: 100, y: 690, width: 38, height: 400 }));
  drag.lift({ x: 60, y: 240 });
  drag.move({ x: 110, y: 720 });
  expect(drag.current().over).toBe(142);
});

test('a card that is drawn no more cannot be taken up', () => {
  const drag = newDrag();
  const remove = drag.addCard(lead(1, 1001), viewAt({ x: 0, y: 0, width: 100, height: 85 }));
  remove();
  expect(drag.lift({ x: 10, y: 10 })).toBe(false);
});

test('above a finger the card leaves free what the finger aims at', () => {
  const rect = { x: 16, y: 200, width: 330, height: 85 };
  const by = besideFinger(rect, { x: 60, y: 240 }, { x: 0, y: 100 });
  expect(rect.y + by.y + rect.height).toBeLessThan(340);
});

test.each([
  [10, -12],
  [500, 0],
  [990, 12],
  [-5, 0],
])('a row 1000 wide goes on by itself at its edges: %d', (x, by) => {
  expect(pull(x, 1000)).toBe(by);
});
