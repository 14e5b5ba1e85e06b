import { setBackgroundColorAsync } from 'expo-system-ui';
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from 'react';
import { useColorScheme } from 'react-native';
import { readPreference, writePreference } from '@/storage/preferences';
import { useHighContrast } from './high-contrast';
import { paintPage } from './page';
import { themePreferenceSchema, type ThemePreference } from './preference';
import { elevation, palettes, type Colours, type ThemeName } from './tokens';

export interface Theme {
  name: ThemeName;
  colours: Colours;
  elevation: Record<keyof (typeof elevation)['light'], string>;
  preference: ThemePreference;
  setPreference: (preference: ThemePreference) => void;
}

const ThemeContext = createContext<Theme | null>(null);

/** What was chosen on this device; `system` where nothing was, or where it cannot be read. */
function storedPreference(): ThemePreference {
  const stored = themePreferenceSchema.safeParse(readPreference('theme'));
  return stored.success ? stored.data : 'system';
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const scheme = useColorScheme();
  const [preference, setStored] = useState(storedPreference);
  const name: ThemeName =
    preference === 'system' ? (scheme === 'dark' ? 'dark' : 'light') : preference;
  const colours = palettes[name][useHighContrast() ? 'high' : 'normal'];

  useEffect(() => {
    paintPage(preference);
    // The window behind the app: seen while the keyboard moves and while screens change.
    void setBackgroundColorAsync(colours.paper);
  }, [preference, colours]);

  const setPreference = useCallback((next: ThemePreference) => {
    setStored(next);
    writePreference('theme', next);
  }, []);

  const theme = useMemo<Theme>(
    () => ({
      name,
      colours,
      elevation: elevation[name],
      preference,
      setPreference,
    }),
    [name, colours, preference, setPreference],
  );
  return <ThemeContext value={theme}>{children}</ThemeContext>;
}

export function useTheme(): Theme {
  const theme = use(ThemeContext);
  if (!theme) throw new Error('useTheme() needs a ThemeProvider above it');
  return theme;
}
