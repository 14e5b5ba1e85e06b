import type { Client, Reply } from './client.ts';

/** Calls one account as one person: `ask('DELETE', '/api/v4/…')`. */
export type Ask = (method: string, path: string, json?: unknown) => Promise<Reply>;

/** @param more - headers besides the token, such as `X-Context-User-ID`. */
export async function askAs(
  amo: Client,
  account: { host: string; subdomain: string },
  userId: number,
  more: Record<string, string> = {},
): Promise<Ask> {
  const { access_token: accessToken } = await amo.connect(account, userId);
  const headers = { authorization: `Bearer ${accessToken}`, ...more };
  return (method, path, json) => amo.call(path, { host: account.host, headers, method, json });
}
