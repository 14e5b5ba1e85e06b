import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Change } from '../store/changes.ts';
import type { Account } from '../store/model.ts';
import type { Rules } from './courier.ts';
import { encodeForm } from './form.ts';
import { createHealth } from './health.ts';
import { pipelineBody, triggerOf } from './pipeline-hooks.ts';
import type { PipelineHook } from './pipeline-hooks.ts';
import type { Delivery } from './queue.ts';
import { pipelineRetryAfter } from './retries.ts';

/** Sends the hooks of the digital pipeline. */
export interface PipelineSender {
  readonly rules: Rules;
  tell(account: Account, change: Change): void;
  setHooks(hooks: readonly PipelineHook[]): void;
  reset(): void;
}

/** Kommo: more than 100 bad answers in 5 minutes, and nothing is sent for 5 more. */
const span = 5 * 60;

export function createPipelineSender(
  clock: Clock,
  isKommo: boolean,
  send: (delivery: Delivery) => void,
): PipelineSender {
  const health = createHealth(span);
  const silentUntil = new Map<string, number>();
  let hooks: readonly PipelineHook[] = [];

  return {
    rules: {
      isWanted: ({ lane }) => (silentUntil.get(lane) ?? 0) <= clock.now(),
      isTooMany({ lane }) {
        const now = clock.now();
        if (!isKommo || !health.isTooManyWith(lane, now)) return false;
        silentUntil.set(lane, now + span);
        return true;
      },
      wait: (attempts, status) => pipelineRetryAfter(isKommo, attempts, status),
    },
    tell(account, change) {
      if (hooks.length === 0) return;
      const set = triggerOf(account, change);
      if (set === null) return;
      const { trigger, lead, item } = set;
      for (const hook of hooks) {
        const isHere = hook.pipelineId === lead.pipelineId && hook.statusId === lead.statusId;
        if (hook.accountId !== account.id || !isHere || !hook.triggers.includes(trigger)) continue;
        send({
          requestId: randomUUID(),
          accountId: account.id,
          subdomain: account.subdomain,
          lane: `pipeline/${hook.id}`,
          kind: 'pipeline',
          hookId: hook.id,
          code: trigger,
          destination: hook.destination,
          body: encodeForm(pipelineBody(account, trigger, item)),
          attempts: 0,
          dueAt: clock.now(),
        });
      }
    },
    setHooks: (wanted) => {
      hooks = wanted;
    },
    reset() {
      hooks = [];
      health.reset();
      silentUntil.clear();
    },
  };
}
