import { useTranslation } from 'react-i18next';
import { writePreference } from '@/storage/preferences';
import { i18n } from './i18n';
import { isLanguage, type Language } from './languages';
import { markPageLanguage } from './page-language';

/** Changes the language of the app at once and remembers it on this device. */
export function setLanguage(language: Language): void {
  writePreference('language', language);
  markPageLanguage(language);
  void i18n.changeLanguage(language);
}

export function useLanguage(): { language: Language; setLanguage: (language: Language) => void } {
  const { i18n: current } = useTranslation();
  return { language: isLanguage(current.language) ? current.language : 'en', setLanguage };
}
