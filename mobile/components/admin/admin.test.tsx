import {
  adminConnectionsPageSchema,
  integrationHealthSchema,
  type AdminConnection,
  type IntegrationHealth,
} from '@foryou-crm/contract/admin';
import {
  adminSyncsPageSchema,
  adminSyncSchema,
  type AdminSync,
} from '@foryou-crm/contract/admin-syncs';
import { paths } from '@foryou-crm/contract/paths';
import { act, fireEvent, waitFor } from '@testing-library/react-native';
import { router } from 'expo-router';
import { freshPhone, screen, signedInAs, startApp } from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';
import { maksym, olena } from '@/api/testing/seed';
// Loaded here, so that the first test does not pay for it out of its own time.
import '@/app/admin/connections';
import '@/app/admin/integration';
import '@/app/admin/syncs';

const administrator = { profile: { ...olena.profile, role: 'admin' as const } };

const person = (more: Partial<AdminConnection>): AdminConnection => ({
  userId: olena.profile.id,
  name: olena.profile.name,
  email: olena.profile.email,
  role: 'admin',
  isBlocked: false,
  connection: null,
  ...more,
});
const connection: NonNullable<AdminConnection['connection']> = {
  id: 'a3f1f3a6-55b5-44f5-8b9e-2f0a6f3b9a10',
  accountId: '31',
  accountName: 'Oasis Key Realty',
  domain: 'oasiskey.amocrm.ru',
  amoUserId: 7,
  state: 'connected',
  reason: null,
  reconnectRequiredAt: null,
  trouble: null,
  connectedAt: '2026-11-03T09:00:00Z',
  lastRefreshedAt: null,
  lastSyncAt: '2026-11-03T09:05:00Z',
  sharedWith: [],
};
const broken = person({
  userId: maksym.profile.id,
  name: maksym.profile.name,
  email: maksym.profile.email,
  role: 'user',
  connection: {
    ...connection,
    state: 'reconnect_required',
    reason: 'revoked',
    reconnectRequiredAt: '2026-04-12T14:20:00Z',
  },
});
const good: IntegrationHealth = {
  clientId: 'f1a9c1c2-0000-4000-8000-000000000000',
  redirectUri: 'https://app.example/api/amo-crm/callback',
  secret: 'ok',
  connections: { connected: 1, reconnectRequired: 1, inTrouble: 0 },
  keys: { writer: 'k1', sealed: [{ keyId: 'k1', pairs: 2, isKnown: true }] },
  webhooks: { subscribed: 1, none: 0, unavailable: 0, disabled: 0 },
  requests: { lastSecond: 2, busiest: 2, limit: 7, paused: [] },
  spooled: 0,
  oldestPairAt: '2026-11-03T09:00:00Z',
};

let backend: FakeBackend;
const answer = (people: AdminConnection[], health: IntegrationHealth = good) => {
  const page = adminConnectionsPageSchema.parse({ data: people, nextCursor: null });
  backend.always.set(paths.admin.connections, { status: 200, body: page });
  const body = { data: integrationHealthSchema.parse(health) };
  backend.always.set(paths.admin.integration, { status: 200, body });
};
beforeEach(async () => {
  backend = await freshPhone();
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('a broker sees nothing of the agency, and its addresses lead back', async () => {
  await signedInAs(backend);
  const app = startApp('/admin/connections');
  expect(await screen.findByRole('heading', { name: 'Налаштування' })).toBeOnTheScreen();
  expect(app.getPathname()).toBe('/settings');
  expect(screen.queryByText('Агенція')).not.toBeOnTheScreen();
  expect(backend.callsTo(paths.admin.connections)).toHaveLength(0);
});

test('an administrator reads in the settings how many are connected and whether all is well', async () => {
  await signedInAs(backend, administrator);
  answer([person({ connection }), broken]);
  startApp();
  await screen.findByRole('button', { name: 'Підключити amoCRM' });
  act(() => router.navigate('/settings'));
  expect(
    await screen.findByRole('button', { name: 'Підключення брокерів, 1 з 2' }),
  ).toBeOnTheScreen();
  expect(screen.getByRole('button', { name: 'Стан інтеграції, усе гаразд' })).toBeOnTheScreen();
});

describe('the people of the agency', () => {
  beforeEach(() => signedInAs(backend, administrator));

  test('who needs help stands first, with why and since when', async () => {
    answer([person({ connection }), broken]);
    startApp('/admin/connections');
    expect(await screen.findByText('Потребують уваги')).toBeOnTheScreen();
    expect(
      screen.getByText(/^Доступ скасовано в налаштуваннях amoCRM, 12 квітня/),
    ).toBeOnTheScreen();
    expect(screen.getByText('Решта')).toBeOnTheScreen();
  });

  test('disconnecting somebody is asked first, then done, and the list is asked anew', async () => {
    answer([broken]);
    startApp('/admin/connections');
    fireEvent.press(await screen.findByRole('button', { name: /^Максим Дорош/ }));
    fireEvent.press(await screen.findByRole('button', { name: 'Відключити' }));
    expect(await screen.findByText('Відключити Максим Дорош?')).toBeOnTheScreen();
    const way = paths.admin.disconnect(maksym.profile.id);
    expect(backend.callsTo(way)).toHaveLength(0);
    backend.next.set(way, problem('retry_later', { reason: 'crm_unreachable' }));
    // The sheet with the facts leaves first.
    const sure = await waitFor(() => screen.getByRole('button', { name: 'Відключити' }));
    fireEvent.press(sure);
    expect(await screen.findByText('Відключити не вдалося')).toBeOnTheScreen();
  });

  test('a failure says what it was and can be tried again', async () => {
    backend.always.set(paths.admin.connections, problem('internal'));
    startApp('/admin/connections');
    const retry = await screen.findByRole('button', { name: 'Спробувати ще раз' });
    answer([broken]);
    fireEvent.press(retry);
    expect(await screen.findByText('Максим Дорош')).toBeOnTheScreen();
  });
});

test('a secret that amoCRM does not accept is told first, with what to do', async () => {
  await signedInAs(backend, administrator);
  answer([], { ...good, secret: 'secret_rejected' });
  startApp('/admin/integration');
  expect(await screen.findByText('amoCRM не приймає ключ інтеграції')).toBeOnTheScreen();
  expect(screen.getByText(/AMO_CRM_CLIENT_SECRET/)).toBeOnTheScreen();
  expect(screen.getByText('не приймається')).toBeOnTheScreen();
});

describe('the accounts and how they are kept', () => {
  const stalled: AdminSync = {
    accountId: '31',
    accountName: 'Oasis Key Realty',
    domain: 'oasiskey.amocrm.ru',
    connections: { connected: 2, reconnectRequired: 1, inTrouble: 0 },
    state: 'stalled',
    coverage: 'full',
    reading: { step: 'done', rows: 1200, startedAt: null, importedAt: '2026-04-01T10:00:00Z' },
    trouble: { reason: 'subscription_ended', since: '2026-04-12T14:20:00Z', failures: 3 },
    lastSyncAt: '2026-04-12T14:10:00Z',
    webhooks: { state: 'subscribed', checkedAt: null, waiting: 4 },
    isWorking: false,
    next: { task: 'delta', at: '2026-04-12T15:00:00Z' },
    readerId: null,
    forgottenAt: null,
  };
  const show = (syncs: AdminSync[]) => {
    const body = adminSyncsPageSchema.parse({ data: syncs, nextCursor: null });
    backend.always.set(paths.admin.syncs, { status: 200, body });
  };
  beforeEach(() => signedInAs(backend, administrator));

  test('one that stands still says why and since when, and can be tried by hand', async () => {
    show([stalled]);
    startApp('/admin/syncs');
    fireEvent.press(await screen.findByRole('button', { name: /^Oasis Key Realty, стоїть/ }));
    expect(
      (await screen.findAllByText(/^Підписка amoCRM закінчилася, 12 квітня/)).length,
    ).toBeGreaterThan(0);
    const way = paths.admin.retrySync('31');
    const body = { data: adminSyncSchema.parse({ ...stalled, state: 'ready', trouble: null }) };
    backend.next.set(way, { status: 200, body });
    fireEvent.press(screen.getByRole('button', { name: 'Спробувати зараз' }));
    expect(await screen.findByText('Oasis Key Realty: синхронізацію розпочато')).toBeOnTheScreen();
    expect(backend.callsTo(way).map((call) => call.body)).toEqual([{ full: false }]);
  });

  test('one that nobody is connected to cannot be tried, and says so', async () => {
    show([{ ...stalled, connections: { connected: 0, reconnectRequired: 1, inTrouble: 0 } }]);
    startApp('/admin/syncs');
    fireEvent.press(await screen.findByRole('button', { name: /^Oasis Key Realty, стоїть/ }));
    expect(await screen.findByText(/читати нема чим/)).toBeOnTheScreen();
    expect(screen.queryByRole('button', { name: 'Спробувати зараз' })).not.toBeOnTheScreen();
  });
});
