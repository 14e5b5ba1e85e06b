import type { Integration } from '@foryou-crm/amocrm';

/** amoCRM counts requests by integration and account, whichever user they are for. */
export const limiterKeyOf = (integration: Integration, accountId: number | null, host: string) =>
  `${integration.clientId}:${accountId === null ? host : String(accountId)}`;
