/** The languages of the app, each in its own name, in the order people choose from. */
export const languages = [
  { code: 'uk', name: 'Українська' },
  { code: 'ru', name: 'Русский' },
  { code: 'en', name: 'English' },
] as const;

export type Language = (typeof languages)[number]['code'];

export const isLanguage = (code: unknown): code is Language =>
  languages.some((language) => language.code === code);

/**
 * The first of the person's languages that the app speaks, else English.
 * `preferred`: language codes in the order of preference, as the system gives them.
 */
export function chooseLanguage(preferred: readonly (string | null)[]): Language {
  return preferred.find(isLanguage) ?? 'en';
}

/** How numbers and dates are written: English here is day before month. */
export const localeOf: Record<Language, string> = { uk: 'uk-UA', ru: 'ru-RU', en: 'en-GB' };
