import { z } from 'zod';
import type { Client } from '../../client.ts';
import { encodeQuery } from '../../query.ts';
import { amoId, author, flag, optionalTime } from '../common.ts';

type Changes<Entity extends string> = `${'add' | 'update' | 'delete'}_${Entity}`;

/**
 * What a webhook can be told of; the codes amoCRM documents. Others exist (incoming leads, messages,
 * list elements) whose codes the vendor does not print: any text is taken.
 */
export type WebhookSetting =
  | Changes<'lead' | 'contact' | 'company' | 'customer' | 'task'>
  | 'add_talk'
  | 'update_talk'
  | `restore_${'lead' | 'contact' | 'company'}`
  | `responsible_${'lead' | 'contact' | 'company' | 'customer' | 'task'}`
  | 'status_lead'
  | `note_${'lead' | 'contact' | 'company' | 'customer'}`
  | 'add_chat_template_review'
  | (string & {});

/** Source: https://www.amocrm.ru/developers/content/crm_platform/webhooks-api */
export const webhookSchema = z
  .object({
    id: amoId,
    destination: z.string(),
    created_at: optionalTime,
    updated_at: optionalTime,
    created_by: author,
    sort: z.int().nullish(),
    disabled: flag,
    settings: z.array(z.string()),
  })
  .transform((raw) => ({
    id: raw.id,
    destination: raw.destination,
    /** Unix seconds. */
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
    createdBy: raw.created_by,
    sort: raw.sort ?? null,
    /** amoCRM switches a hook off after more than 100 bad answers in two hours. */
    isDisabled: raw.disabled,
    settings: raw.settings,
  }));

export type Webhook = z.output<typeof webhookSchema>;

/** Needs an admin's grant; at most 100 an account. */
export interface WebhooksApi {
  /** Subscribes an address; one that is subscribed already gets these settings instead. */
  subscribe(hook: {
    destination: string;
    settings: readonly WebhookSetting[];
    sort?: number;
  }): Promise<Webhook>;
  list(filter?: { destination?: string }): Promise<Webhook[]>;
  /** AmoError `not_found` when the address is not subscribed. */
  delete(destination: string): Promise<void>;
}

const path = '/api/v4/webhooks';

/** Source: https://www.amocrm.ru/developers/content/crm_platform/webhooks-api */
export function webhooksApi(client: Client): WebhooksApi {
  return {
    subscribe: async (hook) => client.send({ method: 'POST', path, body: hook }, webhookSchema),
    list: async ({ destination } = {}) =>
      client.all(
        { path, collection: 'webhooks', item: webhookSchema },
        encodeQuery({ filter: { destination } }),
      ),
    delete: async (destination) => client.order({ method: 'DELETE', path, body: { destination } }),
  };
}
