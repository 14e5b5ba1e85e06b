import type { Random } from './random.ts';
import type { Person } from './people.ts';

/** What a client asks for, and what it costs in AED. */
export interface Request {
  readonly name: string;
  readonly price: number;
  readonly bedrooms: number;
  readonly district: string;
  readonly isRent: boolean;
}

type Language = Person['language'];
type Kind = 'penthouse' | 'villa' | 'townhouse' | 'apartment' | 'studio' | 'office';

const districts: Readonly<Record<Kind, readonly string[]>> = {
  penthouse: ['Palm Jumeirah', 'Dubai Marina', 'Downtown Dubai', 'Bluewaters', 'City Walk'],
  villa: [
    'Dubai Hills Estate',
    'Palm Jumeirah',
    'District One',
    'Jumeirah Park',
    'Tilal Al Ghaf',
    'Emirates Hills',
    'Arabian Ranches',
  ],
  townhouse: ['Arabian Ranches III', 'Town Square', 'Dubai South', 'Villanova', 'The Springs'],
  apartment: [
    'Dubai Marina',
    'Downtown Dubai',
    'Business Bay',
    'Creek Harbour',
    'JVC',
    'JLT',
    'JBR',
    'Bluewaters',
    'Dubai Hills Estate',
    'Al Barari',
  ],
  studio: ['JVC', 'Dubai South', 'Business Bay', 'Dubai Sports City', 'Al Furjan'],
  office: ['JLT', 'Business Bay', 'DIFC', 'Barsha Heights'],
};

/** Lowest and highest price, in thousands of AED: to buy, and a year's rent. */
const prices: Readonly<Record<Kind, { buy: [number, number]; rent: [number, number] }>> = {
  penthouse: { buy: [6500, 24000], rent: [320, 400] },
  villa: { buy: [4200, 30000], rent: [220, 400] },
  townhouse: { buy: [1900, 4600], rent: [140, 260] },
  apartment: { buy: [950, 5000], rent: [85, 280] },
  studio: { buy: [800, 1250], rent: [60, 95] },
  office: { buy: [1200, 4800], rent: [90, 300] },
};

const bedroomRange: Readonly<Record<Kind, [number, number]>> = {
  penthouse: [3, 5],
  villa: [3, 7],
  townhouse: [3, 4],
  apartment: [1, 3],
  studio: [0, 0],
  office: [0, 0],
};

const kindNames: Readonly<Record<Language, Readonly<Record<Kind, string>>>> = {
  uk: {
    penthouse: 'Пентхаус',
    villa: 'Вілла',
    townhouse: 'Таунхаус',
    apartment: 'Апартаменти',
    studio: 'Студія',
    office: 'Офіс',
  },
  ru: {
    penthouse: 'Пентхаус',
    villa: 'Вилла',
    townhouse: 'Таунхаус',
    apartment: 'Апартаменты',
    studio: 'Студия',
    office: 'Офис',
  },
  en: {
    penthouse: 'Penthouse',
    villa: 'Villa',
    townhouse: 'Townhouse',
    apartment: 'Apartment',
    studio: 'Studio',
    office: 'Office',
  },
};

const bedroomForms = {
  uk: { one: 'спальня', few: 'спальні', many: 'спалень', other: 'спальні' },
  ru: { one: 'спальня', few: 'спальни', many: 'спален', other: 'спальни' },
  en: { one: 'bedroom', few: 'bedrooms', many: 'bedrooms', other: 'bedrooms' },
} as const;

type Setting = 'tower' | 'seaside' | 'house' | 'office';

/** What people add, where it can be true: no sea in the desert, no garden on a tower. */
const extras: Readonly<Record<Language, Readonly<Record<Setting, readonly string[]>>>> = {
  uk: {
    tower: ['високий поверх', 'з меблями', 'біля метро', 'вид на Burj Khalifa'],
    seaside: ['вид на море', 'високий поверх', 'з меблями', 'вихід на пляж'],
    house: ['з басейном', 'з садом', 'поруч зі школою', 'після ремонту'],
    office: ['з ремонтом', 'біля метро', 'з паркінгом'],
  },
  ru: {
    tower: ['высокий этаж', 'с мебелью', 'у метро', 'вид на Burj Khalifa'],
    seaside: ['вид на море', 'высокий этаж', 'с мебелью', 'выход на пляж'],
    house: ['с бассейном', 'с садом', 'рядом со школой', 'после ремонта'],
    office: ['с отделкой', 'у метро', 'с паркингом'],
  },
  en: {
    tower: ['high floor', 'furnished', 'near the metro', 'Burj Khalifa view'],
    seaside: ['sea view', 'high floor', 'furnished', 'beach access'],
    house: ['with pool', 'with garden', 'close to a school', 'renovated'],
    office: ['fitted', 'near the metro', 'with parking'],
  },
};

const seaside = new Set(['Palm Jumeirah', 'Dubai Marina', 'Bluewaters', 'JBR']);

function settingOf(kind: Kind, district: string): Setting {
  if (kind === 'office') return 'office';
  if (kind === 'villa' || kind === 'townhouse') return 'house';
  return seaside.has(district) ? 'seaside' : 'tower';
}

/** `на` for an island or a marina, `в` elsewhere, as people say it. */
function inPlace(language: Language, district: string): string {
  const isWaterside = /^(Palm|Bluewaters)/.test(district);
  if (language === 'en') return `${isWaterside ? 'on' : 'in'} ${district}`;
  return `${isWaterside ? 'на' : 'в'} ${district}`;
}

function bedroomsText(language: Language, bedrooms: number): string {
  const rule = new Intl.PluralRules(language).select(bedrooms);
  const forms = bedroomForms[language];
  const form = rule === 'one' ? forms.one : rule === 'few' ? forms.few : forms.many;
  return `${bedrooms} ${form}`;
}

const rentWords: Readonly<Record<Language, string>> = { uk: 'оренда', ru: 'аренда', en: 'to rent' };
const kinds: readonly Kind[] = [
  'apartment',
  'apartment',
  'apartment',
  'apartment',
  'villa',
  'villa',
  'penthouse',
  'townhouse',
  'townhouse',
  'studio',
  'office',
];

/** @param rentShare - how many of the requests are for rent, 0 to 1. */
export function request(random: Random, language: Language, rentShare: number): Request {
  const kind = random.pick(kinds);
  const isRent = random.chance(rentShare);
  const district = random.pick(districts[kind]);
  const [fewest, most] = bedroomRange[kind];
  const bedrooms = random.whole(fewest, most);
  const [low, high] = isRent ? prices[kind].rent : prices[kind].buy;
  // More bedrooms cost more; and dear ones are rare, so the share leans towards the low end.
  const size = (bedrooms - fewest + random.next()) / (most - fewest + 1);
  const thousands = low + (high - low) * (0.75 * size + 0.25 * random.next()) ** 2;
  const step = isRent ? 5 : 50;
  const details = [
    bedrooms > 0 ? bedroomsText(language, bedrooms) : '',
    isRent ? rentWords[language] : '',
    random.chance(0.35) ? random.pick(extras[language][settingOf(kind, district)]) : '',
  ].filter((part) => part !== '');
  const head = `${kindNames[language][kind]} ${inPlace(language, district)}`;
  return {
    name: [head, ...details].join(', '),
    price: Math.round(thousands / step) * step * 1000,
    bedrooms,
    district,
    isRent,
  };
}
