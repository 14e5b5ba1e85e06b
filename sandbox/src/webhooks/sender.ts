import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Change, ChangeListener } from '../store/changes.ts';
import type { Account, Webhook } from '../store/model.ts';
import type { World } from '../store/world.ts';
import { createBatches } from './batches.ts';
import { createCourier } from './courier.ts';
import type { Courier, Rules } from './courier.ts';
import { describeHooks } from './describe.ts';
import { createDisorders } from './disorder.ts';
import type { Disorder, Disorders } from './disorder.ts';
import { encodeForm } from './form.ts';
import type { FormTree } from './form.ts';
import { createHealth } from './health.ts';
import { presentStyle } from './hook.ts';
import type { Hook, HookStyle } from './hook.ts';
import type { PipelineHook } from './pipeline-hooks.ts';
import { createPipelineSender } from './pipeline-sender.ts';
import type { Delivery } from './queue.ts';
import { retryAfter } from './retries.ts';
import { createStaleStages } from './stale-stages.ts';

/** Tells an account's changes to its webhooks, as amoCRM does. */
export interface WebhookSender extends Pick<
  Courier,
  'settle' | 'nextDue' | 'waiting' | 'attempts' | 'clearAttempts' | 'dropped' | 'close'
> {
  readonly listen: ChangeListener;
  /** Tells what this amoCRM has no rows for: messages, talks, lists. */
  tell(account: Account, hook: Hook): void;
  /** A subscription was made anew, changed or ended: what it answered before counts no more. */
  renewed(account: Account, webhookId: number): void;
  readonly disorders: Pick<Disorders, 'add' | 'open' | 'clear'>;
  style(): HookStyle;
  setStyle(changes: Partial<HookStyle>): void;
  setPipelineHooks(hooks: readonly PipelineHook[]): void;
  reset(): void;
}

export interface SenderParts {
  readonly clock: Clock;
  readonly world: World;
  readonly baseHost: string;
  readonly isKommo: boolean;
  /** Called when a subscription was switched off because of its answers. */
  readonly onDisabled: () => void;
}

/** https://www.amocrm.ru/developers/content/crm_platform/webhooks-format */
const badSpan = 2 * 3600;

export function createWebhookSender(parts: SenderParts): WebhookSender {
  const { clock, isKommo } = parts;
  const disorders = createDisorders();
  const health = createHealth(badSpan);
  const staleStages = createStaleStages();
  const heldBack = new Map<string, Delivery[]>();
  const pipeline = createPipelineSender(clock, isKommo, (delivery) => {
    courier.send(delivery);
  });
  const courier = createCourier(clock, { webhook: webhookRules(), pipeline: pipeline.rules });
  const batches = createBatches(send);
  let style = presentStyle;

  function listen(account: Account, change: Change): void {
    pipeline.tell(account, change);
    const subscribers = subscribersTo(account, change.entity);
    if (subscribers.length > 0) {
      const words = { account, style, isKommo };
      for (const hook of describeHooks(words, change, staleStages.of(account, change))) {
        tellThem(account, subscribers, hook);
      }
    }
    staleStages.remember(account, change);
  }

  function tellThem(account: Account, webhooks: readonly Webhook[], hook: Hook): void {
    for (const webhook of webhooks) {
      if (!webhook.settings.includes(hook.code)) continue;
      if (style.rows === 'batch') batches.add(account, webhook, hook);
      else send(account, webhook, hook, [hook.item]);
    }
  }

  function send(
    account: Account,
    webhook: Webhook,
    { code, root, action }: Hook,
    items: readonly FormTree[],
  ): void {
    const told = { [root]: { [action]: items } };
    const delivery: Delivery = {
      requestId: randomUUID(),
      accountId: account.id,
      subdomain: account.subdomain,
      lane: laneOf(account.id, webhook.id),
      kind: 'webhook',
      hookId: webhook.id,
      code,
      destination: webhook.destination,
      body: encodeForm(withAccount(account, told, style, parts.baseHost)),
      attempts: 0,
      dueAt: clock.now(),
    };
    put(delivery, disorders.take(account.subdomain, code));
  }

  function put(delivery: Delivery, disorder: Disorder | null): void {
    switch (disorder?.kind) {
      case 'lose':
        courier.lose(delivery);
        return;
      case 'reorder':
        heldBack.set(delivery.lane, [...(heldBack.get(delivery.lane) ?? []), delivery]);
        return;
      case 'delay':
        courier.send({ ...delivery, dueAt: clock.now() + disorder.seconds });
        return;
      case 'double':
        courier.send(delivery);
        courier.send(delivery);
        break;
      case undefined:
        courier.send(delivery);
    }
    release(delivery.lane);
  }

  function release(lane: string): void {
    const held = heldBack.get(lane) ?? [];
    heldBack.delete(lane);
    for (const delivery of held) courier.send(delivery);
  }

  function webhookRules(): Rules {
    const webhookOf = ({ accountId, hookId }: Delivery) =>
      parts.world.accountById(accountId)?.webhooks.get(hookId);
    return {
      isWanted: (delivery) => webhookOf(delivery)?.isDisabled === false,
      isTooMany(delivery) {
        if (!health.isTooManyWith(delivery.lane, clock.now())) return false;
        const webhook = webhookOf(delivery);
        const account = parts.world.accountById(delivery.accountId);
        if (webhook === undefined || account === undefined) return true;
        account.webhooks.set(webhook.id, { ...webhook, isDisabled: true });
        courier.drop(delivery.lane);
        parts.onDisabled();
        return true;
      },
      wait: retryAfter,
    };
  }

  return {
    listen,
    tell: (account, hook) => {
      tellThem(account, wakeOf(account), hook);
    },
    async settle() {
      batches.flush();
      for (const lane of [...heldBack.keys()]) release(lane);
      await courier.settle();
    },
    nextDue: courier.nextDue,
    waiting: courier.waiting,
    attempts: courier.attempts,
    clearAttempts: courier.clearAttempts,
    dropped: courier.dropped,
    renewed(account, webhookId) {
      const lane = laneOf(account.id, webhookId);
      health.forget(lane);
      if (!account.webhooks.has(webhookId)) courier.drop(lane);
    },
    disorders,
    style: () => style,
    setStyle: (changes) => {
      style = { ...style, ...changes };
    },
    setPipelineHooks: pipeline.setHooks,
    reset() {
      courier.reset();
      pipeline.reset();
      batches.clear();
      heldBack.clear();
      disorders.clear();
      health.reset();
      style = presentStyle;
    },
    close: courier.close,
  };
}

function wakeOf(account: Account): Webhook[] {
  return [...account.webhooks.values()].filter(({ isDisabled }) => !isDisabled);
}

/** Few accounts have hooks: nothing is described that nobody hears. */
function subscribersTo(account: Account, entity: Change['entity']): Webhook[] {
  if (account.webhooks.size === 0) return [];
  const isAbout = (code: string) =>
    entity === 'note' ? code.startsWith('note_') : code.endsWith(`_${entity}`);
  return wakeOf(account).filter(({ settings }) => settings.some(isAbout));
}

/** Deliveries to one subscription go out in their order. */
function laneOf(accountId: number, webhookId: number): string {
  return `${accountId}/${webhookId}`;
}

function withAccount(
  { id, subdomain }: Account,
  told: FormTree,
  style: HookStyle,
  baseHost: string,
): FormTree {
  if (style.accountBlock === 'name_only') return { ...told, account: { subdomain } };
  const account = { subdomain, id, _links: { self: `https://${subdomain}.${baseHost}` } };
  return style.accountBlock === 'first' ? { account, ...told } : { ...told, account };
}
