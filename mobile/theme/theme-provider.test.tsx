import { fireEvent, render, screen } from '@testing-library/react-native';
import { Text, View } from 'react-native';
import { readPreference, writePreference } from '@/storage/preferences';
import { ThemeProvider, useTheme } from './ThemeProvider';
import { dark, light } from './tokens';

const mockScheme = jest.fn<'light' | 'dark' | null, []>(() => 'light');
jest.mock('react-native/Libraries/Utilities/useColorScheme', () => ({
  __esModule: true,
  default: () => mockScheme(),
}));

function Probe() {
  const { name, colours, preference, setPreference } = useTheme();
  return (
    <View>
      <Text>{`${preference} ${name} ${colours.paper}`}</Text>
      <Text onPress={() => setPreference('dark')}>go dark</Text>
    </View>
  );
}
const shown = () =>
  render(
    <ThemeProvider>
      <Probe />
    </ThemeProvider>,
  );

beforeEach(() => {
  writePreference('theme', 'system');
  mockScheme.mockReturnValue('light');
});

test('without a choice the app follows the system', () => {
  mockScheme.mockReturnValue('dark');
  shown();
  expect(screen.getByText(`system dark ${dark.paper}`)).toBeOnTheScreen();
});

test('a choice wins over the system, at once, and is there at the next start', () => {
  const first = shown();
  expect(screen.getByText(`system light ${light.paper}`)).toBeOnTheScreen();
  fireEvent.press(screen.getByText('go dark'));
  expect(screen.getByText(`dark dark ${dark.paper}`)).toBeOnTheScreen();
  first.unmount();
  expect(readPreference('theme')).toBe('dark');
  shown();
  expect(screen.getByText(`dark dark ${dark.paper}`)).toBeOnTheScreen();
});

test('a kept value that is not a theme is ignored', () => {
  writePreference('theme', 'purple');
  shown();
  expect(screen.getByText(`system light ${light.paper}`)).toBeOnTheScreen();
});
