import { fireEvent, screen, waitFor } from '@testing-library/react-native';
import { renderRouter } from 'expo-router/testing-library';
import { Text, View } from 'react-native';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import TabsLayout from '@/app/(tabs)/_layout';
import NotFoundScreen from '@/app/+not-found';
import Index from '@/app/index';
import { ThemeProvider } from '@/theme/ThemeProvider';
import '@/i18n/i18n';
import type { Session } from '@/session/SessionProvider';

const mockSession: { current: Pick<Session, 'state' | 'profile'> } = {
  current: { state: 'loading', profile: null },
};
jest.mock('@/session/SessionProvider', () => ({ useSession: () => mockSession.current }));

const mockStatus: { isPending: boolean; data?: { connected: boolean } } = { isPending: false };
jest.mock('@/components/amo-crm/use-connection', () => ({
  useConnectionStatus: () => mockStatus,
}));

const profile = { id: '1', email: null, name: 'Марко Лисенко', role: 'user' as const };
const as = (state: Session['state']) => {
  mockSession.current = { state, profile: state === 'signedIn' ? profile : null };
};

const open = (initialUrl: string) =>
  renderRouter(
    {
      index: Index,
      '(tabs)/_layout': TabsLayout,
      '(tabs)/crm': () => <Text>leads are here</Text>,
      '(tabs)/my-day': () => <Text>my day is here</Text>,
      '(tabs)/search': () => <Text>search is here</Text>,
      '(tabs)/settings': () => <Text>settings are here</Text>,
      'new-lead': () => <Text>a new lead is here</Text>,
      'sign-in': () => <Text>sign in here</Text>,
      '+not-found': NotFoundScreen,
    },
    {
      initialUrl,
      wrapper: ({ children }) => (
        <SafeAreaProvider>
          <ThemeProvider>
            <View>{children}</View>
          </ThemeProvider>
        </SafeAreaProvider>
      ),
    },
  );

test('signed in and connected, the app opens on the day', async () => {
  as('signedIn');
  mockStatus.data = { connected: true };
  const app = open('/');
  expect(await screen.findByText('my day is here')).toBeOnTheScreen();
  expect(app.getPathname()).toBe('/my-day');
});

test('signed in and not connected, it opens where connecting is', async () => {
  as('signedIn');
  mockStatus.data = { connected: false };
  const app = open('/');
  expect(await screen.findByText('leads are here')).toBeOnTheScreen();
  expect(app.getPathname()).toBe('/crm');
});

test('signed out, it asks to sign in and remembers where one was going', async () => {
  as('signedOut');
  const app = open('/settings');
  expect(await screen.findByText('sign in here')).toBeOnTheScreen();
  expect(app.getPathname()).toBe('/sign-in');
  expect(app.getSearchParams()).toEqual({ next: '/settings' });
  expect(screen.queryByText('settings are here')).not.toBeOnTheScreen();
});

test('while nobody knows who this is, neither is shown', () => {
  as('loading');
  open('/crm');
  expect(screen.queryByText('leads are here')).not.toBeOnTheScreen();
  expect(screen.queryByText('sign in here')).not.toBeOnTheScreen();
});

test('the sections are tabs by name; the one shown is marked', async () => {
  as('signedIn');
  open('/crm');
  const leads = () => screen.getByRole('tab', { name: 'Угоди' });
  const settings = () => screen.getByRole('tab', { name: 'Налаштування' });
  await waitFor(() => expect(leads()).toBeSelected());
  expect(settings()).not.toBeSelected();
  fireEvent.press(settings());
  expect(await screen.findByText('settings are here')).toBeOnTheScreen();
  await waitFor(() => expect(settings()).toBeSelected());
  expect(leads()).not.toBeSelected();
});

test('the new lead stands among the sections, and is none of them', async () => {
  as('signedIn');
  const app = open('/search');
  expect(await screen.findByText('search is here')).toBeOnTheScreen();
  expect(screen.getByRole('tab', { name: 'Пошук' })).toBeSelected();
  expect(screen.queryByRole('tab', { name: 'Нова угода' })).toBeNull();
  fireEvent.press(screen.getByRole('button', { name: 'Нова угода' }));
  expect(await screen.findByText('a new lead is here')).toBeOnTheScreen();
  expect(app.getPathname()).toBe('/new-lead');
});

test('an address that is nowhere says so and leads back', async () => {
  as('signedIn');
  const app = open('/no-such-place');
  fireEvent.press(await screen.findByRole('button', { name: 'Перейти до угод' }));
  expect(await screen.findByText('leads are here')).toBeOnTheScreen();
  expect(app.getPathname()).toBe('/crm');
});
