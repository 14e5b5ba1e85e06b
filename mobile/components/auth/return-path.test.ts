import { returnPath } from './return-path';

test.each(['/crm', '/search', '/settings', '/new-lead', '/incoming', '/amo-crm/callback'])(
  '%s is gone back to',
  (path) => {
    expect(returnPath(path)).toBe(path);
  },
);

test.each([
  undefined,
  '',
  '/',
  '//evil.example',
  '/\\evil.example',
  'https://evil.example/crm',
  'javascript:alert(1)',
  '/sign-in',
  '/crm?x=1',
  '/crm/../sign-in',
  ['/settings', '/crm'],
])('%p leads home', (path) => {
  expect(returnPath(path)).toBe('/crm');
});
