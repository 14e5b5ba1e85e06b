import type { Account } from '../store/model.ts';
import { emptyCollections } from '../store/empty.ts';
import { fieldWords } from './field-words.ts';
import type { Plan } from './plan.ts';
import { counts, pipeline } from './plan.ts';
import { administrator, broker, brokerRights } from './rights.ts';

const created = 1_668_499_200;
const words = {
  incoming: 'Неразобранное',
  won: 'Успішно реалізовано',
  lost: 'Закрито і не реалізовано',
};

const secondary = pipeline(
  { id: 8412310, name: 'Вторинний ринок', sort: 1, isMain: true, createdAt: created },
  68412310,
  words,
  [
    {
      name: 'Новий запит',
      color: '#99ccff',
      description: 'Відповісти протягом 15 хвилин і дізнатися бюджет, район, строки.',
    },
    { name: 'Кваліфікація', color: '#ffff99' },
    { name: 'Показ об’єкта', color: '#ffcc66' },
    { name: 'Переговори', color: '#ffc8c8' },
    { name: 'Бронювання', color: '#87f2c0' },
  ],
);

const offPlan = pipeline(
  { id: 8412318, name: 'Off-plan та оренда', sort: 2, isMain: false, createdAt: created },
  68412400,
  words,
  [
    { name: 'Заявка', color: '#d6eaff' },
    { name: 'Підбір об’єктів', color: '#f3beff' },
    { name: 'EOI та депозит', color: '#ffce5a' },
    { name: 'Договір', color: '#deff81' },
    { name: 'Передача ключів', color: '#ccc8f9' },
  ],
);

const sales = 0;
const rentals = 418205;
const head = 10412001;
const users = [
  administrator({
    id: head,
    name: 'Марко Лисенко',
    email: 'm.lysenko@oasiskey.example',
    lang: 'ru',
    groupId: sales,
  }),
  broker(
    {
      id: 10412006,
      name: 'Олена Ковальчук',
      email: 'o.kovalchuk@oasiskey.example',
      lang: 'ru',
      groupId: sales,
      roleId: 51204,
    },
    'A',
  ),
  broker(
    {
      id: 10412009,
      name: 'Максим Гордієнко',
      email: 'm.hordiienko@oasiskey.example',
      lang: 'ru',
      groupId: sales,
    },
    'M',
  ),
  broker(
    {
      id: 10412014,
      name: 'Юлія Ґудзь',
      email: 'y.gudz@oasiskey.example',
      lang: 'ru',
      groupId: rentals,
    },
    'G',
  ),
  broker(
    {
      id: 10412021,
      name: 'Артем Саєнко',
      email: 'a.saienko@oasiskey.example',
      lang: 'ru',
      groupId: rentals,
    },
    'M',
  ),
  broker(
    {
      id: 10412027,
      name: 'Daniel Hartley',
      email: 'd.hartley@oasiskey.example',
      lang: 'en',
      groupId: sales,
      // Bookings are not his to see, although everything else is.
      stages: [
        {
          pipelineId: secondary.id,
          statusId: secondary.statuses[5]?.id ?? 0,
          view: 'D',
          edit: 'D',
          delete: 'D',
        },
      ],
    },
    'A',
  ),
  broker(
    {
      id: 10412030,
      name: 'Катерина Мороз',
      email: 'k.moroz@oasiskey.example',
      lang: 'ru',
      groupId: sales,
      isActive: false,
    },
    'M',
  ),
];

/** "Oasis Key Realty": a Dubai agency that works in three languages. Everyone in it is invented. */
export function oasisKey(): Plan {
  const account: Account = {
    id: 31894702,
    name: 'Oasis Key Realty',
    subdomain: 'oasiskey',
    country: 'AE',
    currency: 'AED',
    currencySymbol: 'AED',
    language: 'ru',
    timezone: 'Asia/Dubai',
    timezoneOffset: '+04:00',
    createdAt: created,
    uuid: '824f3a59-0000-4000-8000-000031894702',
    amojoId: 'f3c63400-0000-4000-8000-000031894702',
    isApiFilterEnabled: true,
    isIntegrationOn: true,
    subscription: 'active',
    allowedIps: [],
    groups: [
      { id: sales, name: 'Відділ продажу' },
      { id: rentals, name: 'Оренда та новобудови' },
    ],
    roles: [{ id: 51204, name: 'Старший брокер', rights: brokerRights('A') }],
    // Fresh seats each time: a test may close one.
    users: users.map((user) => ({ ...user })),
    taskTypes: [
      { id: 1, name: 'Зв’язатися', code: 'FOLLOW_UP' },
      { id: 2, name: 'Зустріч', code: 'MEETING' },
    ],
    lossReasons: [
      { id: 15310101, name: 'Не сезон', sort: 10, createdAt: created, updatedAt: created },
      {
        id: 15310104,
        name: 'Купив в іншого брокера',
        sort: 20,
        createdAt: created,
        updatedAt: created,
      },
      { id: 15310107, name: 'Не відповідає', sort: 30, createdAt: created, updatedAt: created },
      { id: 15310110, name: 'Бюджет не збігся', sort: 40, createdAt: created, updatedAt: created },
      {
        id: 15310113,
        name: 'Передумав купувати',
        sort: 50,
        createdAt: created,
        updatedAt: created,
      },
    ],
    pipelines: [secondary, offPlan],
    ...emptyCollections(),
  };
  return {
    seed: 31894702,
    account,
    tags: [
      { id: 204101, name: 'VIP', color: 'FFCE5A' },
      { id: 204103, name: 'Інвестор', color: '90CDB0' },
      { id: 204105, name: 'Готівка', color: 'DDEBB5' },
      { id: 204107, name: 'Іпотека', color: 'AABDFF' },
      { id: 204109, name: 'Терміново', color: 'FF8F92' },
      { id: 204111, name: 'Golden Visa', color: 'FFE193' },
      { id: 204113, name: 'Сайт', color: 'D8D5FF' },
      { id: 204115, name: 'Оренда', color: '86C0FC' },
    ],
    languages: ['uk', 'uk', 'uk', 'ru', 'ru', 'en', 'en'],
    rate: 1,
    companyNames: [
      'Crescent Bay Holding',
      'Al Noor Family Office',
      'ТОВ «Південний Міст»',
      'Blue Dune Capital',
      'Northgate Relocation',
      'ООО «Вектор Инвест»',
      'Silk Harbour Trading',
      'Falcon Ridge Developers',
      'Mirdif Interiors',
      'Карпатська інвестиційна група',
      'Saffron & Stone Design',
      'Meridian Yachts',
    ],
    funnels: [
      {
        pipelineId: secondary.id,
        rentShare: 0.08,
        counts: counts(secondary, [6, 22, 18, 13, 9, 6, 48, 78]),
        brokers: [10412006, 10412006, 10412009, 10412009, 10412014, 10412027, head],
      },
      {
        pipelineId: offPlan.id,
        rentShare: 0.5,
        counts: counts(offPlan, [4, 19, 15, 10, 7, 4, 26, 35]),
        brokers: [10412014, 10412014, 10412021, 10412021, 10412006, 10412009],
      },
    ],
    firstIds: { lead: 24810011, card: 38120005, task: 5120003 },
    fields: {
      phone: { id: 690101, name: 'Телефон' },
      email: { id: 690111, name: 'Email' },
      companyPhone: { id: 690121, name: 'Телефон' },
      words: fieldWords.uk,
      district: { id: 690131, name: 'Район' },
      bedrooms: { id: 690141, name: 'Спальні' },
      purpose: {
        id: 690151,
        name: 'Мета',
        choices: ['Для життя', 'Інвестиція', 'Короткострокова оренда'],
      },
    },
  };
}
