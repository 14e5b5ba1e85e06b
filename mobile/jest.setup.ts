import 'react-native-gesture-handler/jestSetup';

// Native modules that a test machine has not: each stands in with the behaviour the app relies on.

jest.mock('react-native-safe-area-context', () => {
  const { default: mock } = jest.requireActual<{ default: object }>(
    'react-native-safe-area-context/jest/mock',
  );
  return mock;
});

jest.mock('expo/fetch', () => ({
  fetch: (...args: Parameters<typeof fetch>) => globalThis.fetch(...args),
}));

jest.mock('expo-localization', () => ({
  getLocales: () => [{ languageCode: 'uk', languageTag: 'uk-UA' }],
}));

jest.mock('expo-secure-store', () => {
  const kept = new Map<string, string>();
  return {
    AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: 1,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    getItemAsync: (key: string) => Promise.resolve(kept.get(key) ?? null),
    setItemAsync: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    deleteItemAsync: (key: string) => Promise.resolve(void kept.delete(key)),
  };
});
