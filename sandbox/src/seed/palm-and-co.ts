import type { Account } from '../store/model.ts';
import { emptyCollections } from '../store/empty.ts';
import { fieldWords } from './field-words.ts';
import type { Plan } from './plan.ts';
import { counts, pipeline } from './plan.ts';
import { administrator, broker } from './rights.ts';

const created = 1_702_627_200;
const words = { incoming: 'Incoming leads', won: 'Closed - won', lost: 'Closed - lost' };

const sales = pipeline(
  { id: 9031142, name: 'Sales', sort: 1, isMain: true, createdAt: created },
  73120420,
  words,
  [
    { name: 'Initial contact', color: '#99ccff' },
    { name: 'Discussions', color: '#ffff99' },
    { name: 'Viewing', color: '#ffcc66' },
    { name: 'Contract', color: '#deff81' },
  ],
);

const holidayHomes = pipeline(
  { id: 9031150, name: 'Holiday homes', sort: 2, isMain: false, createdAt: created },
  73120480,
  words,
  [
    { name: 'Enquiry', color: '#c1e0ff' },
    { name: 'Dates agreed', color: '#f9deff' },
  ],
);

const head = 11250003;
const users = [
  administrator({
    id: head,
    name: 'Sophie Laurent',
    email: 'sophie@palmandco.example',
    lang: 'en',
    groupId: 0,
  }),
  broker(
    {
      id: 11250008,
      name: 'Tariq Haddad',
      email: 'tariq@palmandco.example',
      lang: 'en',
      groupId: 0,
    },
    'A',
  ),
  broker(
    { id: 11250012, name: 'Ines Moreau', email: 'ines@palmandco.example', lang: 'en', groupId: 0 },
    'M',
  ),
];

/** "Palm & Co Brokers": a small English-speaking house with one pipeline all but empty. */
export function palmAndCo(): Plan {
  const account: Account = {
    id: 31907455,
    name: 'Palm & Co Brokers',
    subdomain: 'palmco',
    country: 'AE',
    currency: 'EUR',
    currencySymbol: '€',
    language: 'en',
    timezone: 'Asia/Dubai',
    timezoneOffset: '+04:00',
    createdAt: created,
    uuid: '824f3a59-0000-4000-8000-000031907455',
    amojoId: 'f3c63400-0000-4000-8000-000031907455',
    isApiFilterEnabled: true,
    isIntegrationOn: true,
    subscription: 'active',
    allowedIps: [],
    groups: [{ id: 0, name: 'Sales team' }],
    roles: [],
    // Fresh seats each time: a test may close one.
    users: users.map((user) => ({ ...user })),
    taskTypes: [
      { id: 1, name: 'Follow-up', code: 'FOLLOW_UP' },
      { id: 2, name: 'Meeting', code: 'MEETING' },
    ],
    lossReasons: [
      { id: 15402201, name: 'Price', sort: 10, createdAt: created, updatedAt: created },
      { id: 15402204, name: 'No reply', sort: 20, createdAt: created, updatedAt: created },
    ],
    pipelines: [sales, holidayHomes],
    ...emptyCollections(),
  };
  return {
    seed: 31907455,
    account,
    tags: [
      { id: 231101, name: 'VIP', color: 'FFCE5A' },
      { id: 231103, name: 'Cash buyer', color: 'DDEBB5' },
      { id: 231105, name: 'Referral', color: 'D8D5FF' },
    ],
    languages: ['en'],
    rate: 0.25,
    companyNames: ['Lagoon Lettings', 'Hartwell Family Trust', 'Coral & Brandt'],
    funnels: [
      {
        pipelineId: sales.id,
        rentShare: 0.1,
        counts: counts(sales, [2, 9, 7, 5, 3, 6, 8]),
        brokers: [11250008, 11250008, 11250012, head],
      },
      {
        pipelineId: holidayHomes.id,
        rentShare: 1,
        counts: counts(holidayHomes, [0, 1]),
        brokers: [11250012],
      },
    ],
    firstIds: { lead: 31200007, card: 44600009, task: 7300004 },
    fields: {
      phone: { id: 712301, name: 'Phone' },
      email: { id: 712311, name: 'Email' },
      companyPhone: { id: 712321, name: 'Phone' },
      words: fieldWords.en,
      district: { id: 712331, name: 'District' },
      bedrooms: { id: 712341, name: 'Bedrooms' },
      purpose: { id: 712351, name: 'Purpose', choices: ['Home', 'Investment', 'Holiday let'] },
    },
  };
}
