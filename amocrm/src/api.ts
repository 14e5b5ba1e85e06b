import { createCaller, type AmoApiOptions } from './caller.ts';
import { createClient } from './client.ts';
import { accountApi, type AccountApi } from './entities/account/account-api.ts';
import { callsApi, type CallsApi } from './entities/calls/calls-api.ts';
import { companiesApi, type CompaniesApi } from './entities/companies/companies-api.ts';
import { contactsApi, type ContactsApi } from './entities/contacts/contacts-api.ts';
import {
  customFieldsApi,
  type CustomFieldsApi,
} from './entities/custom-fields/custom-fields-api.ts';
import { eventsApi, type EventsApi } from './entities/events/events-api.ts';
import { leadsApi, type LeadsApi } from './entities/leads/leads-api.ts';
import { linksApi, type LinksApi } from './entities/links/links-api.ts';
import { lossReasonsApi, type LossReasonsApi } from './entities/loss-reasons/loss-reasons-api.ts';
import { notesApi, type NotesApi } from './entities/notes/notes-api.ts';
import { pipelinesApi, type PipelinesApi } from './entities/pipelines/pipelines-api.ts';
import { statusesApi, type StatusesApi } from './entities/pipelines/statuses-api.ts';
import { sourcesApi, type SourcesApi } from './entities/sources/sources-api.ts';
import { tagsApi, type TagsApi } from './entities/tags/tags-api.ts';
import { tasksApi, type TasksApi } from './entities/tasks/tasks-api.ts';
import { unsortedApi, type UnsortedApi } from './entities/unsorted/unsorted-api.ts';
import { rolesApi, type RolesApi } from './entities/users/roles-api.ts';
import { usersApi, type UsersApi } from './entities/users/users-api.ts';
import { webhooksApi, type WebhooksApi } from './entities/webhooks/webhooks-api.ts';

/**
 * One account's API v4, as one user. Every method rejects with AmoError, or with a RangeError for
 * an argument that cannot be asked for.
 */
export interface AmoApi {
  account: AccountApi;
  users: UsersApi;
  roles: RolesApi;
  pipelines: PipelinesApi;
  statuses: StatusesApi;
  leads: LeadsApi;
  contacts: ContactsApi;
  companies: CompaniesApi;
  tasks: TasksApi;
  notes: NotesApi;
  events: EventsApi;
  links: LinksApi;
  tags: TagsApi;
  customFields: CustomFieldsApi;
  /** Incoming leads. */
  unsorted: UnsortedApi;
  lossReasons: LossReasonsApi;
  sources: SourcesApi;
  calls: CallsApi;
  webhooks: WebhooksApi;
}

/**
 * A client for one account. Throws AmoError `host_refused` at once when `host` is not an account
 * host of `server`; nothing is ever sent then.
 *
 * 5 s to connect, 20 s for an answer, 20 s in the limiter's line, at most 10 MB a body. No redirects.
 * What is tried a second time, and what never is: `createCaller`.
 */
export function createAmoApi(options: AmoApiOptions): AmoApi {
  const client = createClient(createCaller(options), options.brokenItems ?? 'refuse');
  return {
    account: accountApi(client),
    users: usersApi(client),
    roles: rolesApi(client),
    pipelines: pipelinesApi(client),
    statuses: statusesApi(client),
    leads: leadsApi(client),
    contacts: contactsApi(client),
    companies: companiesApi(client),
    tasks: tasksApi(client),
    notes: notesApi(client),
    events: eventsApi(client),
    links: linksApi(client),
    tags: tagsApi(client),
    customFields: customFieldsApi(client),
    unsorted: unsortedApi(client),
    lossReasons: lossReasonsApi(client),
    sources: sourcesApi(client),
    calls: callsApi(client),
    webhooks: webhooksApi(client),
  };
}
