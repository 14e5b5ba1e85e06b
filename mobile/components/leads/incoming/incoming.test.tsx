import { fireEvent } from '@testing-library/react-native';
import { paths } from '@foryou-crm/contract/paths';
import '@/app/incoming';
import { freshPhone, pass, screen, signedInAs, startApp } from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';

jest.mock('expo-crypto', () => jest.requireActual<object>('node:crypto'));

let backend: FakeBackend;

beforeEach(async () => {
  jest.useFakeTimers();
  backend = await freshPhone();
  backend.connect();
  await signedInAs(backend);
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const open = async () => {
  startApp('/incoming');
  await pass(500);
};
const first = async (name: string) => {
  fireEvent.press(screen.getAllByRole('button', { name })[0] ?? screen.root);
  await pass(400);
};
const confirm = async (name: string) => {
  fireEvent.press(screen.getAllByRole('button', { name }).at(-1) ?? screen.root);
  await pass(600);
};

test('is accepted into the first open stage of its pipeline', async () => {
  await open();
  expect(screen.getByText('Гість a')).toBeOnTheScreen();
  await first('Прийняти');
  await confirm('Прийняти');
  expect(backend.callsTo(paths.acceptIncoming('a')).map(({ body }) => body)).toEqual([
    { stageId: 1001 },
  ]);
  expect(screen.queryByText('Гість a')).toBeNull();
  expect(screen.getByText('Прийнято: Гість a')).toBeOnTheScreen();
});

test('declining is asked for first, and then it is gone', async () => {
  await open();
  await first('Відхилити');
  expect(backend.callsTo(paths.declineIncoming('a'))).toEqual([]);
  await confirm('Відхилити');
  expect(screen.queryByText('Гість a')).toBeNull();
  expect(screen.getByText('Гість a: тепер у кошику amoCRM')).toBeOnTheScreen();
});

test('what amoCRM refuses comes back with words', async () => {
  backend.next.set(paths.declineIncoming('a'), problem('forbidden_by_crm'));
  await open();
  await first('Відхилити');
  await confirm('Відхилити');
  expect(screen.getByText('Гість a')).toBeOnTheScreen();
  expect(screen.getByText(/Гість a: заявку повернуто/)).toBeOnTheScreen();
});

test('what a colleague has sorted already does not come back', async () => {
  backend.next.set(paths.acceptIncoming('a'), problem('conflict', { reason: 'already_done' }));
  await open();
  backend.desk.incoming = backend.desk.incoming.slice(1);
  await first('Прийняти');
  await confirm('Прийняти');
  expect(screen.queryByText('Гість a')).toBeNull();
  expect(screen.getByText('Гість a: колега встиг раніше')).toBeOnTheScreen();
});

test('nothing to sort is said', async () => {
  backend.desk.incoming = [];
  await open();
  expect(screen.getByText('Усе розібрано')).toBeOnTheScreen();
});
