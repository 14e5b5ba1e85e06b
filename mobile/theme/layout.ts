import { useWindowDimensions } from 'react-native';

export type Layout = 'phone' | 'tablet' | 'desktop';

export const breakpoint = { tablet: 768, desktop: 1100 } as const;

export function layoutFor(windowWidth: number): Layout {
  if (windowWidth < breakpoint.tablet) return 'phone';
  return windowWidth < breakpoint.desktop ? 'tablet' : 'desktop';
}

export function useLayout(): Layout {
  return layoutFor(useWindowDimensions().width);
}
