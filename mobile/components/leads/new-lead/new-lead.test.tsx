import { fireEvent } from '@testing-library/react-native';
import '@/app/new-lead';
import { paths } from '@foryou-crm/contract/paths';
import { freshPhone, pass, screen, signedInAs, startApp } from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';
import { forgetDraft } from './draft';

jest.mock('expo-crypto', () => jest.requireActual<object>('node:crypto'));

let backend: FakeBackend;

beforeEach(async () => {
  jest.useFakeTimers();
  backend = await freshPhone();
  backend.connect();
  await signedInAs(backend);
  forgetDraft();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

async function openForm() {
  const app = startApp('/new-lead');
  await pass(500);
  return app;
}
const type = (label: string, text: string) =>
  fireEvent.changeText(screen.getByLabelText(label), text);
/** The pause after typing, then the answer. */
const typePhone = async (text: string) => {
  type('Телефон', text);
  await pass(400);
  await pass(200);
};
const press = async (name: string | RegExp) => {
  fireEvent.press(screen.getByRole('button', { name }));
  await pass(600);
};
const posts = () => backend.callsTo(paths.leads).filter(({ method }) => method === 'POST');

test('asks for a name, a phone or an email, and sends nothing without', async () => {
  await openForm();
  await press('Створити угоду');
  expect(screen.getByText('Вкажіть ім’я, телефон або пошту.')).toBeOnTheScreen();
  expect(posts()).toEqual([]);
});

test('saves into the first stage of the main pipeline and goes to the lead', async () => {
  const app = await openForm();
  type('Ім’я', 'Rashid');
  type('Бюджет', '3500000');
  await press('Створити угоду');
  expect(posts().map(({ body }) => body)).toEqual([
    { name: 'Rashid', price: 3_500_000, pipelineId: 1, stageId: 1001 },
  ]);
  expect(app.getPathname()).toBe('/lead/900');
});

test('shows who has the phone already, also to who presses before the answer has come', async () => {
  await openForm();
  type('Телефон', '+971505550142');
  fireEvent.press(screen.getByRole('button', { name: 'Створити угоду' }));
  await pass(600);
  expect(posts()).toEqual([]);
  expect(screen.getByText('Цей номер уже є в CRM: 2 угоди')).toBeOnTheScreen();
  expect(screen.getByText('Пентхаус на Palm Jumeirah')).toBeOnTheScreen();
});

test('a new lead is the known contact’s, unless that is ticked off', async () => {
  await openForm();
  type('Ім’я', 'Друга квартира');
  await typePhone('+971505550142');
  const attach = () => screen.getByRole('checkbox', { name: /Rashid/ });
  expect(attach()).toBeChecked();
  fireEvent.press(attach());
  await press('Усе одно створити');
  expect(posts().map(({ body }) => body)).toMatchObject([{ phone: '+971505550142' }]);
});

test('attached, it sends the contact and neither phone nor email', async () => {
  await openForm();
  type('Ім’я', 'Друга квартира');
  await typePhone('+971505550142');
  await press('Додати угоду контакту');
  const [sent] = posts();
  expect(sent?.body).toMatchObject({ name: 'Друга квартира', contactId: 70 });
  expect(sent?.body).not.toHaveProperty('phone');
});

test('of somebody who is hidden it says that he is there, and no more', async () => {
  backend.desk.known.isHidden = true;
  await openForm();
  await typePhone('+971505550142');
  expect(screen.getByText('Цей номер уже є в CRM')).toBeOnTheScreen();
  expect(screen.queryByRole('checkbox')).toBeNull();
});

test('a lost answer is asked for again under the same key, and one lead is made', async () => {
  await openForm();
  type('Ім’я', 'Rashid');
  backend.next.set(paths.leads, { status: 504, body: 'gateway' });
  await press('Створити угоду');
  expect(screen.getByText(/двох угод не буде/)).toBeOnTheScreen();
  await press('Створити угоду');
  const keys = posts().map(({ idempotencyKey }) => idempotencyKey);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  expect(backend.desk.made.size).toBe(1);
});

test('an unknown outcome is told, and making it once more takes another key', async () => {
  await openForm();
  type('Ім’я', 'Rashid');
  backend.next.set(paths.leads, problem('conflict', { reason: 'outcome_unknown' }));
  await press('Створити угоду');
  expect(screen.getByText('Невідомо, чи створено угоду')).toBeOnTheScreen();
  await press('Створити ще раз');
  const [first, second] = posts().map(({ idempotencyKey }) => idempotencyKey);
  expect(second).not.toBe(first);
});

test('what the server refuses lands on its field', async () => {
  await openForm();
  type('Ім’я', 'Rashid');
  type('Телефон', '+1');
  const errors = [{ path: 'phone', message: 'no' }];
  backend.next.set(paths.leads, problem('invalid_input', { errors }));
  await press('Створити угоду');
  expect(screen.getByText('Це не прийнято: перевірте, що тут написано.')).toBeOnTheScreen();
  expect(screen.getByLabelText('Ім’я')).toHaveDisplayValue('Rashid');
});

test('a comment that amoCRM did not take is not lost, and goes once more as a note', async () => {
  backend.desk.comment = 'not_saved';
  await openForm();
  type('Ім’я', 'Rashid');
  type('Коментар', 'біля моря');
  await press('Створити угоду');
  expect(screen.getByText('біля моря')).toBeOnTheScreen();
  await press('Надіслати коментар ще раз');
  expect(backend.callsTo(paths.notes(900)).map(({ body }) => body)).toEqual([
    { text: 'біля моря' },
  ]);
});

test('a form that was left comes back, and can be begun anew', async () => {
  const app = await openForm();
  type('Ім’я', 'Rashid');
  await press('Закрити');
  await press('Лишити чернетку');
  expect(app.getPathname()).toBe('/crm');
  await press('Нова угода');
  expect(screen.getByLabelText('Ім’я')).toHaveDisplayValue('Rashid');
  await press('Почати заново');
  expect(screen.getByLabelText('Ім’я')).toHaveDisplayValue('');
});

test('discarding is asked for, and leaves nothing', async () => {
  await openForm();
  type('Ім’я', 'Rashid');
  await press('Закрити');
  await press('Видалити чернетку');
  await press('Нова угода');
  expect(screen.getByLabelText('Ім’я')).toHaveDisplayValue('');
  expect(screen.queryByText('Це ваша незбережена угода')).toBeNull();
});
