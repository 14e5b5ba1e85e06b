import { home, returnPath } from './return-path';

test.each([
  '/crm',
  '/search',
  '/settings',
  '/new-lead',
  '/incoming',
  '/my-day',
  '/amo-crm/callback',
  '/lead/9007199254740991',
])('%s is gone back to', (path) => {
  expect(returnPath(path)).toBe(path);
});

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
  '/lead/',
  '/lead/1/../../sign-in',
  '/lead/1?next=x',
  '/lead/-1',
  '/leads/1',
  ['/settings', '/crm'],
])('%p leads home', (path) => {
  expect(returnPath(path)).toBe(home);
});
