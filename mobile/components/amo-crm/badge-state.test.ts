import { CONNECTED, IN_TROUBLE } from '@/api/testing/fake-backend';
import { badgeState } from './badge-state';

const fresh = { failure: null, refreshing: false };
const broken = { ...CONNECTED, connected: false, state: 'reconnect_required' } as const;
const troubled = { ...CONNECTED, trouble: IN_TROUBLE };
const away = { kind: 'no_network' } as const;
const refused = {
  type: 'about:blank',
  title: 'Try later',
  status: 503,
  detail: 'The subscription ended.',
  kind: 'retry_later',
  reason: 'subscription_ended',
} as const;

test.each([
  ['ok', CONNECTED, fresh],
  ['syncing', CONNECTED, { failure: away, refreshing: true }],
  ['offline', CONNECTED, { failure: away, refreshing: false }],
  ['server_down', CONNECTED, { failure: { kind: 'unreadable' }, refreshing: false }],
  ['trouble', troubled, fresh],
  ['trouble', troubled, { failure: refused, refreshing: true }],
  ['trouble', troubled, { failure: { kind: 'server_down' }, refreshing: false }],
  ['offline', troubled, { failure: away, refreshing: false }],
  ['broken', broken, { failure: away, refreshing: true }],
  ['broken', { ...broken, trouble: IN_TROUBLE }, fresh],
] as const)('the badge is "%s": the worst of what is known', (state, status, freshness) => {
  expect(badgeState(status, freshness).state).toBe(state);
});
