import { paths } from '@foryou-crm/contract/paths';
import { act, fireEvent } from '@testing-library/react-native';
import type * as NodeCrypto from 'node:crypto';
import type * as Linking from 'expo-linking';
import { AppState, DeviceEventEmitter, type AppStateStatus } from 'react-native';
import { freshPhone, pass, screen, signedInAs, startApp } from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';
import { fakeLead, type FakeLead } from '@/api/testing/fake-lead';

jest.mock('expo-crypto', () => ({
  randomUUID: () => jest.requireActual<typeof NodeCrypto>('node:crypto').randomUUID(),
}));

let backend: FakeBackend;
let account: FakeLead;
let appStates: ((state: AppStateStatus) => void)[] = [];
let opened: jest.SpyInstance;
beforeEach(async () => {
  backend = await freshPhone();
  await signedInAs(backend);
  backend.connect();
  account = fakeLead();
  backend.lead = account;
  appStates = [];
  jest.spyOn(AppState, 'addEventListener').mockImplementation((type, listener) => {
    if (type === 'change') appStates.push(listener);
    return DeviceEventEmitter.addListener('app-state', () => undefined);
  });
  const linking = jest.requireMock<typeof Linking>('expo-linking');
  opened = jest.spyOn(linking, 'openURL').mockResolvedValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const LEAD = paths.lead(1);
const press = (name: string | RegExp) => fireEvent.press(screen.getByRole('button', { name }));
async function openLead(): Promise<void> {
  startApp('/lead/1');
  await screen.findByRole('heading', { name: 'Пентхаус на Palm Jumeirah' });
  await pass(100);
  // From here on an answer takes its time, so that what is shown before it can be seen.
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (...args) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return backend.fetch(...args);
  });
}
/** Shown, and not answered yet. */
const atOnce = () => pass(10);
const changes = () => backend.callsTo(LEAD).filter(({ method }) => method === 'PATCH');
const moveToShowing = async () => {
  press(/^Новий запит.*Змінити етап$/);
  await pass(50);
  fireEvent.press(screen.getAllByRole('radio', { name: 'Показ об’єкта' })[0] ?? screen.root);
  await atOnce();
};

test('a lead shows what a broker needs: overdue tasks first, people, fields, history', async () => {
  await openLead();
  const tasks = screen
    .getAllByRole('checkbox')
    .map((box) => box.props['accessibilityLabel'] as string);
  expect(tasks).toEqual([
    'Виконати: Передзвонити щодо розстрочки',
    'Виконати: Підготувати договір',
  ]);
  expect(screen.getByText(/^прострочено: 1.листопада/)).toBeOnTheScreen();
  expect(screen.getByText(/^Ще 2.контакти, недоступні вам$/)).toBeOnTheScreen();
  expect(screen.getByText(/^4.120$/)).toBeOnTheScreen();
  press('усі 5');
  expect(screen.getByText('Рекомендація')).toBeOnTheScreen();
  expect(await screen.findByText('Просить знижку')).toBeOnTheScreen();
  expect(screen.getByText(/Вихідний дзвінок, 4 хв 12 с/)).toBeOnTheScreen();
});

test('a kind of timeline that this version does not know is left out, the rest is shown', async () => {
  account.timeline.unshift({ kind: 'hologram', id: 1, at: '2026-11-21T09:00:00Z' });
  await openLead();
  expect(await screen.findByText('Просить знижку')).toBeOnTheScreen();
});

test('another’s lead is told to be not there, with a way on', async () => {
  backend.always.set(LEAD, problem('not_found'));
  const app = startApp('/lead/1');
  expect(await screen.findByText('Цієї угоди немає')).toBeOnTheScreen();
  press('Перейти до угод');
  await pass(100);
  expect(app.getPathname()).toBe('/crm');
});

test('opened cold, back leads to the board', async () => {
  const app = startApp('/lead/1');
  await screen.findByRole('heading', { name: 'Пентхаус на Palm Jumeirah' });
  press('Назад: Угоди');
  await pass(100);
  expect(app.getPathname()).toBe('/crm');
});

test('without network the lead that is here stays, with its age and a retry', async () => {
  await openLead();
  backend.offline = true;
  press('Дії з угодою');
  await pass(50);
  press('Оновити');
  await pass(3000);
  expect(await screen.findByText('Немає мережі')).toBeOnTheScreen();
  expect(screen.getByText('Передзвонити щодо розстрочки')).toBeOnTheScreen();
});

test('a move shows at once, is sent with what was known, and can be undone', async () => {
  await openLead();
  await moveToShowing();
  expect(screen.getByRole('button', { name: /^Показ об’єкта.*Змінити етап$/ })).toBeOnTheScreen();
  await pass(300);
  expect(changes()[0]?.body).toEqual({
    pipelineId: 1,
    stageId: 1002,
    updatedAt: '2026-11-01T10:00:00Z',
  });
  press('Скасувати');
  await atOnce();
  expect(screen.getByRole('button', { name: /^Новий запит.*Змінити етап$/ })).toBeOnTheScreen();
  await pass(300);
  expect(account.lead.stageId).toBe(1001);
});

test('two changes one after the other are no conflict with oneself', async () => {
  await openLead();
  await moveToShowing();
  press(/Змінити назву й бюджет$/);
  fireEvent.changeText(screen.getByLabelText('Назва'), 'Пентхаус, море');
  press('Зберегти');
  await atOnce();
  expect(screen.getByRole('heading', { name: 'Пентхаус, море' })).toBeOnTheScreen();
  await pass(300);
  expect(account.lead).toMatchObject({ name: 'Пентхаус, море', stageId: 1002 });
});

test.each([
  ['forbidden_by_crm', /amoCRM не прийняла зміну: у вас немає на це прав\. Угоду повернено/],
  ['invalid_input', /amoCRM не прийняла таких значень\. Угоду повернено/],
] as const)('a move refused as %s goes back in words', async (kind, words) => {
  await openLead();
  backend.always.set(LEAD, problem(kind, kind === 'invalid_input' ? { errors: [] } : {}));
  await moveToShowing();
  await pass(60);
  backend.always.delete(LEAD);
  await pass(300);
  expect(await screen.findByText(words)).toBeOnTheScreen();
  expect(screen.getByRole('button', { name: /^Новий запит.*Змінити етап$/ })).toBeOnTheScreen();
});

test('a lead that a colleague changed is shown as it is now; "change anyway" writes over that', async () => {
  await openLead();
  account.lead = {
    ...account.lead,
    price: 990_000,
    updatedAt: '2026-11-24T10:00:00Z',
  };
  await moveToShowing();
  expect(await screen.findByText('Угоду вже змінив хтось інший')).toBeOnTheScreen();
  expect(screen.getAllByText(/^990.000.AED$/).length).toBeGreaterThan(0);
  press('Усе одно змінити');
  await pass(300);
  expect(account.lead).toMatchObject({ stageId: 1002, price: 990_000 });
});

test('the lead is given to a colleague', async () => {
  await openLead();
  press('Олена Марченко');
  fireEvent.press(screen.getByRole('radio', { name: 'Юлія Ґедзь' }));
  await atOnce();
  expect(screen.getByRole('button', { name: 'Юлія Ґедзь' })).toBeOnTheScreen();
  await pass(300);
  expect(account.lead.responsibleUser.id).toBe(8);
});

test('back from a call the log opens by itself: four taps to a note and a next task', async () => {
  await openLead();
  press('Дзвінок');
  await pass(20);
  expect(opened).toHaveBeenCalledWith('tel:+971505550142');
  act(() => appStates.forEach((tell) => tell('background')));
  act(() => appStates.forEach((tell) => tell('active')));
  await pass(50);
  fireEvent.changeText(screen.getByLabelText('Про що домовилися'), 'Готова внести EOI');
  press('Завтра о 10:00');
  press('Записати й поставити завдання');
  await pass(300);
  const [noted] = backend.callsTo(paths.notes(1));
  expect((noted?.body as { text: string }).text).toMatch(/^Дзвінок: \+971.*\nГотова внести EOI$/s);
  expect(account.lead.tasks.at(-1)).toMatchObject({ text: 'Передзвонити' });
  expect(await screen.findByText('Дзвінок записано, завдання поставлено')).toBeOnTheScreen();
});

test('of a call log of which only the note failed, only the note is sent again, under the same key', async () => {
  await openLead();
  backend.next.set(paths.notes(1), problem('retry_later', { reason: 'crm_unreachable' }));
  press('Дії з угодою');
  await pass(50);
  fireEvent.press(screen.getAllByRole('button', { name: 'Записати дзвінок' })[0] ?? screen.root);
  await pass(50);
  press('За годину');
  press('Записати й поставити завдання');
  await pass(300);
  expect(screen.getByText(/^Завдання поставлено, а дзвінок не записано\./)).toBeOnTheScreen();
  press('Надіслати ще раз');
  await pass(300);
  const keys = backend.callsTo(paths.notes(1)).map(({ idempotencyKey }) => idempotencyKey);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  expect(backend.callsTo(paths.tasks(1))).toHaveLength(1);
  expect(screen.queryByText('Надіслати ще раз')).toBeNull();
});

const writeNote = (text: string) => {
  fireEvent.changeText(screen.getByLabelText('Нотатка'), text);
  press('Додати нотатку');
};

test('a note shows at once as on its way, then as saved', async () => {
  await openLead();
  writeNote('Паспорт надішле ввечері');
  expect(await screen.findByText('надсилаємо')).toBeOnTheScreen();
  expect(screen.getByText('Паспорт надішле ввечері')).toBeOnTheScreen();
  await pass(300);
  expect(screen.queryByText('надсилаємо')).toBeNull();
  expect(screen.getByText('Паспорт надішле ввечері')).toBeOnTheScreen();
});

test('a note whose outcome is lost is looked for before it is sent under a new key', async () => {
  await openLead();
  backend.next.set(paths.notes(1), problem('conflict', { reason: 'outcome_unknown' }));
  writeNote('Перша');
  expect(await screen.findByText(/^Відповідь amoCRM загубилася/)).toBeOnTheScreen();
  press('Перевірити й надіслати ще раз');
  await pass(300);
  const keys = backend.callsTo(paths.notes(1)).map(({ idempotencyKey }) => idempotencyKey);
  expect(new Set(keys).size).toBe(2);

  backend.next.set(paths.notes(1), problem('conflict', { reason: 'outcome_unknown' }));
  writeNote('Друга');
  await screen.findByText(/^Відповідь amoCRM загубилася/);
  account.timeline.unshift({
    ...(account.timeline[0] as object),
    id: 5000,
    text: 'Друга',
    at: new Date().toISOString(),
  });
  press('Перевірити й надіслати ще раз');
  await pass(300);
  expect(backend.callsTo(paths.notes(1))).toHaveLength(3);
  expect(screen.getAllByText('Друга')).toHaveLength(1);
});

test('a task is completed with a result, gone at once, and back in words when that is refused', async () => {
  await openLead();
  const complete = async () => {
    fireEvent.press(screen.getByRole('checkbox', { name: 'Виконати: Підготувати договір' }));
    await pass(50);
    fireEvent.changeText(screen.getByLabelText('Результат, якщо є що додати'), 'Готово');
    press('Виконано');
  };
  const path = paths.completeTask(31);
  backend.next.set(path, problem('forbidden_by_crm'));
  await complete();
  await atOnce();
  expect(screen.queryByRole('checkbox', { name: 'Виконати: Підготувати договір' })).toBeNull();
  await pass(300);
  expect(screen.getByText(/прав\. Завдання лишилося відкритим\.$/)).toBeOnTheScreen();
  await complete();
  await pass(300);
  expect(backend.callsTo(path).at(-1)?.body).toEqual({ result: 'Готово' });
  expect(screen.queryByText('Підготувати договір')).toBeNull();
});

test('without a phone the ways to call are off, and why is said', async () => {
  const [contact] = account.lead.contacts;
  if (contact === undefined) throw new Error('The seed has a contact.');
  account.lead.contacts = [{ ...contact, phones: [], customFields: [] }];
  await openLead();
  expect(screen.getByRole('button', { name: 'Дзвінок' })).toBeDisabled();
  expect(screen.getByText('В угоді немає телефону.')).toBeOnTheScreen();
  press('Пошта');
  await pass(20);
  expect(opened).toHaveBeenCalledWith('mailto:rashid@example.com');
});
