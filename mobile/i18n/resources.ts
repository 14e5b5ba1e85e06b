import enAmoCrm from '@/locales/en/amo-crm.json';
import enAuth from '@/locales/en/auth.json';
import enBoard from '@/locales/en/board.json';
import enCommon from '@/locales/en/common.json';
import enSettings from '@/locales/en/settings.json';
import ruAmoCrm from '@/locales/ru/amo-crm.json';
import ruAuth from '@/locales/ru/auth.json';
import ruBoard from '@/locales/ru/board.json';
import ruCommon from '@/locales/ru/common.json';
import ruSettings from '@/locales/ru/settings.json';
import ukAmoCrm from '@/locales/uk/amo-crm.json';
import ukAuth from '@/locales/uk/auth.json';
import ukBoard from '@/locales/uk/board.json';
import ukCommon from '@/locales/uk/common.json';
import ukSettings from '@/locales/uk/settings.json';

/** All words of the app. A new namespace is added here, in all languages at once. */
export const resources = {
  uk: {
    common: ukCommon,
    auth: ukAuth,
    settings: ukSettings,
    'amo-crm': ukAmoCrm,
    board: ukBoard,
  },
  ru: {
    common: ruCommon,
    auth: ruAuth,
    settings: ruSettings,
    'amo-crm': ruAmoCrm,
    board: ruBoard,
  },
  en: {
    common: enCommon,
    auth: enAuth,
    settings: enSettings,
    'amo-crm': enAmoCrm,
    board: enBoard,
  },
};
