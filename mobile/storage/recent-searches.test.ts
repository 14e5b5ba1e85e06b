import { readPreference, writePreference } from './preferences';
import { forgetSearches, recentSearches, rememberSearch } from './recent-searches';

beforeEach(forgetSearches);

test('keeps the newest six, each once', () => {
  for (const text of ['1', '2', '3', '4', '5', '6', '7', ' 3 ']) rememberSearch('u', text);
  expect(recentSearches('u')).toEqual(['3', '7', '6', '5', '4', '2']);
});

test('tells nobody what another user searched for, and keeps nothing of it', () => {
  rememberSearch('u', 'Rashid');
  expect(recentSearches('other')).toEqual([]);
  rememberSearch('other', 'Олена');
  expect(readPreference('searches')).not.toContain('Rashid');
});

test('fits a keychain entry, whatever is typed', () => {
  for (const digit of '123456789') rememberSearch('u', digit.repeat(3) + 'Щ'.repeat(57));
  expect(Buffer.byteLength(readPreference('searches') ?? '')).toBeLessThan(2048);
  rememberSearch('u', 'Щ'.repeat(61));
  expect(recentSearches('u')[0]).toContain('999');
});

test('what cannot be read is nothing', () => {
  writePreference('searches', '{"userId":"u","searches":[1]}');
  expect(recentSearches('u')).toEqual([]);
});
