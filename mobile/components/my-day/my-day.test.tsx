import { myDaySchema, type DayTask, type MyDay } from '@foryou-crm/contract/my-day';
import { paths } from '@foryou-crm/contract/paths';
import { act, fireEvent } from '@testing-library/react-native';
import { router } from 'expo-router';
import type * as Linking from 'expo-linking';
import { freshPhone, screen, signedInAs, startApp } from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';
import { lead, olena } from '@/api/testing/seed';
// Loaded here, so that the first test does not pay for it out of its own time.
import '@/app/(tabs)/my-day';

const task = (id: number, text: string, dueAt: string, more: Partial<DayTask> = {}): DayTask => ({
  id,
  typeId: 1,
  text,
  dueAt,
  durationSeconds: 0,
  isCompleted: false,
  result: null,
  responsibleUser: { id: 7, name: olena.profile.name },
  lead: lead(101, 1001, { name: 'Пентхаус на Palm Jumeirah' }),
  contact: { id: 9, name: 'Олександра Ковальчук', phone: '+971 50 555 0142' },
  ...more,
});

const day = (more: Partial<MyDay> = {}): MyDay => ({
  date: '2026-04-14',
  timeZone: 'Asia/Dubai',
  overdue: [task(1, 'Передзвонити щодо розстрочки', '2026-04-13T13:00:00Z')],
  today: [task(2, 'Підготувати договір', '2026-04-14T12:30:00Z')],
  newLeads: [],
  withoutTask: [lead(102, 1001, { name: 'Вілла в Dubai Hills' })],
  week: ['13', '14', '15', '16', '17', '18', '19'].map((date) => ({
    date: `2026-04-${date}`,
    overdue: date === '13' ? 1 : 0,
    open: date === '14' ? 1 : 0,
  })),
  counts: { overdue: 1, today: 1, newLeads: 0, withoutTask: 1, completedToday: 3 },
  sync: { state: 'ready', importedRows: 10, lastSyncAt: null },
  ...more,
});

let backend: FakeBackend;
const show = (shown: MyDay) =>
  backend.always.set(paths.myDay, { status: 200, body: { data: myDaySchema.parse(shown) } });

async function openMyDay() {
  startApp();
  await screen.findByText('Вторинний ринок');
  act(() => router.navigate('/my-day'));
}

beforeEach(async () => {
  backend = await freshPhone();
  await signedInAs(backend);
  backend.connect();
  show(day());
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('what is late stands first, then today, then who waits for a next step', async () => {
  await openMyDay();
  expect(await screen.findByText('виконано 3 з 5')).toBeOnTheScreen();
  expect(screen.getByRole('heading', { name: /^Прострочено/ })).toBeOnTheScreen();
  expect(
    screen.getByRole('button', { name: /^Передзвонити щодо розстрочки, прострочено/ }),
  ).toBeOnTheScreen();
  expect(screen.getByRole('heading', { name: /^Без завдання/ })).toBeOnTheScreen();
  expect(screen.getByText('Вілла в Dubai Hills')).toBeOnTheScreen();
});

test('a task is completed with what came of it, and is gone at once', async () => {
  await openMyDay();
  fireEvent.press(
    await screen.findByRole('checkbox', { name: 'Виконати: Передзвонити щодо розстрочки' }),
  );
  fireEvent.changeText(screen.getByLabelText('Результат, якщо є що додати'), 'Погодився');
  const { overdue, ...done } = day();
  show({ ...done, overdue: [], counts: { ...done.counts, overdue: 0, completedToday: 4 } });
  const [finished] = overdue;
  backend.next.set(paths.completeTask(1), {
    status: 200,
    body: { data: { ...finished, isCompleted: true, result: 'Погодився' } },
  });
  fireEvent.press(screen.getByRole('button', { name: 'Виконано' }));
  expect(await screen.findByText('Завдання виконано')).toBeOnTheScreen();
  expect(backend.callsTo(paths.completeTask(1)).map(({ body }) => body)).toEqual([
    { result: 'Погодився' },
  ]);
  expect(screen.queryByText('Передзвонити щодо розстрочки')).not.toBeOnTheScreen();
  expect(screen.getByText('виконано 4 з 5')).toBeOnTheScreen();
});

test('a completion that amoCRM refuses is told, and the task is back', async () => {
  await openMyDay();
  fireEvent.press(await screen.findByRole('checkbox', { name: /розстрочки$/ }));
  backend.next.set(paths.completeTask(1), problem('retry_later', { reason: 'crm_unreachable' }));
  fireEvent.press(screen.getByRole('button', { name: 'Виконано' }));
  expect(await screen.findByText(/^Завдання не закрито\. /)).toBeOnTheScreen();
  expect(await screen.findByText('Передзвонити щодо розстрочки')).toBeOnTheScreen();
});

test('one tap calls', async () => {
  await openMyDay();
  // `renderRouter` has mocked the module.
  const linking = jest.requireMock<typeof Linking>('expo-linking');
  const open = jest.spyOn(linking, 'openURL').mockResolvedValue(true);
  const [call] = await screen.findAllByRole('button', {
    name: 'Зателефонувати: Олександра Ковальчук',
  });
  if (call) fireEvent.press(call);
  expect(open).toHaveBeenCalledWith('tel:+971505550142');
});

test('a day without anything says that all is done', async () => {
  const counts = { overdue: 0, today: 0, newLeads: 0, withoutTask: 0, completedToday: 0 };
  show(day({ overdue: [], today: [], withoutTask: [], counts }));
  await openMyDay();
  expect(await screen.findByText('Усе зроблено')).toBeOnTheScreen();
});

test('without a connection it says what will be here and leads to connecting', async () => {
  backend = await freshPhone();
  await signedInAs(backend);
  startApp();
  await screen.findByRole('button', { name: 'Підключити amoCRM' });
  act(() => router.navigate('/my-day'));
  expect(await screen.findByText('Тут буде ваш день')).toBeOnTheScreen();
  expect(backend.callsTo(paths.myDay)).toHaveLength(0);
});
