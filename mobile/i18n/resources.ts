import enAdmin from '@/locales/en/admin.json';
import enAmoCrm from '@/locales/en/amo-crm.json';
import enAuth from '@/locales/en/auth.json';
import enBoard from '@/locales/en/board.json';
import enCommon from '@/locales/en/common.json';
import enLead from '@/locales/en/lead.json';
import enLeads from '@/locales/en/leads.json';
import enMyDay from '@/locales/en/my-day.json';
import enSettings from '@/locales/en/settings.json';
import ruAdmin from '@/locales/ru/admin.json';
import ruAmoCrm from '@/locales/ru/amo-crm.json';
import ruAuth from '@/locales/ru/auth.json';
import ruBoard from '@/locales/ru/board.json';
import ruCommon from '@/locales/ru/common.json';
import ruLead from '@/locales/ru/lead.json';
import ruLeads from '@/locales/ru/leads.json';
import ruMyDay from '@/locales/ru/my-day.json';
import ruSettings from '@/locales/ru/settings.json';
import ukAdmin from '@/locales/uk/admin.json';
import ukAmoCrm from '@/locales/uk/amo-crm.json';
import ukAuth from '@/locales/uk/auth.json';
import ukBoard from '@/locales/uk/board.json';
import ukCommon from '@/locales/uk/common.json';
import ukLead from '@/locales/uk/lead.json';
import ukLeads from '@/locales/uk/leads.json';
import ukMyDay from '@/locales/uk/my-day.json';
import ukSettings from '@/locales/uk/settings.json';

/** All words of the app. A new namespace is added here, in all languages at once. */
export const resources = {
  uk: {
    common: ukCommon,
    auth: ukAuth,
    settings: ukSettings,
    'amo-crm': ukAmoCrm,
    board: ukBoard,
    lead: ukLead,
    leads: ukLeads,
    'my-day': ukMyDay,
    admin: ukAdmin,
  },
  ru: {
    common: ruCommon,
    auth: ruAuth,
    settings: ruSettings,
    'amo-crm': ruAmoCrm,
    board: ruBoard,
    lead: ruLead,
    leads: ruLeads,
    'my-day': ruMyDay,
    admin: ruAdmin,
  },
  en: {
    common: enCommon,
    auth: enAuth,
    settings: enSettings,
    'amo-crm': enAmoCrm,
    board: enBoard,
    lead: enLead,
    leads: enLeads,
    'my-day': enMyDay,
    admin: enAdmin,
  },
};
