import { CONNECTED } from '@/api/testing/fake-backend';
import { badgeState } from './badge-state';

const fresh = { failure: null, refreshing: false };
const broken = { ...CONNECTED, connected: false, state: 'reconnect_required' } as const;

test.each([
  ['ok', CONNECTED, fresh],
  ['syncing', CONNECTED, { failure: { kind: 'no_network' }, refreshing: true }],
  ['offline', CONNECTED, { failure: { kind: 'no_network' }, refreshing: false }],
  ['server_down', CONNECTED, { failure: { kind: 'unreadable' }, refreshing: false }],
  ['broken', broken, { failure: { kind: 'no_network' }, refreshing: true }],
] as const)('the badge is "%s": the worst of what is known', (state, status, freshness) => {
  expect(badgeState(status, freshness)).toBe(state);
});
