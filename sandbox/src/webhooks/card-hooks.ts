import type { Account, Company, Contact, Lead, Tag } from '../store/model.ts';
import type { FormTree, FormValue } from './form.ts';
import type { Hook, HookStyle } from './hook.ts';
import { oldFields } from './old-fields.ts';

/** What a card's hooks are made of besides the card. */
export interface CardWords {
  readonly account: Account;
  readonly style: HookStyle;
  readonly isKommo: boolean;
}

type Was<Row> = Row | null;

/**
 * What became of a card. A card in the trash changes without a word.
 */
export function fateOf(
  before: Was<{ readonly isDeleted: boolean }>,
  after: Was<{ readonly isDeleted: boolean }>,
): 'add' | 'update' | 'delete' | 'restore' | 'nothing' {
  if (after === null) return before?.isDeleted === false ? 'delete' : 'nothing';
  if (before === null) return after.isDeleted ? 'nothing' : 'add';
  if (before.isDeleted === after.isDeleted) return after.isDeleted ? 'nothing' : 'update';
  return after.isDeleted ? 'delete' : 'restore';
}

/**
 * @param staleStatusId - the stage this lead left when it last changed stages: it can ride along when
 * its owner changes later on.
 */
export function leadHooks(
  words: CardWords,
  before: Was<Lead>,
  after: Was<Lead>,
  staleStatusId: number | undefined,
): Hook[] {
  const lead = after ?? before;
  if (lead === null) return [];
  const hook = (action: string, item: FormTree): Hook => ({
    code: `${action}_lead`,
    root: 'leads',
    action,
    item,
  });
  const fate = fateOf(before, after);
  switch (fate) {
    case 'nothing':
      return [];
    case 'delete':
      // amoCRM's page speaks of the id alone; Kommo's sample has the stage as well.
      return [
        hook('delete', {
          id: lead.id,
          ...(words.isKommo && { status_id: lead.statusId, pipeline_id: lead.pipelineId }),
        }),
      ];
    case 'add':
    case 'restore':
      return [hook(fate, leadItem(words, lead, {}))];
    case 'update': {
      const isMoved = before?.statusId !== lead.statusId || before.pipelineId !== lead.pipelineId;
      const isHanded = before?.responsibleUserId !== lead.responsibleUserId;
      const old = {
        statusId: isMoved ? before?.statusId : undefined,
        userId: isHanded ? before?.responsibleUserId : undefined,
      };
      return [
        ...(isMoved ? [hook('status', leadItem(words, lead, { statusId: old.statusId }))] : []),
        ...(isHanded
          ? [
              hook(
                'responsible',
                leadItem(words, lead, {
                  userId: old.userId,
                  statusId: old.statusId ?? staleStatusId,
                }),
              ),
            ]
          : []),
        hook('update', leadItem(words, lead, old)),
      ];
    }
  }
}

interface Old {
  readonly statusId?: number | undefined;
  readonly userId?: number | undefined;
}

function leadItem({ account, style }: CardWords, lead: Lead, old: Old): FormTree {
  return {
    id: lead.id,
    name: lead.name,
    status_id: lead.statusId,
    old_status_id: old.statusId,
    price: lead.price,
    responsible_user_id: lead.responsibleUserId,
    old_responsible_user_id: old.userId,
    last_modified: lead.updatedAt,
    modified_user_id: lead.updatedBy,
    created_user_id: lead.createdBy,
    date_create: lead.createdAt,
    pipeline_id: lead.pipelineId,
    tags: tagList(lead.tags),
    account_id: account.id,
    custom_fields: oldFields(account, lead.fields, style),
    created_at: lead.createdAt,
    updated_at: lead.updatedAt,
  };
}

/** Contacts and companies share a root; `type` tells them apart. */
export function personHooks(
  words: CardWords,
  type: 'contact' | 'company',
  before: Was<Contact | Company>,
  after: Was<Contact | Company>,
): Hook[] {
  const card = after ?? before;
  if (card === null) return [];
  const hook = (code: string, action: string, item: FormTree): Hook => ({
    code: `${code}_${type}`,
    root: 'contacts',
    action,
    item,
  });
  const fate = fateOf(before, after);
  switch (fate) {
    case 'nothing':
      return [];
    case 'delete':
      return [hook('delete', 'delete', { id: card.id, type })];
    case 'add':
    case 'restore':
      return [hook(fate, fate, personItem(words, type, card, undefined))];
    case 'update': {
      const oldUserId =
        before?.responsibleUserId === card.responsibleUserId
          ? undefined
          : before?.responsibleUserId;
      const item = personItem(words, type, card, oldUserId);
      return [
        // A change of owner has a code of its own and no action of its own.
        ...(oldUserId === undefined ? [] : [hook('responsible', 'update', item)]),
        hook('update', 'update', item),
      ];
    }
  }
}

function personItem(
  { account, style }: CardWords,
  type: 'contact' | 'company',
  card: Contact | Company,
  oldUserId: number | undefined,
): FormTree {
  const companyId = 'companyId' in card ? (card.companyId ?? undefined) : undefined;
  return {
    id: card.id,
    name: card.name,
    responsible_user_id: card.responsibleUserId,
    old_responsible_user_id: oldUserId,
    date_create: card.createdAt,
    last_modified: card.updatedAt,
    created_user_id: card.createdBy,
    modified_user_id: card.updatedBy,
    company_name: companyId === undefined ? undefined : account.companies.get(companyId)?.name,
    linked_company_id: companyId,
    account_id: account.id,
    custom_fields: oldFields(account, card.fields, style),
    tags: tagList(card.tags),
    linked_leads_id: linkedLeads(account, type, card.id),
    created_at: card.createdAt,
    updated_at: card.updatedAt,
    type,
  };
}

/** `linked_leads_id[{id}][ID]={id}`. */
function linkedLeads(
  account: Account,
  type: 'contact' | 'company',
  id: number,
): FormTree | undefined {
  const linked: [string, FormValue][] = [];
  for (const lead of account.leads.values()) {
    const isLinked = type === 'contact' ? lead.contactIds.includes(id) : lead.companyId === id;
    if (isLinked && !lead.isDeleted) linked.push([String(lead.id), { ID: lead.id }]);
  }
  return linked.length === 0 ? undefined : Object.fromEntries(linked);
}

function tagList(tags: readonly Tag[]): readonly FormTree[] | undefined {
  return tags.length === 0 ? undefined : tags.map(({ id, name }) => ({ id, name }));
}
