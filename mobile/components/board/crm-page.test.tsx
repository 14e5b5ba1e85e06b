import type * as NodeCrypto from 'node:crypto';
import { paths } from '@foryou-crm/contract/paths';
import { act, fireEvent, within } from '@testing-library/react-native';
import { openAuthSessionAsync, WebBrowserResultType } from 'expo-web-browser';
import { AppState, DeviceEventEmitter, type AppStateStatus } from 'react-native';
import { router } from 'expo-router';
import {
  attemptOf,
  CALLBACK,
  freshPhone,
  linkOf,
  pass,
  screen,
  signedInAs,
  startApp,
} from '@/api/testing/app';
import { CONNECTED, problem, type FakeBackend } from '@/api/testing/fake-backend';
import { lead } from '@/api/testing/seed';
import { readAttempt } from '@/storage/connect-attempt';
import * as secure from '@/storage/secure';
import type { ReconnectReason } from '@foryou-crm/contract/problem';

jest.mock('expo-crypto', () => {
  const { createHash, randomBytes } = jest.requireActual<typeof NodeCrypto>('node:crypto');
  return {
    CryptoDigestAlgorithm: { SHA256: 'SHA-256' },
    getRandomBytes: (count: number) => new Uint8Array(randomBytes(count)),
    digest: (_algorithm: string, data: Uint8Array) => {
      const bytes = new Uint8Array(createHash('sha256').update(data).digest());
      return Promise.resolve(bytes.buffer);
    },
  };
});
jest.mock('expo-web-browser', () => ({
  ...jest.requireActual<object>('expo-web-browser'),
  openAuthSessionAsync: jest.fn(),
  dismissAuthSession: jest.fn(),
}));
const browser = jest.mocked(openAuthSessionAsync);

let backend: FakeBackend;
let appStates: ((state: AppStateStatus) => void)[] = [];
beforeEach(async () => {
  backend = await freshPhone();
  await signedInAs(backend);
  browser.mockReset();
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

const asked = () => backend.callsTo(paths.amoCrm.status).length;
const connectButton = () => screen.findByRole('button', { name: 'Підключити amoCRM' });

test('the status is asked on entry, again whenever the tab is entered, and when the app comes back', async () => {
  startApp();
  await connectButton();
  expect(asked()).toBe(1);
  act(() => router.navigate('/settings'));
  await pass(100);
  const before = asked();
  act(() => router.navigate('/crm'));
  await pass(100);
  expect(asked()).toBeGreaterThan(before);
  const away = asked();
  appStates.forEach((tell) => tell('active'));
  await pass(100);
  expect(asked()).toBeGreaterThan(away);
});

test('not connected: the screen asks to connect and names who is signed in', async () => {
  startApp();
  expect(await connectButton()).toBeOnTheScreen();
  expect(screen.getByText('У застосунку ви Олена Марченко')).toBeOnTheScreen();
});

test('the attempt is on the device before the browser opens, and its verifier is never sent ahead', async () => {
  let kept: unknown = null;
  browser.mockImplementation(async () => {
    kept = await readAttempt();
    return { type: WebBrowserResultType.DISMISS };
  });
  startApp();
  fireEvent.press(await connectButton());
  await pass(100);
  expect(browser).toHaveBeenCalledTimes(1);
  const [url, back, options] = browser.mock.calls[0] ?? [];
  expect(back).toBe(CALLBACK);
  expect(options).toMatchObject({ preferEphemeralSession: false });
  expect(kept).toMatchObject({ url });
  const attempt = await readAttempt();
  expect(attempt?.verifier).toMatch(/^[\w-]{43}$/);
  expect(JSON.stringify(backend.calls)).not.toContain(attempt?.verifier);
});

test('leaving the browser without an answer explains itself; it can be opened again, or cancelled', async () => {
  browser.mockResolvedValue({ type: WebBrowserResultType.DISMISS });
  startApp();
  fireEvent.press(await connectButton());
  expect(await screen.findByText('Вікно закрилося без відповіді')).toBeOnTheScreen();
  fireEvent.press(screen.getByText('Відкрити amoCRM ще раз'));
  await pass(100);
  expect(browser).toHaveBeenCalledTimes(2);
  expect(browser.mock.calls[1]?.[0]).toBe(browser.mock.calls[0]?.[0]);
  fireEvent.press(await screen.findByText('Скасувати підключення'));
  expect(await screen.findByText('Підключення скасовано')).toBeOnTheScreen();
  expect(await readAttempt()).toBeNull();
});

test('the browser’s success goes through the callback and ends on the board', async () => {
  browser.mockImplementation(async () => {
    const attempt = await readAttempt();
    return { type: 'success', url: linkOf({ state: attempt?.state ?? '' }) };
  });
  const app = startApp();
  fireEvent.press(await connectButton());
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
  await pass(2100);
  expect(app.getPathname()).toBe('/crm');
  expect(await screen.findByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
});

test('a keychain that refuses the attempt is told, and no browser opens', async () => {
  startApp();
  const button = await connectButton();
  jest.spyOn(secure, 'secureSet').mockRejectedValue(new Error('keychain'));
  fireEvent.press(button);
  expect(await screen.findByText('Браузер не дає зберегти спробу')).toBeOnTheScreen();
  expect(browser).not.toHaveBeenCalled();
});

test('no network at the button says so, and the button stays', async () => {
  startApp();
  const button = await connectButton();
  backend.offline = true;
  fireEvent.press(button);
  expect(await screen.findByText('Немає мережі')).toBeOnTheScreen();
  expect(await connectButton()).toBeOnTheScreen();
});

test('another account opens a private session', async () => {
  browser.mockResolvedValue({ type: WebBrowserResultType.CANCEL });
  startApp();
  fireEvent.press(await screen.findByText('Інший обліковий запис'));
  fireEvent.press(await screen.findByText('Відкрити amoCRM'));
  await pass(100);
  expect(browser.mock.calls[0]?.[2]).toMatchObject({ preferEphemeralSession: true });
});

test('a start with an attempt open offers to resume or cancel', async () => {
  await attemptOf(backend);
  startApp();
  expect(await screen.findByText('Чекаємо на amoCRM')).toBeOnTheScreen();
  expect(asked()).toBeGreaterThan(0);
});

test('connected after all, though the answer was lost: the attempt is dropped and the board shows', async () => {
  await attemptOf(backend);
  backend.connect();
  startApp();
  expect(await screen.findByTestId('status-badge')).toBeOnTheScreen();
  await pass(100);
  expect(await readAttempt()).toBeNull();
});

test('an attempt that runs out while waiting says so', async () => {
  await attemptOf(backend, { minutesLeft: 1 });
  startApp();
  expect(await screen.findByText('Чекаємо на amoCRM')).toBeOnTheScreen();
  await pass(61_000);
  expect(await screen.findByText('Час на підключення вийшов')).toBeOnTheScreen();
});

test('the board is one answer, whose figures are of all leads, read or not', async () => {
  backend.connect();
  for (let id = 10; id < 15; id += 1) backend.crm.set(lead(id, 1001));
  startApp();
  expect(await screen.findByText('Угода 14')).toBeOnTheScreen();
  expect(await screen.findByText(/^8.угод · 8.млн.AED$/)).toBeOnTheScreen();
  expect(screen.getByRole('tab', { name: /^Новий запит: 7.угод, 7.млн.AED$/ })).toBeOnTheScreen();
  expect(backend.callsTo(paths.board).length).toBeGreaterThan(0);
});

test('a column reads its next page when its end is near, and only that', async () => {
  backend.connect();
  for (let id = 10; id < 13; id += 1) backend.crm.set(lead(id, 1001));
  startApp();
  await screen.findByText('Угода 12');
  await pass(2000);
  expect(await screen.findByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
  const asked = backend.callsTo(paths.leads);
  expect(asked.length).toBe(2);
});

test('while the account is read the board is there, says how far it is, and asks again', async () => {
  backend.connect();
  backend.crm.sync = { state: 'importing', importedRows: 1250, lastSyncAt: null };
  startApp();
  expect(await screen.findByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
  expect(screen.getByText(/^Прочитано 1.250 рядків\. Новіші угоди вже тут/)).toBeOnTheScreen();
  expect(screen.getByText(/^3\+ угод · ще завантажуємо$/)).toBeOnTheScreen();
  backend.crm.sync = { state: 'ready', importedRows: 1300, lastSyncAt: null };
  await pass(3500);
  expect(await screen.findByText(/^3.угоди · 3.млн.AED$/)).toBeOnTheScreen();
  expect(screen.queryByText(/^Прочитано/)).toBeNull();
});

test('before the first lead is read the board says so, and comes by itself', async () => {
  backend.connect();
  backend.always.set(paths.board, problem('retry_later', { reason: 'busy' }, 3));
  startApp();
  expect(await screen.findByText('Перші угоди з’являться за кілька секунд.')).toBeOnTheScreen();
  expect(screen.getByTestId('board-skeleton')).toBeOnTheScreen();
  backend.always.delete(paths.board);
  await pass(3500);
  expect(await screen.findByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
});

test('in the badge a long address gives way, never how fresh the data is', async () => {
  backend.connect();
  startApp();
  await screen.findByText('Пентхаус на Palm Jumeirah');
  const badge = within(screen.getByTestId('status-badge'));
  expect(badge.getByText('oasiskey.amocrm.ru')).toHaveStyle({ flexShrink: 1 });
  expect(badge.getByText(/· щойно$/)).toHaveStyle({ flexShrink: 0 });
});

test('another pipeline is chosen from the list', async () => {
  backend.connect();
  startApp();
  fireEvent.press(await screen.findByText('Вторинний ринок'));
  fireEvent.press(await screen.findByText('Новобудови'));
  expect(await screen.findByText('Off-plan, Dubai Creek')).toBeOnTheScreen();
});

test('disconnecting asks first, says what it means, and leaves the screen that asks to connect', async () => {
  backend.connect();
  startApp();
  fireEvent.press(await screen.findByTestId('status-badge'));
  fireEvent.press(await screen.findByText('Відключити'));
  expect(await screen.findByText('Відключити Oasis Key Realty?')).toBeOnTheScreen();
  expect(backend.callsTo(paths.amoCrm.disconnect)).toHaveLength(0);
  const buttons = await screen.findAllByRole('button', { name: 'Відключити' });
  fireEvent.press(within(buttons.at(-1) ?? screen.root).getByText('Відключити'));
  expect(await connectButton()).toBeOnTheScreen();
  expect(backend.callsTo(paths.amoCrm.disconnect)).toHaveLength(1);
  expect(screen.queryByText('Пентхаус на Palm Jumeirah')).toBeNull();
});

test('a status that cannot be asked anew leaves the board, with its age', async () => {
  backend.connect();
  startApp();
  expect(await screen.findByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
  backend.offline = true;
  appStates.forEach((tell) => tell('active'));
  await pass(3000);
  expect(await screen.findByText('Показуємо те, що є')).toBeOnTheScreen();
  expect(screen.getByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
});

test('a first status that does not come is told in words, and asked again on demand', async () => {
  backend.offline = true;
  startApp();
  await pass(3000);
  expect(await screen.findByText('Немає мережі')).toBeOnTheScreen();
  backend.offline = false;
  fireEvent.press(screen.getByText('Спробувати ще раз'));
  expect(await connectButton()).toBeOnTheScreen();
});

test.each<[ReconnectReason, RegExp]>([
  ['revoked', /доступ застосунку скасували/],
  ['refresh_expired', /довго не користувалися/],
  ['unknown_outcome', /відповідь до нас не дійшла/],
  ['integration_disabled', /інтеграцію вимкнули/],
  ['user_inactive', /користувача вимкнули/],
])('a connection broken by "%s" says since when and why', async (reason, why) => {
  backend.status = {
    ...CONNECTED,
    connected: false,
    state: 'reconnect_required',
    reason,
    reconnectRequiredAt: '2026-04-12T14:20:00Z',
  };
  startApp();
  expect(await screen.findByText('З’єднання перервано')).toBeOnTheScreen();
  const text = screen.getByText(why);
  expect(text).toBeOnTheScreen();
  expect(text.props['children']).toMatch(/^12\u00A0квітня.* о 18:20/);
});

test('leads that came stay readable behind a connection whose token was lost', async () => {
  backend.connect();
  startApp();
  expect(await screen.findByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
  backend.status = {
    ...CONNECTED,
    connected: false,
    state: 'reconnect_required',
    reason: 'refresh_expired',
  };
  appStates.forEach((tell) => tell('active'));
  expect(await screen.findByText('З’єднання перервано')).toBeOnTheScreen();
  fireEvent.press(screen.getByText('Переглядати завантажене'));
  await pass(500);
  expect(screen.getByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
});

test('leads are gone from the device once access was taken away', async () => {
  backend.connect();
  startApp();
  expect(await screen.findByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
  backend.status = {
    ...CONNECTED,
    connected: false,
    state: 'reconnect_required',
    reason: 'revoked',
  };
  appStates.forEach((tell) => tell('active'));
  expect(await screen.findByText('З’єднання перервано')).toBeOnTheScreen();
  expect(screen.queryByText('Пентхаус на Palm Jumeirah')).toBeNull();
});

test('"not connected" from the leads makes the app ask for the status again', async () => {
  backend.connect();
  backend.next.set(paths.board, problem('not_connected'));
  startApp();
  await screen.findByTestId('status-badge');
  await pass(500);
  expect(asked()).toBeGreaterThan(1);
});
