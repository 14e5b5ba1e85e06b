import type { Client, Reply } from './client.ts';

/** One person of an account, reading and writing through the API. */
export interface Caller {
  readonly get: (path: string) => Promise<Reply>;
  readonly post: (path: string, json: unknown) => Promise<Reply>;
  readonly patch: (path: string, json: unknown) => Promise<Reply>;
}

export async function callerIn(
  amo: Client,
  account: { host: string; subdomain: string },
  userId: number,
): Promise<Caller> {
  const { access_token: accessToken } = await amo.connect(account, userId);
  const headers = { authorization: `Bearer ${accessToken}` };
  const write = (method: string) => (path: string, json: unknown) =>
    amo.call(path, { host: account.host, headers, method, json });
  return {
    get: (path) => amo.api(account.host, path, accessToken),
    post: write('POST'),
    patch: write('PATCH'),
  };
}
