import { AmoError, type AmoApi, type CustomField } from '@foryou-crm/amocrm';
import type { ReadSettings } from '../rows/save-settings.ts';
import { cardKinds } from '../tables.ts';
import type { Work } from './work.ts';

/** Far above what an account has; amoCRM gives 50 or 250 at once. */
const mostPages = 40;

/** The account's custom fields and loss reasons: the same for all of its users. */
export async function readSettings(
  work: Work,
  api: AmoApi,
): Promise<Omit<ReadSettings, 'taskTypes'>> {
  const fields = await told(work, async () => {
    const all: NonNullable<ReadSettings['fields']> = [];
    for (const card of cardKinds) {
      const groups = await told(work, () => api.customFields.groups(card));
      all.push({ card, groups: groups ?? [], fields: await fieldsOf(api, card) });
    }
    return all;
  });
  // amoCRM's own pages do not list these; its clients read them.
  const reasons = await told(work, () => api.lossReasons.list({ limit: 250 }));
  return { fields, lossReasons: reasons?.items ?? null };
}

async function fieldsOf(api: AmoApi, card: (typeof cardKinds)[number]): Promise<CustomField[]> {
  const fields: CustomField[] = [];
  let pages = 0;
  for await (const { items } of api.customFields.pages(card, { limit: 250 })) {
    fields.push(...items);
    pages += 1;
    if (pages === mostPages) break;
  }
  return fields;
}

const untold: ReadonlySet<string> = new Set(['forbidden', 'not_found', 'invalid_response']);

/** Null where amoCRM does not tell it, or not readably: leads are read all the same. */
async function told<T>(work: Work, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AmoError) || !untold.has(error.code)) throw error;
    work.log.warn({ account: work.accountId, failure: error.message }, 'Settings are not told');
    return null;
  }
}
