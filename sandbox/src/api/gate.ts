import { problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Account } from '../store/model.ts';

/** What the gate looks at. */
export interface GatedCall {
  readonly account: Account;
  readonly method: string;
  /** Where the request came from. */
  readonly ip: string;
}

/**
 * Why an account turns away a caller it knows: his address is not on its list, or nobody has paid.
 * A subscription that ends stops writes at once and reads after 30 days.
 * https://www.amocrm.ru/developers/content/api/recommendations
 */
export function gateRefusal({ account, method, ip }: GatedCall): Answer | null {
  const { allowedIps, subscription } = account;
  if (allowedIps.length > 0 && !allowedIps.includes(plainIp(ip))) return foreignAddress;
  const isWrite = method !== 'GET' && method !== 'HEAD';
  if (subscription === 'ended') return unpaid;
  return subscription === 'writes_blocked' && isWrite ? unpaid : null;
}

/** An IPv4 address as a socket for both versions tells it. */
function plainIp(ip: string): string {
  return ip.replace(/^::ffff:/, '');
}

const unpaid = problem(402, 'Payment Required', 'Payment required');

const refusedAddress = problem(
  403,
  'Forbidden',
  'Доступ к данному аккаунту запрещён с Вашего IP адреса',
);

/**
 * 113 of the older list of codes. Where the number stands in a body of v4 is not documented; the
 * older API has it in `error_code`.
 * https://www.amocrm.ru/developers/content/crm_platform/error-codes
 */
const foreignAddress: Answer = {
  ...refusedAddress,
  body: { ...refusedAddress.body, error_code: 113 },
};
