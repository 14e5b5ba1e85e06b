import { AmoError, parseWebhook, type WebhookEvent } from '@foryou-crm/amocrm';
import { apiError } from '../../http/problem.ts';
import type { CardKind } from '../rows/save-notes.ts';
import type { NewHook } from './hook-store.ts';

const kinds: Readonly<Record<string, CardKind>> = {
  lead: 'leads',
  contact: 'contacts',
  company: 'companies',
};

/**
 * What amoCRM calls its hooks. Whatever else a body says is its sender's own: a name that the store
 * cannot keep would take down the hooks that share its statement, and `toldDeleted` is for us to say.
 */
const actions: ReadonlySet<string> = new Set([
  'add',
  'update',
  'delete',
  'restore',
  'responsible',
  'status',
  'note',
]);

/**
 * What a hook's body names in this account, each once. What the mirror does not keep is left out.
 * @throws {ApiError} `invalid_input` for what is no hook, `forbidden` for another account's
 */
export function readHooks(accountId: number, form: string): NewHook[] {
  const { account, events } = parsed(form);
  const named = [account?.id, ...events.map((event) => event.accountId)];
  if (named.some((id) => id !== undefined && id !== null && id !== accountId)) {
    throw apiError.forbidden('The webhook is of another account.');
  }
  const hooks = events.flatMap((event) => hookOf(accountId, event));
  return [
    ...new Map(
      hooks.map((hook) => [`${hook.entity}/${hook.entityId ?? ''}/${hook.uid ?? ''}`, hook]),
    ).values(),
  ];
}

function parsed(form: string) {
  try {
    return parseWebhook(form);
  } catch (error) {
    if (!(error instanceof AmoError)) throw error;
    throw apiError.invalidInput([{ path: 'body', message: 'This is no webhook of amoCRM.' }]);
  }
}

function hookOf(accountId: number, event: WebhookEvent): NewHook[] {
  const action = actions.has(event.action) ? event.action : 'unknown';
  switch (event.entity) {
    case 'lead':
    case 'contact':
    case 'company':
    case 'task':
      if (event.id === null || event.id < 1) return [];
      return [{ accountId, entity: event.entity, action, entityId: event.id }];
    case 'note': {
      const card = event.on ? kinds[event.on.entity] : undefined;
      if (event.id === null || event.id < 1 || card === undefined) return [];
      return [{ accountId, entity: 'note', action, entityId: event.id, card }];
    }
    case 'unsorted':
      if (event.uid === null || !/^\w{1,100}$/.test(event.uid)) return [];
      return [{ accountId, entity: 'unsorted', action, uid: event.uid }];
    default:
      return [];
  }
}
