import { act, fireEvent, screen, waitFor } from '@testing-library/react-native';
import type { SignInResult } from '@/session/auth-api';
import { renderInApp } from '@/testing/render';
import { SignInForm } from './SignInForm';

const mockSignIn = jest.fn<Promise<SignInResult>, [string, string]>();
jest.mock('@/session/SessionProvider', () => ({ useSession: () => ({ signIn: mockSignIn }) }));

const demo = { emails: ['olena@demo.example', 'admin@demo.example'], password: 'demo-foryou' };
const email = () => screen.getByLabelText('Ел. пошта');
const password = () => screen.getByLabelText('Пароль');
const submit = () => fireEvent.press(screen.getByRole('button', { name: /^Увійти/ }));
const fill = (address: string, secret: string) => {
  fireEvent.changeText(email(), address);
  fireEvent.changeText(password(), secret);
};

beforeEach(() => mockSignIn.mockReset().mockResolvedValue({ ok: true }));

test('email and password are sent as typed, but for spaces around the email', async () => {
  renderInApp(<SignInForm demo={null} />);
  fill('  olena@demo.example ', ' secret ');
  submit();
  await waitFor(() => expect(mockSignIn).toHaveBeenCalledWith('olena@demo.example', ' secret '));
});

test('what is missing is said at its field and nothing is sent', async () => {
  renderInApp(<SignInForm demo={null} />);
  submit();
  expect(await screen.findByText(/Впишіть ел. пошту/)).toBeOnTheScreen();
  expect(screen.getByText('Впишіть пароль.')).toBeOnTheScreen();
  fill('olena', 'x');
  submit();
  expect(await screen.findByText(/у пошті бракує частини/)).toBeOnTheScreen();
  expect(mockSignIn).not.toHaveBeenCalled();
});

test('a wrong password and an unknown email are the same words', async () => {
  mockSignIn.mockResolvedValue({ ok: false, problem: 'wrong_credentials' });
  renderInApp(<SignInForm demo={null} />);
  fill('olena@demo.example', 'nope');
  submit();
  expect(await screen.findByText(/Пошта або пароль не збігаються/)).toBeOnTheScreen();
  expect(password()).toHaveDisplayValue('nope');
  fireEvent.changeText(password(), 'other');
  expect(screen.queryByText(/не збігаються/)).not.toBeOnTheScreen();
});

test.each([
  ['no_network', 'Немає мережі'],
  ['server_down', 'Сервер не відповідає'],
  ['blocked', 'Обліковий запис закрито'],
  ['unknown', 'Не вдалося'],
] as const)('%s is said as «%s», and what was typed stays', async (problem, title) => {
  mockSignIn.mockResolvedValue({ ok: false, problem });
  renderInApp(<SignInForm demo={null} />);
  fill('olena@demo.example', 'secret');
  submit();
  expect(await screen.findByText(title)).toBeOnTheScreen();
  expect(email()).toHaveDisplayValue('olena@demo.example');
  mockSignIn.mockResolvedValue({ ok: true });
  submit();
  await waitFor(() => expect(screen.queryByText(title)).not.toBeOnTheScreen());
});

describe('too many tries', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('the button waits as long as the server says, counts down, and works again', async () => {
    mockSignIn.mockResolvedValue({ ok: false, problem: 'rate_limited', retryAfter: 75 });
    renderInApp(<SignInForm demo={null} />);
    fill('olena@demo.example', 'secret');
    submit();
    await act(() => jest.advanceTimersByTimeAsync(0));
    expect(screen.getByText('Забагато спроб')).toBeOnTheScreen();
    expect(screen.getByText('Спробувати знову можна через 1:15.')).toBeOnTheScreen();
    submit();
    fireEvent(password(), 'submitEditing');
    await act(() => jest.advanceTimersByTimeAsync(15_000));
    expect(screen.getByText('Спробувати знову можна через 1:00.')).toBeOnTheScreen();
    expect(mockSignIn).toHaveBeenCalledTimes(1);
    await act(() => jest.advanceTimersByTimeAsync(60_500));
    submit();
    await act(() => jest.advanceTimersByTimeAsync(0));
    expect(mockSignIn).toHaveBeenCalledTimes(2);
  });
});

test('a second press while the first is on its way sends nothing', async () => {
  let answer: (result: SignInResult) => void = () => undefined;
  mockSignIn.mockReturnValue(new Promise((resolve) => (answer = resolve)));
  renderInApp(<SignInForm demo={null} />);
  fill('olena@demo.example', 'secret');
  submit();
  expect(
    await screen.findByRole('button', { name: 'Увійти, зачекайте', busy: true }),
  ).toBeOnTheScreen();
  submit();
  act(() => answer({ ok: true }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Увійти' })).toBeOnTheScreen());
  expect(mockSignIn).toHaveBeenCalledTimes(1);
});

describe('the demo', () => {
  test('is marked, and fills in the account that was chosen', async () => {
    renderInApp(<SignInForm demo={demo} />);
    expect(screen.getByText('Демо')).toBeOnTheScreen();
    fireEvent.press(screen.getByRole('button', { name: 'admin@demo.example' }));
    fireEvent.press(screen.getByRole('button', { name: 'Підставити' }));
    expect(email()).toHaveDisplayValue('admin@demo.example');
    expect(password()).toHaveDisplayValue('demo-foryou');
    submit();
    await waitFor(() =>
      expect(mockSignIn).toHaveBeenCalledWith('admin@demo.example', 'demo-foryou'),
    );
  });

  test('shows no accounts anywhere else', () => {
    renderInApp(<SignInForm demo={null} />);
    expect(screen.queryByText('Демо')).not.toBeOnTheScreen();
    expect(screen.queryByText(/demo\.example/)).not.toBeOnTheScreen();
  });
});

test('a forgotten password is explained: an administrator sends a one-time link', () => {
  renderInApp(<SignInForm demo={null} />);
  fireEvent.press(screen.getByRole('button', { name: 'Забули пароль?' }));
  expect(screen.getByText('Новий пароль дає адміністратор')).toBeOnTheScreen();
  expect(screen.getByText(/одноразове посилання/)).toBeOnTheScreen();
});
