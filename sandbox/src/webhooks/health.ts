/** Counts what a receiver answered badly of late. */
export interface Health {
  /** One more bad answer. @returns whether there were too many by now. */
  isTooManyWith(key: string, at: number): boolean;
  forget(key: string): void;
  reset(): void;
}

const most = 100;

/**
 * "More than 100 invalid answers within two hours and the last one invalid":
 * https://www.amocrm.ru/developers/content/crm_platform/webhooks-format
 * @param span - seconds.
 */
export function createHealth(span: number): Health {
  const badTimes = new Map<string, number[]>();
  return {
    isTooManyWith(key, at) {
      const recent = (badTimes.get(key) ?? []).filter((time) => time > at - span);
      recent.push(at);
      badTimes.set(key, recent.slice(-most - 1));
      return recent.length > most;
    },
    forget: (key) => {
      badTimes.delete(key);
    },
    reset: () => {
      badTimes.clear();
    },
  };
}
