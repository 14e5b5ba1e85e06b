import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { resources } from './resources';

interface Words {
  [key: string]: string | Words;
}
const mobile = path.join(__dirname, '..');
const pluralForms = {
  uk: ['one', 'few', 'many', 'other'],
  ru: ['one', 'few', 'many', 'other'],
  en: ['one', 'other'],
};
const pluralEnding = /_(zero|one|two|few|many|other)$/;
const all: Record<'uk' | 'ru' | 'en', Record<string, Words>> = resources;
const languages = ['uk', 'ru', 'en'] as const;
const namespaces = Object.keys(resources.uk);

/** Every key with its text: `amo-crm:badge.title`. */
function texts(words: Words, prefix: string): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : texts(value, `${prefix}${key}.`),
  );
}
const textsOf = (language: 'uk' | 'ru' | 'en') =>
  namespaces.flatMap((name) => texts(all[language][name] ?? {}, `${name}:`));
const stems = (language: 'uk' | 'ru' | 'en') =>
  [...new Set(textsOf(language).map(([key]) => key.replace(pluralEnding, '')))].sort();

test.each(['ru', 'en'] as const)(
  '%s says everything that Ukrainian says, and no more',
  (language) => {
    expect(stems(language)).toEqual(stems('uk'));
  },
);

test.each(languages)('%s has every plural form of its language', (language) => {
  const keys = new Set(textsOf(language).map(([key]) => key));
  const counted = [...keys].filter((key) => pluralEnding.test(key));
  expect(counted.length).toBeGreaterThan(0);
  for (const stem of new Set(counted.map((key) => key.replace(pluralEnding, '')))) {
    const forms = counted
      .filter((key) => key.replace(pluralEnding, '') === stem)
      .map((key) => pluralEnding.exec(key)?.[1]);
    expect({ stem, forms: forms.sort() }).toEqual({
      stem,
      forms: pluralForms[language].toSorted(),
    });
  }
});

test('a text fills in the same values in all languages', () => {
  const values = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((m) => m[1]).sort();
  const uk = new Map(textsOf('uk'));
  for (const language of ['ru', 'en'] as const) {
    for (const [key, text] of textsOf(language)) {
      const same = uk.get(key) ?? uk.get(key.replace(pluralEnding, '_other'));
      expect({ key, values: values(text) }).toEqual({ key, values: values(same ?? '') });
    }
  }
});

test('no text is empty, glued, or typed with a straight apostrophe', () => {
  for (const language of languages) {
    for (const [key, text] of textsOf(language)) {
      expect({ key, text }).toEqual({ key, text: text.trim() });
      expect({ key, empty: text === '' }).toEqual({ key, empty: false });
      expect({ key, straight: /\p{L}'\p{L}/u.test(text) }).toEqual({ key, straight: false });
    }
  }
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return /^(node_modules|dist|\.expo|ios|android|locales)$/.test(entry.name)
        ? []
        : sources(full);
    }
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [full] : [];
  });
}

/**
 * What the code says, as patterns over `namespace:key`: names in quotes, and templates whose
 * `${…}` may stand for one part. TypeScript checks each against its own namespace; here it is
 * enough that a key is said somewhere.
 */
function said(): RegExp[] {
  const quoted = sources(mobile).flatMap((file) => {
    const code = readFileSync(file, 'utf8');
    return [...code.matchAll(/(['"`])((?:[\w-]+:)?[\w$[\]{}.-]+?)\1/g)].map(
      (match) => match[2] ?? '',
    );
  });
  return [...new Set(quoted)].map((name) => {
    const pattern = name
      .replace(/^[\w-]+:/, '')
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\w-]+');
    return new RegExp(`^[\\w-]+:${pattern}$`);
  });
}

test('every text is used by some screen', () => {
  const patterns = said().filter((pattern) => !pattern.source.endsWith(':[\\w-]+$'));
  const unused = stems('uk').filter((key) => !patterns.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});
