import type { Account, Unsorted } from '../store/model.ts';
import type { FormTree } from './form.ts';
import { formValue } from './form.ts';
import type { Hook } from './hook.ts';

/** Accepting and declining are told as a deletion, with what came of it. */
export function unsortedHooks(
  account: Account,
  before: Unsorted | null,
  after: Unsorted | null,
): Hook[] {
  const row = after ?? before;
  if (row === null) return [];
  const hook = (action: string, item: FormTree): Hook => ({
    code: `${action}_unsorted`,
    root: 'unsorted',
    action,
    item,
  });
  if (before === null) return [hook('add', unsortedItem(account, row))];
  if (after === null) return [hook('delete', unsortedItem(account, row))];
  if (before.state !== after.state && after.state !== 'waiting') {
    const verb = after.state === 'accepted' ? 'accept' : 'decline';
    const item = { ...unsortedItem(account, row), action: verb, [`${verb}_result`]: cards(row) };
    return [hook('delete', item)];
  }
  return [hook('update', unsortedItem(account, row))];
}

function unsortedItem(account: Account, row: Unsorted): FormTree {
  const { leadId, contactIds, companyId } = row;
  const named = (id: number, card: { readonly name: string } | undefined): FormTree => ({
    id,
    name: card?.name,
  });
  return {
    uid: row.uid,
    source_uid: row.sourceUid,
    source_name: row.sourceName,
    category: row.category,
    pipeline_id: row.pipelineId,
    created_at: row.createdAt,
    lead_id: leadId,
    source_data: formValue(row.metadata),
    data: {
      leads: [named(leadId, account.leads.get(leadId))],
      contacts: contactIds.map((id) => named(id, account.contacts.get(id))),
      companies: companyId === null ? [] : [named(companyId, account.companies.get(companyId))],
    },
  };
}

/** `accept_result[leads][0]={id}`, as receivers read it. */
function cards({ leadId, contactIds, companyId }: Unsorted): FormTree {
  return {
    leads: [leadId],
    contacts: contactIds,
    companies: companyId === null ? [] : [companyId],
  };
}
