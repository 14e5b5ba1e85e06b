import type { Company } from '@foryou-crm/amocrm';
import { and, eq, inArray } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import { mirrorCompanies } from '../tables.ts';
import { cardRowOf, replacing, weigh, type Read } from './card-row.ts';

/** Companies as amoCRM tells them; see `saveLeads`. Answers the ids of those that differ. */
export async function saveCompanies(
  account: AccountTx,
  { items, ...times }: Read<Company>,
): Promise<number[]> {
  if (items.length === 0) return [];
  const { tx, accountId, importNumber } = account;
  const ids = items.map(({ id }) => id);
  const known = new Map(
    (
      await tx
        .select()
        .from(mirrorCompanies)
        .where(and(eq(mirrorCompanies.accountId, accountId), inArray(mirrorCompanies.id, ids)))
    ).map((row) => [row.id, row]),
  );
  const weighed = items.map((company) =>
    weigh(cardRowOf(accountId, importNumber, company, times), known.get(company.id)),
  );
  await tx
    .insert(mirrorCompanies)
    .values(weighed.map(({ row }) => row))
    .onConflictDoUpdate({
      target: [mirrorCompanies.accountId, mirrorCompanies.id],
      set: replacing(mirrorCompanies),
    });
  const news = weighed.filter(({ isNews }) => isNews).map(({ row }) => row.id);
  account.changed(news.map((entityId) => ({ entity: 'company', entityId })));
  return news;
}
