import type { Contact, Lead } from '../store/model.ts';
import type { Person } from './people.ts';

/** The language a seeded client writes in, as the lead's name gives it away. */
export function languageOf(lead: Lead, contact: Contact | undefined): Person['language'] {
  if (/^[A-Z]/.test(lead.name)) return 'en';
  const text = `${lead.name} ${contact?.name ?? ''}`;
  if (/[іїєґ’]/i.test(text)) return 'uk';
  return /[ыэё]|Вилл|Студия|Офис|(ов|ова|ин|ина)$/i.test(text) ? 'ru' : 'uk';
}
