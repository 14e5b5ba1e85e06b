import { paths } from '@foryou-crm/contract/paths';
import { fireEvent } from '@testing-library/react-native';
import {
  attemptOf,
  CALLBACK,
  freshPhone,
  linkOf,
  openLink,
  pass,
  screen,
  signedInAs,
  startApp,
  startByLink,
} from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';
import { maksym } from '@/api/testing/seed';
import { readAttempt } from '@/storage/connect-attempt';
import type { AttemptReason, RetryReason } from '@foryou-crm/contract/problem';

let backend: FakeBackend;
beforeEach(async () => {
  backend = await freshPhone();
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const exchanges = () => backend.callsTo(paths.amoCrm.exchangeCode).length;

test('the link foryoure://amo-crm/callback?code=test123 opens the callback and ends in a clear error', async () => {
  await signedInAs(backend);
  const app = startApp();
  await pass(100);
  await openLink(`${CALLBACK}?code=test123`);
  expect(app.getPathname()).toBe('/amo-crm/callback');
  expect(await screen.findByText('Посилання неповне')).toBeOnTheScreen();
  expect(exchanges()).toBe(0);
  expect(JSON.stringify(app.getRouterState())).not.toContain('test123');
});

test('a full link finishes, names the account, and goes to the CRM by itself', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  const app = startApp();
  await pass(100);
  await openLink(linkOf(attempt));
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
  expect(screen.getByText('Oasis Key Realty · oasiskey.amocrm.ru')).toBeOnTheScreen();
  await pass(2100);
  expect(app.getPathname()).toBe('/crm');
  expect(await screen.findByTestId('status-badge')).toBeOnTheScreen();
  expect(await readAttempt()).toBeNull();
  expect(exchanges()).toBe(1);
});

test('the same link twice at once makes one exchange; a third time later ends connected too', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  startApp();
  await pass(100);
  await Promise.all([openLink(linkOf(attempt)), openLink(linkOf(attempt))]);
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
  await pass(2100);
  await openLink(linkOf(attempt));
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
  expect(exchanges()).toBe(1);
});

test('a cold start by the link, with an attempt stored, finishes', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  const app = startByLink(linkOf(attempt));
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
  expect(app.getPathname()).toBe('/amo-crm/callback');
});

test('signed out when the link comes: sign in first, then it goes on by itself', async () => {
  const attempt = await attemptOf(backend);
  startByLink(linkOf(attempt));
  fireEvent.press(await screen.findByText('Увійти'));
  await pass(100);
  fireEvent.changeText(await screen.findByLabelText('Ел. пошта'), 'olena@agency.example');
  fireEvent.changeText(screen.getByLabelText('Пароль'), 'right');
  fireEvent.press(screen.getByRole('button', { name: 'Увійти' }));
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
});

test('an attempt of another user of this phone is his alone: nothing is sent, nothing is dropped', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend, { userId: maksym.profile.id });
  startByLink(linkOf(attempt));
  expect(await screen.findByText('Почав інший користувач')).toBeOnTheScreen();
  expect(exchanges()).toBe(0);
  expect(await readAttempt()).not.toBeNull();
});

test('an attempt that ran out says so and is dropped', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend, { minutesLeft: -1 });
  startByLink(linkOf(attempt));
  expect(await screen.findByText('Час на підключення вийшов')).toBeOnTheScreen();
  await pass(50);
  expect(await readAttempt()).toBeNull();
  expect(exchanges()).toBe(0);
});

test('a forged state sends nothing and leaves the real attempt to be finished', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  startByLink(linkOf({ state: 'f'.repeat(43) }));
  expect(await screen.findByText('Це не ваш запит')).toBeOnTheScreen();
  expect(exchanges()).toBe(0);
  await openLink(linkOf(attempt));
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
});

test('a reload without a link asks the status: connected is done, never an error', async () => {
  await signedInAs(backend);
  backend.connect();
  startApp('/amo-crm/callback');
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
});

test('no network in the middle: the code stays on the screen, and trying again finishes', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  startApp();
  await pass(100);
  backend.offline = true;
  await openLink(linkOf(attempt));
  expect(await screen.findByText('Немає мережі')).toBeOnTheScreen();
  backend.offline = false;
  fireEvent.press(screen.getByText('Спробувати ще раз'));
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
});

test('asked to wait, the button counts down and then sends the same code again', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  const busy = problem('retry_later', { reason: 'crm_unreachable' }, 12);
  backend.next.set(paths.amoCrm.exchangeCode, busy);
  startByLink(linkOf(attempt));
  expect(await screen.findByText(/лишаються без відповіді/)).toBeOnTheScreen();
  expect(screen.getByText(/Спробувати через 0:1[12]/)).toBeOnTheScreen();
  fireEvent.press(screen.getByText('Спробувати ще раз'));
  await pass(100);
  expect(exchanges()).toBe(1);
  await pass(13_000);
  fireEvent.press(screen.getByText('Спробувати ще раз'));
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
  expect(exchanges()).toBe(2);
});

test('another account than before is asked about by both names', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  const accountChange = {
    from: { name: 'Oasis Key Realty', domain: 'oasiskey.amocrm.ru' },
    to: { name: 'Palm & Partners', domain: 'palm.amocrm.ru' },
  };
  backend.next.set(paths.amoCrm.exchangeCode, problem('conflict', { accountChange }));
  startByLink(linkOf(attempt));
  expect(await screen.findByText('Лишити Oasis Key Realty')).toBeOnTheScreen();
  fireEvent.press(screen.getByText('Підключити Palm & Partners'));
  expect(await screen.findByText('amoCRM підключено')).toBeOnTheScreen();
  const [, second] = backend.callsTo(paths.amoCrm.exchangeCode);
  expect(second?.body).toMatchObject({ confirmAccountChange: true });
});

test('Deny explains itself and offers to begin again', async () => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  startByLink(`${CALLBACK}?error=access_denied&state=${attempt.state}`);
  expect(await screen.findByText('Доступ не надано')).toBeOnTheScreen();
  expect(screen.getByText('Підключити ще раз')).toBeOnTheScreen();
});

test.each<[AttemptReason, string]>([
  ['unknown', 'Це не ваш запит'],
  ['expired', 'Час на підключення вийшов'],
  ['used', 'Код уже використано'],
  ['other_user', 'Почав інший користувач'],
  ['verifier_mismatch', 'Не вдалося підтвердити пристрій'],
  ['code_rejected', 'Код не прийнято'],
  ['host_refused', 'Адреса не належить amoCRM'],
  ['denied', 'Доступ не надано'],
])('the backend’s "%s" has words of its own', async (reason, title) => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  backend.next.set(paths.amoCrm.exchangeCode, problem('attempt_invalid', { reason }));
  startByLink(linkOf(attempt));
  expect(await screen.findByText(title)).toBeOnTheScreen();
});

test.each<[RetryReason, RegExp, RegExp | null]>([
  ['busy', /виконує попередній запит/, null],
  ['crm_unreachable', /лишаються без відповіді/, null],
  ['crm_rate_limited', /зараз забагато/, null],
  ['secret_rejected', /не приймає ключ інтеграції/, /^Виправити це має адміністратор/],
  ['subscription_ended', /не оплачено/, /^Продовжити підписку може адміністратор amoCRM/],
  ['ip_blocked', /з адреси нашого сервера/, /^Виправити це має адміністратор/],
  ['key_unavailable', /зашифрованому сховищі/, /^Виправити це має адміністратор/],
  ['database_unreachable', /зі своєю базою даних/, null],
])('asked to wait because of "%s", it says why and whose turn it is', async (reason, why, who) => {
  await signedInAs(backend);
  const attempt = await attemptOf(backend);
  backend.next.set(paths.amoCrm.exchangeCode, problem('retry_later', { reason }));
  startByLink(linkOf(attempt));
  expect(await screen.findByText(why)).toBeOnTheScreen();
  if (who !== null) expect(screen.getByText(who)).toBeOnTheScreen();
  else expect(screen.queryByText(/адміністратор/)).toBeNull();
});
