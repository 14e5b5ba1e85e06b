/** What an account calls its fields, their choices and their groups, in its own language. */
export interface FieldWords {
  readonly groups: { readonly main: string; readonly statistic: string; readonly own: string };
  readonly leads: {
    readonly mortgage: string;
    readonly amenities: Choice;
    readonly payment: Choice;
    readonly moveIn: string;
    readonly viewing: string;
    readonly listing: string;
    readonly wishes: string;
    readonly address: string;
    readonly commission: string;
    readonly agreement: string;
  };
  readonly contacts: {
    readonly position: string;
    readonly birthday: string;
    readonly home: string;
    readonly language: Choice;
  };
  readonly companies: {
    readonly web: string;
    readonly address: string;
    readonly legal: string;
    readonly markets: Choice;
    readonly since: string;
  };
  readonly texts: { readonly wishes: readonly string[]; readonly positions: readonly string[] };
}

export interface Choice {
  readonly name: string;
  readonly choices: readonly string[];
}

export const fieldWords: Readonly<Record<'uk' | 'en', FieldWords>> = {
  uk: {
    groups: { main: 'Основне', statistic: 'Статистика', own: 'Об’єкт' },
    leads: {
      mortgage: 'Іпотека',
      amenities: {
        name: 'Зручності',
        choices: ['Басейн', 'Паркінг', 'Спортзал', 'Балкон', 'Кімната для персоналу'],
      },
      payment: { name: 'Оплата', choices: ['Уся сума', 'Розстрочка', 'Іпотека'] },
      moveIn: 'Заїзд',
      viewing: 'Показ',
      listing: 'Оголошення',
      wishes: 'Побажання',
      address: 'Адреса об’єкта',
      commission: 'Комісія',
      agreement: 'Договір',
    },
    contacts: {
      position: 'Посада',
      birthday: 'День народження',
      home: 'Домашня адреса',
      language: { name: 'Мова', choices: ['Українська', 'Російська', 'Англійська'] },
    },
    companies: {
      web: 'Сайт',
      address: 'Адреса',
      legal: 'Юридична особа',
      markets: { name: 'Ринки', choices: ['Дубай', 'Абу-Дабі', 'Європа'] },
      since: 'Клієнт з',
    },
    texts: {
      wishes: [
        'Високий поверх, вікна не на дорогу.\nПобачити до кінця місяця.',
        'Поруч зі школою, тихий двір.',
        'Тільки з меблями. Собака 12 кг.',
      ],
      positions: ['Директорка з розвитку', 'Засновник', 'Інженер', 'Лікарка'],
    },
  },
  en: {
    groups: { main: 'General', statistic: 'Statistics', own: 'Property' },
    leads: {
      mortgage: 'Mortgage',
      amenities: {
        name: 'Amenities',
        choices: ['Pool', 'Parking', 'Gym', 'Balcony', 'Maid’s room'],
      },
      payment: { name: 'Payment', choices: ['In full', 'Payment plan', 'Mortgage'] },
      moveIn: 'Move-in date',
      viewing: 'Viewing',
      listing: 'Listing',
      wishes: 'Wishes',
      address: 'Property address',
      commission: 'Commission',
      agreement: 'Agreement',
    },
    contacts: {
      position: 'Position',
      birthday: 'Birthday',
      home: 'Home address',
      language: { name: 'Language', choices: ['English', 'Arabic', 'French'] },
    },
    companies: {
      web: 'Web',
      address: 'Address',
      legal: 'Legal entity',
      markets: { name: 'Markets', choices: ['Dubai', 'Abu Dhabi', 'Europe'] },
      since: 'Client since',
    },
    texts: {
      wishes: [
        'High floor, not on the road side.\nTo be seen before the end of the month.',
        'Near a school, with a quiet yard.',
        'Furnished only. One small dog.',
      ],
      positions: ['Head of growth', 'Founder', 'Engineer', 'Physician'],
    },
  },
};
