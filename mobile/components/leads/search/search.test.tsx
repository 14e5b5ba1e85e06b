import { act, fireEvent } from '@testing-library/react-native';
import { router, type Href } from 'expo-router';
import { paths } from '@foryou-crm/contract/paths';
import '@/app/(tabs)/search';
import { freshPhone, pass, screen, signedInAs, startApp } from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';
import { olena } from '@/api/testing/seed';
import { forgetSearches, recentSearches } from '@/storage/recent-searches';

jest.mock('expo-crypto', () => jest.requireActual<object>('node:crypto'));

let backend: FakeBackend;

beforeEach(async () => {
  jest.useFakeTimers();
  backend = await freshPhone();
  backend.connect();
  await signedInAs(backend);
  forgetSearches();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

async function open(address: Href = '/search') {
  const app = startApp();
  await pass(500);
  act(() => router.navigate(address));
  await pass(500);
  return app;
}
const type = (text: string) => fireEvent.changeText(screen.getByLabelText('Шукати угоди'), text);
const asked = () =>
  backend
    .callsTo(paths.leads)
    .map(({ query }) => new URLSearchParams(query))
    .filter((query) => query.get('limit') === '50');

test('one question is asked for a word that is typed without a pause', async () => {
  const app = await open();
  for (const text of ['в', 'ві', 'віл', 'вілл']) {
    type(text);
    await pass(50);
  }
  await pass(400);
  expect(asked().map((query) => query.get('query'))).toEqual(['вілл']);
  expect(screen.getByText('1 угода')).toBeOnTheScreen();
  expect(app.getSearchParams()).toEqual({ query: 'вілл' });
});

test('filters of the address are asked for and shown, and come off one by one', async () => {
  const app = await open('/search?query=palm&priceFrom=500000&taskState=overdue&stageId=nonsense');
  expect(Object.fromEntries(asked()[0] ?? [])).toEqual({
    query: 'palm',
    priceFrom: '500000',
    taskState: 'overdue',
    limit: '50',
  });
  fireEvent.press(screen.getByRole('button', { name: 'Прострочене завдання: зняти фільтр' }));
  await pass(400);
  expect(asked().at(-1)?.has('taskState')).toBe(false);
  expect(app.getSearchParams()).toMatchObject({ query: 'palm', priceFrom: '500000' });
});

test('a filter is chosen from what the account has', async () => {
  await open();
  fireEvent.press(screen.getByRole('button', { name: 'Відповідальний: обрати фільтр' }));
  await pass(400);
  fireEvent.press(screen.getByRole('radio', { name: 'Максим Дорош' }));
  await pass(600);
  expect(asked().at(-1)?.get('responsibleUserId')).toBe('8');
  expect(screen.getByRole('button', { name: 'Максим Дорош: зняти фільтр' })).toBeOnTheScreen();
});

test('nothing found offers a new lead that begins with what was typed', async () => {
  const app = await open();
  type('+971 55 000');
  await pass(500);
  expect(screen.getByText('Нічого не знайдено: «+971 55 000»')).toBeOnTheScreen();
  fireEvent.press(screen.getByRole('button', { name: 'Створити угоду' }));
  await pass(500);
  expect(app.getPathname()).toBe('/new-lead');
  expect(screen.getByLabelText('Телефон')).toHaveDisplayValue('+971 55 000');
});

test('no network and a busy amoCRM are told in words, with a way to try again', async () => {
  backend.always.set(paths.leads, problem('retry_later', { reason: 'crm_rate_limited' }));
  await open('/search?query=palm');
  expect(screen.getByText('amoCRM просить зачекати')).toBeOnTheScreen();
  backend.always.delete(paths.leads);
  fireEvent.press(screen.getByRole('button', { name: 'Спробувати ще раз' }));
  await pass(400);
  expect(screen.getByText('1 угода')).toBeOnTheScreen();

  backend.offline = true;
  type('вілла');
  await pass(3000);
  expect(screen.getByText('Немає мережі')).toBeOnTheScreen();
});

test('while the account is read, what is found so far is said to be that', async () => {
  backend.status = { ...backend.status, lastSyncAt: null };
  backend.always.set(paths.leads, {
    status: 200,
    body: { data: backend.desk.leads.slice(0, 2), nextCursor: null, total: null },
  });
  await open('/search?query=palm');
  expect(screen.getByText(/Поки знайдено: 2/)).toBeOnTheScreen();
});

test('what led somewhere is offered next time, and gone after signing out', async () => {
  await open();
  type('palm');
  await pass(500);
  fireEvent(screen.getByLabelText('Шукати угоди'), 'submitEditing');
  type('');
  await pass(500);
  fireEvent.press(screen.getByRole('button', { name: 'palm' }));
  await pass(500);
  expect(asked().at(-1)?.get('query')).toBe('palm');
  expect(recentSearches(olena.profile.id)).toEqual(['palm']);

  fireEvent.press(screen.getByRole('tab', { name: 'Налаштування' }));
  await pass(500);
  fireEvent.press(screen.getByRole('button', { name: 'Вийти' }));
  await pass(500);
  fireEvent.press(screen.getAllByRole('button', { name: 'Вийти' }).at(-1) ?? screen.root);
  await pass(1000);
  expect(recentSearches(olena.profile.id)).toEqual([]);
});
