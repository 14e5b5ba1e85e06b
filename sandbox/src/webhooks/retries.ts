/** What one attempt came to: an HTTP status, or one of the two below. */
export type HookStatus = number;

/** Nobody was there, or the line broke before there was a status. */
export const noConnection: HookStatus = 0;
/** No whole answer within the deadline: what a web server writes when its client went away. */
export const tooSlow: HookStatus = 499;

/** https://www.amocrm.ru/developers/content/crm_platform/webhooks-format: 100 to 299. */
export function isGood(status: HookStatus): boolean {
  return status >= 100 && status < 300;
}

const minute = 60;

/** Waits before attempts 2 to 5. The last two are for receivers in trouble: 499 and 500–599. */
const waits = [5 * minute, 15 * minute, 15 * minute, 60 * minute];
const lastForAll = 2;

/**
 * How many seconds after its last attempt a hook is tried again; null when it is given up.
 * @param attempts - how many there were.
 */
export function retryAfter(attempts: number, status: HookStatus): number | null {
  if (isGood(status)) return null;
  const isInTrouble = status === tooSlow || (status >= 500 && status < 600);
  if (attempts > lastForAll && !isInTrouble) return null;
  return waits[attempts - 1] ?? null;
}

/**
 * Hooks of the digital pipeline: amoCRM tries once; Kommo four times more within an hour, at which
 * moments is not said. https://developers.kommo.com/docs/webhooks-dp
 */
const kommoPipelineWaits = [5 * minute, 10 * minute, 15 * minute, 30 * minute];

export function pipelineRetryAfter(
  isKommo: boolean,
  attempts: number,
  status: HookStatus,
): number | null {
  if (!isKommo || isGood(status)) return null;
  return kommoPipelineWaits[attempts - 1] ?? null;
}
