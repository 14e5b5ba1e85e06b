import type { View } from 'react-native';

export type Rect = { x: number; y: number; width: number; height: number };

export function rectOf(view: View): Rect | null {
  const node: unknown = view;
  if (!(node instanceof HTMLElement)) return null;
  const { x, y, width, height } = node.getBoundingClientRect();
  return { x, y, width, height };
}
