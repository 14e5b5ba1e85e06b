/** The browser snaps by itself; the columns say where. 16: the screen's margin. */
export const rowSnap = (_interval: number): object => ({
  style: { scrollSnapType: 'x mandatory', scrollPaddingLeft: 16 },
});

export const columnSnap: object = { scrollSnapAlign: 'start' };
