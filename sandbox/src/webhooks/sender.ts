import type { ChangeListener } from '../store/changes.ts';

/** Tells an account's changes to its webhooks, as amoCRM does. */
export interface WebhookSender {
  listen: ChangeListener;
  /** Stops sending and waiting. */
  close(): Promise<void>;
}

export function createWebhookSender(): WebhookSender {
  return { listen: () => undefined, close: () => Promise.resolve() };
}
