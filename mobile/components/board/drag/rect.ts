import type { View } from 'react-native';

/** Points, from the window's upper left corner. */
export type Rect = { x: number; y: number; width: number; height: number };

/** Where a view is in the window at this moment; null: it is not drawn. */
export function rectOf(view: View): Rect | null {
  let rect: Rect | null = null;
  // The new architecture answers before it returns.
  view.measureInWindow((x, y, width, height) => {
    rect = { x, y, width, height };
  });
  return rect;
}
