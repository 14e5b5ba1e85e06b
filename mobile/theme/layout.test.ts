import { layoutFor } from './layout';
import { tabBarHeight } from './tab-bar';
import { height, hitSlopFor } from './tokens';

test('a window is a phone below 768, a desktop from 1100', () => {
  expect([320, 767, 768, 1099, 1100, 2560].map(layoutFor)).toEqual([
    'phone',
    'phone',
    'tablet',
    'tablet',
    'desktop',
    'desktop',
  ]);
});

test('the tab bar is 80 with the safe area of a phone, and never lower than a finger needs', () => {
  expect(tabBarHeight(34)).toBe(height.tabBar);
  expect(tabBarHeight(0)).toBeGreaterThanOrEqual(height.touch);
});

test('a small drawing grows to 44 points under a finger', () => {
  expect(height.chip + 2 * hitSlopFor(height.chip)).toBeGreaterThanOrEqual(44);
  expect(hitSlopFor(60)).toBe(0);
});
