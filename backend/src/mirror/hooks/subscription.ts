import { AmoError, type AmoApi, type Webhook, type WebhookSetting } from '@foryou-crm/amocrm';
import type { MirrorAccount } from '../sync/lease.ts';
import type { Work } from '../sync/work.ts';
import { hookAddress, hookHashOf, newHookSecret, secretIn } from './address.ts';

const documented: WebhookSetting[] = [
  ...(['lead', 'contact', 'company'] as const).flatMap((card): WebhookSetting[] => [
    `add_${card}`,
    `update_${card}`,
    `delete_${card}`,
    `restore_${card}`,
    `responsible_${card}`,
    `note_${card}`,
  ]),
  'status_lead',
  'add_task',
  'update_task',
  'delete_task',
  'responsible_task',
];
/** amoCRM's settings page offers these; its documentation does not print their names. */
const incoming: WebhookSetting[] = ['add_unsorted', 'update_unsorted', 'delete_unsorted'];

/**
 * Sees to it that amoCRM tells the account's changes: subscribes, subscribes anew where it was switched
 * off, and puts up with plans that have no webhooks. Never fails for what amoCRM says.
 */
export async function keepSubscription(work: Work): Promise<void> {
  const { rhythm } = work;
  const state = await work.state();
  const reader =
    state.coverage === 'full'
      ? (await work.readers()).find(({ connectionId }) => connectionId === state.readerId)
      : undefined;
  // Only administrators may subscribe.
  if (!reader) {
    return work.note({ hookState: 'none', hookDueAt: work.in(rhythm.hooks) });
  }
  const api = await work.apiOf(reader);
  const hookState = await subscribed(work, api, state);
  const isUnavailable = hookState === 'unavailable';
  await work.note({
    hookState,
    hookCheckedAt: work.in(0),
    hookDueAt: work.in(isUnavailable ? rhythm.hooksUnavailable : rhythm.hooks),
  });
}

async function subscribed(
  work: Work,
  api: AmoApi,
  { hookHash }: MirrorAccount,
): Promise<MirrorAccount['hookState']> {
  const { publicUrl } = work.config;
  try {
    const ours = (await api.webhooks.list()).flatMap((hook) => {
      const secret = secretIn(publicUrl, hook.destination);
      return secret === null ? [] : [{ hook, hash: hookHashOf(secret) }];
    });
    const present = ours.find(({ hash }) => hash === hookHash)?.hook;
    if (present && isWhole(present)) return 'subscribed';
    const destination = present?.destination ?? (await newAddress(work));
    await subscribe(api, destination);
    // What is left of an earlier secret that was lost: it opens nothing.
    for (const { hook } of ours) {
      if (hook.destination !== destination) await api.webhooks.delete(hook.destination);
    }
    work.log.info({ account: work.accountId, wasOff: present !== undefined }, 'Webhooks are on');
    return 'subscribed';
  } catch (error) {
    // Whoever stops has not been refused: the next turn tries at once.
    if (work.signal.aborted || !(error instanceof AmoError)) throw error;
    const { code: failure, hint } = error;
    if (failure === 'payment_required') return 'unavailable';
    work.log.warn({ account: work.accountId, failure, hint }, 'Webhooks could not be subscribed');
    return 'none';
  }
}

const isWhole = ({ isDisabled, settings }: Webhook) =>
  !isDisabled && documented.every((setting) => settings.includes(setting));

/** The hash is kept before amoCRM knows the address, so that no hook comes to a closed door. */
async function newAddress(work: Work): Promise<string> {
  const fresh = newHookSecret();
  await work.note({ hookHash: hookHashOf(fresh), hookState: 'none' });
  return hookAddress(work.config.publicUrl, fresh);
}

async function subscribe(api: AmoApi, destination: string): Promise<void> {
  try {
    await api.webhooks.subscribe({ destination, settings: [...documented, ...incoming] });
  } catch (error) {
    if (!(error instanceof AmoError) || error.code !== 'validation_failed') throw error;
    await api.webhooks.subscribe({ destination, settings: documented });
  }
}

/** Takes an account's webhooks away, as far as amoCRM lets us. */
export async function endSubscription(api: AmoApi, publicUrl: URL): Promise<void> {
  for (const { destination } of await api.webhooks.list()) {
    if (secretIn(publicUrl, destination) !== null) await api.webhooks.delete(destination);
  }
}
