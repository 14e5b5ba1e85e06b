export type Language = 'ru' | 'en' | 'es' | 'pt';

/** `language_code`; null for one that amoCRM does not speak. */
export function readLanguage(given: string | undefined): Language | null {
  switch (given) {
    case 'ru':
    case 'en':
    case 'es':
    case 'pt':
      return given;
    default:
      return null;
  }
}
