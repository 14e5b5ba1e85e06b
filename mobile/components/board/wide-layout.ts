import type { Column } from './arrange';
import type { CardShape } from './CardFace';
import { FOLDED_WIDTH } from './FoldedStage';

export const WIDE_GAP = 8;
const MIN = 200;
const MAX = 320;

/**
 * The width of an open column where `room` points are shared. Below the least width the columns
 * overflow and their row scrolls.
 */
export function columnWidth(room: number, columns: readonly Column[], folded: number): number {
  const open = columns.length - folded;
  const strips = folded * (FOLDED_WIDTH + WIDE_GAP);
  const share = (room - strips - Math.max(0, open - 1) * WIDE_GAP) / Math.max(1, open);
  return Math.floor(Math.min(MAX, Math.max(MIN, share)));
}

/** Tags need a card of their own width; below it they would push the task away. */
export const cardShape = (width: number): CardShape =>
  width >= 260 ? 'wide' : 'wide_without_tags';
