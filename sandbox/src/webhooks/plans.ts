/**
 * Whose plan has webhooks: the API has them in the Extended and the Professional one only.
 * https://www.amocrm.ru/developers/content/crm_platform/webhooks-format
 */
export interface Plans {
  hasWebhooks(accountId: number): boolean;
  setWebhooks(accountId: number, hasWebhooks: boolean): void;
  reset(): void;
}

export function createPlans(): Plans {
  const without = new Set<number>();
  return {
    hasWebhooks: (accountId) => !without.has(accountId),
    setWebhooks(accountId, hasWebhooks) {
      if (hasWebhooks) without.delete(accountId);
      else without.add(accountId);
    },
    reset: () => {
      without.clear();
    },
  };
}
