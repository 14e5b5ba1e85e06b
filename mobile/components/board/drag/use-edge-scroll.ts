import { useEffect, type RefObject } from 'react';
import type { ScrollView, View } from 'react-native';
import { useCardActions, useDragState } from './drag-context';
import { rectOf } from './rect';

/** Points from an edge where a row begins to scroll, and how far it goes in a frame. */
const EDGE = 56;
const STEP = 12;

/**
 * Scrolls a row of stages sideways while a card is held at one of its edges.
 * @param frame what the row is seen through
 * @param offset where the row stands now, in points
 */
export function useEdgeScroll(
  frame: RefObject<View | null>,
  row: RefObject<ScrollView | null>,
  offset: RefObject<number>,
): void {
  const { drag } = useCardActions();
  const dragging = useDragState(drag, (state) => state.lifted !== null);
  useEffect(() => {
    if (!dragging) return undefined;
    let next = requestAnimationFrame(function step() {
      const rect = frame.current === null ? null : rectOf(frame.current);
      const point = drag.point();
      const by = rect === null ? 0 : pull(point.x - rect.x, rect.width);
      if (by !== 0) {
        row.current?.scrollTo({ x: Math.max(0, offset.current + by), animated: false });
        drag.move(point);
      }
      next = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(next);
  }, [dragging, drag, frame, row, offset]);
}

/** How far to go, to the left below zero, for a point in a frame of this width. */
export function pull(x: number, width: number): number {
  if (x < 0 || x > width) return 0;
  if (x < EDGE) return -STEP;
  return x > width - EDGE ? STEP : 0;
}
