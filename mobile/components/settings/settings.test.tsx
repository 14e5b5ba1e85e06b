import { act, fireEvent, screen, waitFor } from '@testing-library/react-native';
import { View } from 'react-native';
import { i18n } from '@/i18n/i18n';
import { setLanguage } from '@/i18n/use-language';
import type { DeleteAccountResult, SignOutResult } from '@/session/session';
import { readPreference, writePreference } from '@/storage/preferences';
import { renderInApp } from '@/testing/render';
import { AppSettings } from './AppSettings';
import { ProfileHeader } from './ProfileHeader';
import { SignOutRows } from './SignOutRows';

const mockSession = {
  signOut: jest.fn<Promise<SignOutResult>, []>(),
  signOutEverywhere: jest.fn<Promise<SignOutResult>, []>(),
  deleteAccount: jest.fn<Promise<DeleteAccountResult>, []>(),
};
jest.mock('@/session/SessionProvider', () => ({ useSession: () => mockSession }));

beforeEach(() => {
  mockSession.signOut.mockReset().mockResolvedValue({ ok: true });
  mockSession.signOutEverywhere.mockReset().mockResolvedValue({ ok: true });
  writePreference('theme', 'system');
  act(() => setLanguage('uk'));
});

test('the language changes at once, everywhere, and is kept', async () => {
  renderInApp(<AppSettings />);
  fireEvent.press(screen.getByRole('button', { name: 'Мова, Українська' }));
  fireEvent.press(screen.getByRole('radio', { name: 'Русский' }));
  // The sheet leaves first: until then the rest of the screen is out of reach.
  expect(await screen.findByRole('button', { name: 'Язык, Русский' })).toBeOnTheScreen();
  expect(readPreference('language')).toBe('ru');
  expect(i18n.language).toBe('ru');
});

test('the theme is chosen from three, and the one chosen is marked', async () => {
  renderInApp(<AppSettings />);
  fireEvent.press(screen.getByRole('button', { name: 'Оформлення, Як у системі' }));
  expect(screen.getByRole('radio', { name: 'Як у системі', checked: true })).toBeOnTheScreen();
  fireEvent.press(screen.getByRole('radio', { name: 'Темне' }));
  expect(await screen.findByRole('button', { name: 'Оформлення, Темне' })).toBeOnTheScreen();
  expect(readPreference('theme')).toBe('dark');
});

test('an administrator is called one', () => {
  const profile = { id: 'x', email: null, name: 'Олена Коваль', role: 'admin' as const };
  renderInApp(<ProfileHeader profile={profile} />);
  expect(screen.getByRole('img', { name: 'Олена Коваль' })).toBeOnTheScreen();
  expect(screen.getByText('Адміністратор')).toBeOnTheScreen();
});

describe('signing out', () => {
  const ask = (row: RegExp) => {
    renderInApp(
      <View>
        <SignOutRows />
      </View>,
    );
    fireEvent.press(screen.getByRole('button', { name: row }));
  };

  test('says what is removed and what stays, and does nothing when cancelled', () => {
    ask(/^Вийти, /);
    expect(screen.getByText(/зникнуть збережені угоди/)).toBeOnTheScreen();
    expect(screen.getByText(/В amoCRM нічого не зміниться/)).toBeOnTheScreen();
    fireEvent.press(screen.getByRole('button', { name: 'Скасувати' }));
    expect(mockSession.signOut).not.toHaveBeenCalled();
  });

  test('here leaves the other devices alone', async () => {
    ask(/^Вийти, /);
    fireEvent.press(screen.getByLabelText('Вийти'));
    await waitFor(() => expect(mockSession.signOut).toHaveBeenCalledTimes(1));
    expect(mockSession.signOutEverywhere).not.toHaveBeenCalled();
  });

  test('everywhere asks in its own words', async () => {
    ask(/^Вийти на всіх пристроях, /);
    expect(screen.getByText(/Усі пристрої/)).toBeOnTheScreen();
    fireEvent.press(screen.getByRole('button', { name: 'Вийти всюди' }));
    await waitFor(() => expect(mockSession.signOutEverywhere).toHaveBeenCalledTimes(1));
  });

  test('that did not work says that one is still signed in', async () => {
    mockSession.signOutEverywhere.mockResolvedValue({ ok: false, problem: 'no_network' });
    ask(/^Вийти на всіх пристроях, /);
    fireEvent.press(screen.getByRole('button', { name: 'Вийти всюди' }));
    expect(await screen.findByText(/Ви досі в обліковому записі/)).toBeOnTheScreen();
  });
});

describe('deleting one’s account', () => {
  const ask = () => {
    renderInApp(
      <View>
        <SignOutRows />
      </View>,
    );
    fireEvent.press(screen.getByRole('button', { name: /^Видалити обліковий запис, / }));
  };
  beforeEach(() => mockSession.deleteAccount.mockReset());

  test('is asked first, with what goes and what stays', async () => {
    mockSession.deleteAccount.mockResolvedValue({ ok: true });
    ask();
    expect(screen.getByText(/Скасувати це не можна/)).toBeOnTheScreen();
    expect(mockSession.deleteAccount).not.toHaveBeenCalled();
    fireEvent.press(screen.getByRole('button', { name: 'Видалити назавжди' }));
    expect(await screen.findByText('Обліковий запис видалено')).toBeOnTheScreen();
  });

  test('is refused to the only administrator, in words', async () => {
    mockSession.deleteAccount.mockResolvedValue({ ok: false, problem: 'last_admin' });
    ask();
    fireEvent.press(screen.getByRole('button', { name: 'Видалити назавжди' }));
    expect(await screen.findByText(/Ви єдиний адміністратор/)).toBeOnTheScreen();
  });
});
