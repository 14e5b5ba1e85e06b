/*
 * What a hook can be subscribed to.
 * https://www.amocrm.ru/developers/content/crm_platform/webhooks-api
 */

const everything = ['lead', 'contact', 'company', 'customer', 'task'];
const trashed = ['lead', 'contact', 'company'];
const noted = ['lead', 'contact', 'company', 'customer'];

/** The codes of amoCRM's own table. */
export const documentedCodes: ReadonlySet<string> = new Set([
  ...['add', 'update', 'delete', 'responsible'].flatMap((action) =>
    everything.map((entity) => `${action}_${entity}`),
  ),
  ...trashed.map((entity) => `restore_${entity}`),
  ...noted.map((entity) => `note_${entity}`),
  'status_lead',
  'add_talk',
  'update_talk',
  'add_chat_template_review',
]);

/**
 * Incoming leads, messages and lists have documented bodies, and the settings page of amoCRM offers
 * them, but their codes are in no table of amoCRM's: the first five are those that clients of Kommo
 * send, those of lists are made up in their likeness.
 */
export const undocumentedCodes: ReadonlySet<string> = new Set([
  'add_unsorted',
  'update_unsorted',
  'delete_unsorted',
  'add_message',
  'add_outgoing_message',
  'add_catalog',
  'update_catalog',
  'delete_catalog',
]);
