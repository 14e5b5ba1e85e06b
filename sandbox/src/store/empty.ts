import type { Account } from './model.ts';

type Collections = Pick<
  Account,
  | 'leads'
  | 'contacts'
  | 'companies'
  | 'tasks'
  | 'notes'
  | 'events'
  | 'unsorted'
  | 'customFields'
  | 'fieldGroups'
  | 'tags'
  | 'sources'
  | 'webhooks'
>;

/** What an account holds before anything is in it. */
export function emptyCollections(): Collections {
  return {
    leads: new Map(),
    contacts: new Map(),
    companies: new Map(),
    tasks: new Map(),
    notes: new Map(),
    events: [],
    unsorted: new Map(),
    customFields: new Map(),
    fieldGroups: new Map(),
    tags: new Map(),
    sources: new Map(),
    webhooks: new Map(),
  };
}
