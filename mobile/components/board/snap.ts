import type { ScrollViewProps, ViewStyle } from 'react-native';

/** A row that comes to rest on a column. `interval`: a column and the gap after it. */
export const rowSnap = (interval: number): ScrollViewProps => ({
  snapToInterval: interval,
  snapToAlignment: 'start',
  decelerationRate: 'fast',
  disableIntervalMomentum: true,
});

export const columnSnap: ViewStyle = {};
