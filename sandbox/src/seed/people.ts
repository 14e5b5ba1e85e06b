import type { Random } from './random.ts';

/** An invented client: the name as amoCRM keeps it, and a Latin spelling for the e-mail. */
export interface Person {
  readonly first: string;
  readonly last: string;
  readonly latin: string;
  readonly language: 'uk' | 'ru' | 'en';
}

type Spelt = readonly [shown: string, latin: string];

const ukrainian = {
  first: [
    ['Олександра', 'oleksandra'],
    ['Вікторія', 'viktoriia'],
    ['Роман', 'roman'],
    ['Ірина', 'iryna'],
    ['Катерина', 'kateryna'],
    ['Гліб', 'hlib'],
    ['Наталія', 'nataliia'],
    ['Богдан', 'bohdan'],
    ['Світлана', 'svitlana'],
    ['Назар', 'nazar'],
    ['Єлизавета', 'yelyzaveta'],
    ['Дмитро', 'dmytro'],
    ['Христина', 'khrystyna'],
    ['Юрій', 'yurii'],
    ['Анна', 'anna'],
    ['Тарас', 'taras'],
    ['Соломія', 'solomiia'],
    ['Андрій', 'andrii'],
    ['Ґражина', 'grazhyna'],
    ['Остап', 'ostap'],
  ],
  last: [
    ['Шевчук', 'shevchuk'],
    ['Остапенко', 'ostapenko'],
    ['Пилипчук', 'pylypchuk'],
    ['Гончаренко', 'honcharenko'],
    ['Кравчук', 'kravchuk'],
    ['Іващенко', 'ivashchenko'],
    ['Цимбалюк', 'tsymbaliuk'],
    ['Лях', 'liakh'],
    ['Чорновіл', 'chornovil'],
    ['Нестеренко', 'nesterenko'],
    ['Левченко', 'levchenko'],
    ['Мельник', 'melnyk'],
    ['Ґалаґан', 'galagan'],
    ['Савчук', 'savchuk'],
    ['Дяченко', 'diachenko'],
    ['Бойко', 'boiko'],
    ['Яременко', 'yaremenko'],
    ['Петрук', 'petruk'],
  ],
} satisfies Record<string, readonly Spelt[]>;

const russian = {
  women: [
    ['Екатерина', 'ekaterina'],
    ['Мария', 'maria'],
    ['Ольга', 'olga'],
    ['Алина', 'alina'],
    ['Дарья', 'daria'],
    ['Вероника', 'veronika'],
  ],
  men: [
    ['Алексей', 'alexey'],
    ['Игорь', 'igor'],
    ['Сергей', 'sergey'],
    ['Павел', 'pavel'],
    ['Тимур', 'timur'],
    ['Артём', 'artem'],
  ],
  last: [
    ['Соколов', 'sokolov'],
    ['Воронцов', 'vorontsov'],
    ['Белов', 'belov'],
    ['Лебедев', 'lebedev'],
    ['Громов', 'gromov'],
    ['Зимин', 'zimin'],
    ['Калинин', 'kalinin'],
    ['Ершов', 'ershov'],
    ['Мельников', 'melnikov'],
    ['Рябов', 'ryabov'],
  ],
} satisfies Record<string, readonly Spelt[]>;

/** Clients who write in English, by where their names come from: they are not mixed. */
const english: readonly { first: readonly string[]; last: readonly string[] }[] = [
  {
    first: ['James', 'Charlotte', 'Oliver', 'Amelia', 'Thomas', 'Harriet', 'George', 'Isla'],
    last: ['Whitmore', 'Ashdown', 'Pemberton', 'Harcourt', 'Langley', 'Winslow', 'Bexley'],
  },
  {
    first: ['Fatima', 'Rashid', 'Omar', 'Mariam', 'Khalid', 'Layla', 'Hamdan', 'Noor', 'Yousef'],
    last: ['Al Zaabi', 'Al Suwaidi', 'Nasser', 'Al Ketbi', 'Haddad', 'Al Hosani', 'Mansour'],
  },
  {
    first: ['Priya', 'Arjun', 'Anika', 'Rohan', 'Meera', 'Vikram'],
    last: ['Raghavan', 'Mehta', 'Kulkarni', 'Bhandari', 'Iyer'],
  },
  {
    first: ['Andreas', 'Lea', 'Henrik', 'Giulia', 'Mateo', 'Camille', 'Jonas', 'Clara'],
    last: ['Vogel', 'Fontaine', 'Lund', 'Ferrante', 'Brandt', 'Moreau', 'Castellan'],
  },
  { first: ['Mehmet', 'Elif', 'Deniz'], last: ['Yılmaz', 'Kaya', 'Aydın'] },
  { first: ['Wei', 'Mei Ling', 'Jun', 'Xiu'], last: ['Zhang', 'Chen', 'Huang', 'Lin'] },
];

/** @param languages - which languages this agency's clients write in; a repeated one is likelier. */
export function person(random: Random, languages: readonly Person['language'][]): Person {
  switch (random.pick(languages)) {
    case 'uk': {
      const [first, latinFirst] = random.pick<Spelt>(ukrainian.first);
      const [last, latinLast] = random.pick<Spelt>(ukrainian.last);
      return { first, last, latin: `${latinFirst}.${latinLast}`, language: 'uk' };
    }
    case 'ru': {
      const isWoman = random.chance(0.5);
      const [first, latinFirst] = random.pick<Spelt>(isWoman ? russian.women : russian.men);
      const [last, latinLast] = random.pick<Spelt>(russian.last);
      const ending = isWoman ? ['а', 'a'] : ['', ''];
      return {
        first,
        last: `${last}${ending[0] ?? ''}`,
        latin: `${latinFirst}.${latinLast}${ending[1] ?? ''}`,
        language: 'ru',
      };
    }
    case 'en': {
      const origin = random.pick(english);
      const first = random.pick(origin.first);
      const last = random.pick(origin.last);
      const latin = `${first}.${last}`.toLowerCase().replaceAll('ı', 'i').replaceAll(' ', '-');
      return { first, last, latin, language: 'en' };
    }
  }
}

/** `+971 5x 555 01xx`: a range that no subscriber has. Written as people write it. */
export function phone(random: Random): string {
  const network = random.pick(['50', '52', '54', '55', '56', '58']);
  const last = String(random.whole(0, 99)).padStart(2, '0');
  const written = random.pick(['+971 {n} 555 01{l}', '+971{n}55501{l}', '+971 {n} 555-01-{l}']);
  return written.replace('{n}', network).replace('{l}', last);
}
