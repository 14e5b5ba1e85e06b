import {
  at,
  members,
  numberAt,
  parseForm,
  textAt,
  unreadable,
  type FormBranch,
} from './form-tree.ts';
import { eventOf, type WebhookEvent } from './webhook-event.ts';

/** A webhook's body. */
export interface WebhookBody {
  /** Null when the body does not name one. Compare its id with the connection's before anything else. */
  account: { id: number | null; subdomain: string | null; href: string | null } | null;
  /** In the order of the body; one body may carry several. */
  events: WebhookEvent[];
  /** The whole body, as PHP would read it. */
  raw: FormBranch;
}

/**
 * Reads the body of a webhook: `application/x-www-form-urlencoded`, brackets encoded or not, the
 * account first, last or missing, lists or single objects, and the digital pipeline's short form.
 * Proves nothing: amoCRM signs no webhook. Answer 200 at once (amoCRM waits two seconds), then read
 * what changed by the API.
 *
 * @throws {AmoError} `invalid_response` for what is no webhook at all: over 2 MB, too deep, or without
 * `{entity}[{action}]` and without an account. Never anything else, and it quotes nothing.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/webhooks-format
 */
export function parseWebhook(body: string): WebhookBody {
  const raw = parseForm(body);
  const events: WebhookEvent[] = [];
  for (const [root, actions] of Object.entries(raw)) {
    if (root === 'account' || typeof actions === 'string') continue;
    for (const [action, list] of Object.entries(actions)) {
      for (const member of members(list)) events.push(eventOf(root, action, member));
    }
  }
  const account = accountOf(raw);
  if (events.length === 0 && account === null) throw unreadable('no webhook of amoCRM');
  return { account, events, raw };
}

function accountOf(raw: FormBranch): WebhookBody['account'] {
  const account = at(raw, 'account');
  if (account === undefined || typeof account === 'string') return null;
  return {
    id: numberAt(account, 'id'),
    subdomain: textAt(account, 'subdomain'),
    href: textAt(at(account, '_links'), 'self'),
  };
}
