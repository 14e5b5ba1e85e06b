import { fireEvent, screen, waitFor } from '@testing-library/react-native';
import type { SetPasswordResult } from '@/session/auth-api';
import { renderInApp, shownWithRole } from '@/testing/render';
import { PASSWORD_LENGTH, passwordFault, SetPasswordForm } from './SetPasswordForm';

const mockSetPassword = jest.fn<Promise<SetPasswordResult>, [string, string]>();
jest.mock('@/session/SessionProvider', () => ({
  useSession: () => ({ setPassword: mockSetPassword }),
}));

const ended = { done: jest.fn(), invalid: jest.fn() };
const open = () =>
  renderInApp(<SetPasswordForm token="t0ken" onDone={ended.done} onLinkInvalid={ended.invalid} />);
const fill = (first: string, second: string) => {
  fireEvent.changeText(screen.getByLabelText('Новий пароль'), first);
  fireEvent.changeText(screen.getByLabelText('Ще раз'), second);
};
const submit = () => fireEvent.press(screen.getByRole('button', { name: /^Зберегти пароль/ }));
const good = 'довга фраза';

beforeEach(() => {
  jest.clearAllMocks();
  mockSetPassword.mockResolvedValue({ ok: true });
});

test('a password that fits, twice, is sent with the token of the link', async () => {
  open();
  fill(good, good);
  submit();
  await waitFor(() => expect(ended.done).toHaveBeenCalledTimes(1));
  expect(mockSetPassword).toHaveBeenCalledWith('t0ken', good);
});

test('nothing is called wrong before the first try, and nothing wrong is sent', () => {
  open();
  fill('short', '');
  expect(shownWithRole('alert')).toBe(0);
  submit();
  expect(screen.getByText(/Закороткий/)).toBeOnTheScreen();
  fill(good, 'інша фраза');
  expect(screen.getByText(/Паролі різняться/)).toBeOnTheScreen();
  submit();
  expect(mockSetPassword).not.toHaveBeenCalled();
});

test('the bounds are those of the server', () => {
  const of = (length: number) => 'x'.repeat(length);
  const { min, max } = PASSWORD_LENGTH;
  expect(passwordFault(of(min - 1), of(min - 1))).toBe('tooShort');
  expect(passwordFault(of(min), of(min))).toBeNull();
  expect(passwordFault(of(max), of(max))).toBeNull();
  expect(passwordFault(of(max + 1), of(max + 1))).toBe('tooLong');
});

test('a link that no longer works ends the form', async () => {
  mockSetPassword.mockResolvedValue({ ok: false, problem: 'link_invalid' });
  open();
  fill(good, good);
  submit();
  await waitFor(() => expect(ended.invalid).toHaveBeenCalledTimes(1));
});

test('a refused password and a silent server are told apart, and can be tried again', async () => {
  mockSetPassword.mockResolvedValueOnce({ ok: false, problem: 'password_refused' });
  open();
  fill(good, good);
  submit();
  expect(await screen.findByText(/не прийняв цей пароль/)).toBeOnTheScreen();
  mockSetPassword.mockResolvedValueOnce({ ok: false, problem: 'server_down' });
  submit();
  expect(await screen.findByText('Сервер не відповідає')).toBeOnTheScreen();
  submit();
  await waitFor(() => expect(ended.done).toHaveBeenCalledTimes(1));
});
