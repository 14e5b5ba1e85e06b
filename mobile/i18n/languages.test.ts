import { chooseLanguage } from './languages';

test.each<[(string | null)[], string]>([
  [['uk', 'en'], 'uk'],
  [['ru'], 'ru'],
  [['en'], 'en'],
  [['pl', 'uk'], 'uk'],
  [['de', 'fr'], 'en'],
  [[null], 'en'],
  [[], 'en'],
])('a phone that speaks %j is answered in %s', (preferred, language) => {
  expect(chooseLanguage(preferred)).toBe(language);
});
