/** How high the tab bar stands: 46 and the safe area, 80 on a phone with a home indicator. */
export const tabBarHeight = (bottomInset: number): number => Math.max(56, 46 + bottomInset);
