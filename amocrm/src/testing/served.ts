import { createAmoApi, type AmoApi } from '../api.ts';
import type { AmoApiOptions } from '../caller.ts';
import { localServer, type LocalServer } from './local-server.ts';

/** An api whose amoCRM is whatever the handler does. Close `local` when done. */
export async function served(
  handler: Parameters<typeof localServer>[0],
  more: Partial<AmoApiOptions> = {},
): Promise<{ local: LocalServer; api: AmoApi }> {
  const local = await localServer(handler);
  const { server, host } = local;
  return {
    local,
    api: createAmoApi({ server, host, accessToken: () => 'access-s3cret', ...more }),
  };
}
