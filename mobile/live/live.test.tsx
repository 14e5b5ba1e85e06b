import { paths } from '@foryou-crm/contract/paths';
import { AppState, DeviceEventEmitter, type AppStateStatus } from 'react-native';
import { freshPhone, pass, screen, signedInAs, startApp } from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';
import { lead } from '@/api/testing/seed';

let backend: FakeBackend;
let appStates: ((state: AppStateStatus) => void)[] = [];
beforeEach(async () => {
  backend = await freshPhone();
  await signedInAs(backend);
  backend.connect();
  appStates = [];
  jest.spyOn(AppState, 'addEventListener').mockImplementation((type, listener) => {
    if (type === 'change') appStates.push(listener);
    return DeviceEventEmitter.addListener('app-state', () => undefined);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const LEAD = 'Пентхаус на Palm Jumeirah';
const about = { entityId: 1, leadId: 1 } as const;
const tab = (name: RegExp) => screen.getByRole('tab', { name });
/** The board, with everything read that it reads at its start. */
const started = async () => {
  startApp();
  await screen.findByText(LEAD);
  await pass(5000);
  backend.calls.length = 0;
};

test('a changed lead is read alone and goes to its stage, with count and sum', async () => {
  await started();
  backend.crm.set(lead(1, 1002, { name: LEAD, price: 3_000_000 }));
  backend.crm.tell({ type: 'changed', entity: 'lead', ...about });
  await pass(500);
  expect(tab(/^Новий запит: 1.угода, 1.млн.AED$/)).toBeOnTheScreen();
  expect(tab(/^Показ об’єкта: 2.угоди, 4.млн.AED$/)).toBeOnTheScreen();
  expect(backend.calls.map(({ path }) => path)).toEqual([paths.lead(1)]);
});

test('a lead that is gone leaves the board, and nothing is asked', async () => {
  await started();
  backend.crm.tell({ type: 'gone', entity: 'lead', ...about });
  await pass(500);
  expect(screen.queryByText(LEAD)).toBeNull();
  expect(tab(/^Новий запит: 1.угода/)).toBeOnTheScreen();
  expect(backend.calls).toEqual([]);
});

test('many leads that change together are one question', async () => {
  await started();
  for (let id = 100; id < 130; id += 1) {
    backend.crm.set(lead(id, 1001));
    backend.crm.tell({ type: 'changed', entity: 'lead', entityId: id, leadId: id });
  }
  await pass(3000);
  expect(tab(/^Новий запит: 32.угоди/)).toBeOnTheScreen();
  expect(backend.callsTo(paths.board)).toHaveLength(1);
  expect(backend.callsTo(paths.lead(100))).toHaveLength(0);
});

test('a task that changes shows on the card of its lead', async () => {
  await started();
  const nextTask = { at: new Date(Date.now() - 60_000).toISOString(), text: 'Передзвонити' };
  backend.crm.set(lead(1, 1001, { name: LEAD, nextTask }));
  backend.crm.tell({ type: 'changed', entity: 'task', entityId: 77, leadId: 1 });
  await pass(500);
  expect(screen.getByText(/Передзвонити$/)).toBeOnTheScreen();
});

test('"reset" reads everything anew', async () => {
  await started();
  backend.crm.set(lead(9, 1001, { name: 'Нова' }));
  backend.crm.tell({ type: 'reset' });
  expect(await screen.findByText('Нова')).toBeOnTheScreen();
  expect(backend.callsTo(paths.amoCrm.pipelines)).toHaveLength(1);
});

test('a stream that ends goes on after its last event', async () => {
  await started();
  backend.crm.tell({ type: 'changed', entity: 'sync', entityId: null, leadId: null });
  await pass(100);
  backend.crm.endStreams();
  await pass(1500);
  expect(backend.crm.resumedFrom).toEqual([null, 'e2']);
});

test('behind other apps nothing is followed; back again it goes on after the last event', async () => {
  await started();
  appStates.forEach((tell) => tell('background'));
  await pass(100);
  expect(backend.crm.followers()).toBe(0);
  appStates.forEach((tell) => tell('active'));
  await pass(500);
  expect(backend.crm.resumedFrom).toEqual([null, 'e1']);
});

test('a token that is not taken any more is renewed', async () => {
  await started();
  backend.dropJwts();
  backend.crm.endStreams();
  await pass(5000);
  expect(backend.crm.resumedFrom).toHaveLength(2);
});

test('a stream that falls silent is given up and begun again', async () => {
  await started();
  await pass(50_000);
  expect(backend.crm.resumedFrom).toHaveLength(2);
});

test('a backend that is busy is asked slower and slower', async () => {
  await started();
  backend.always.set(paths.events, problem('retry_later', { reason: 'busy' }));
  backend.crm.endStreams();
  await pass(120_000);
  const asked = backend.callsTo(paths.events).length;
  expect(asked).toBeGreaterThan(4);
  expect(asked).toBeLessThan(14);
});

test('nobody follows without a connection', async () => {
  backend.end('revoked');
  startApp();
  await pass(3000);
  expect(backend.callsTo(paths.events)).toHaveLength(0);
});
