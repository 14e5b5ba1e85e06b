import type { Desk } from './desk.ts';

/**
 * A text that changes whenever something happened that a page of the desk may show. An open page asks
 * for it, and for itself only when it changed: a large account is not walked for nothing.
 */
export function mark({ context, account }: Desk): string {
  const { exchanges, webhooks, faults, limiter, grants, clock } = context;
  const seen = exchanges.since(0);
  const attempt = webhooks.attempts().at(-1);
  return [
    account.events.length,
    `${seen.at(-1)?.id ?? 0}-${seen.filter(({ answer }) => answer === null).length}`,
    `${attempt?.requestId.slice(0, 8) ?? ''}-${attempt?.attempt ?? 0}-${webhooks.waiting().length}`,
    `${faults.open().length}-${total(faults.open())}`,
    `${webhooks.disorders.open().length}-${total(webhooks.disorders.open())}`,
    limiter.rules().isOn ? 'limited' : 'free',
    grants.revision(),
    account.isIntegrationOn ? 'on' : 'off',
    clock.frozenAt() ?? clock.offset(),
  ].join('.');
}

function total(orders: readonly { readonly times: number }[]): number {
  return orders.reduce((sum, { times }) => sum + times, 0);
}
