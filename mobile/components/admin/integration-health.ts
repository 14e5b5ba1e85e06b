import type { IntegrationHealth } from '@foryou-crm/contract/admin';

export type IntegrationTrouble = 'secret_rejected' | 'unknown_key' | 'spooled';

/** What an administrator has to do something about, the worst first. */
export function troublesOf({ secret, keys, spooled }: IntegrationHealth): IntegrationTrouble[] {
  return [
    ...(secret === 'secret_rejected' ? (['secret_rejected'] as const) : []),
    ...(keys.sealed.some(({ isKnown, pairs }) => !isKnown && pairs > 0)
      ? (['unknown_key'] as const)
      : []),
    ...(spooled > 0 ? (['spooled'] as const) : []),
  ];
}
