import './plural-rules';
import { getLocales } from 'expo-localization';
import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readPreference } from '@/storage/preferences';
import { chooseLanguage, isLanguage, type Language } from './languages';
import { markPageLanguage } from './page-language';
import { resources } from './resources';

/** What was chosen on this device, else the first language of the phone that the app speaks. */
export function startLanguage(): Language {
  const stored = readPreference('language');
  if (isLanguage(stored)) return stored;
  return chooseLanguage(getLocales().map((locale) => locale.languageCode));
}

export const i18n = createInstance();

const first = startLanguage();

// With the words in the bundle `init` ends before it returns, so nothing is drawn without them.
void i18n.use(initReactI18next).init({
  resources,
  lng: first,
  fallbackLng: 'en',
  supportedLngs: ['uk', 'ru', 'en'],
  defaultNS: 'common',
  initAsync: false,
  interpolation: { escapeValue: false },
  returnNull: false,
});
markPageLanguage(first);
