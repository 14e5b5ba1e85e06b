import {
  createAmoApi,
  type AmoApi,
  type Integration,
  type Limiter,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '@foryou-crm/amocrm';
import type { AmoCrmToken } from './token-rows.ts';
import type { Vault } from './vault.ts';

/** One user's amoCRM: the api, and whose it is. */
export interface AccountApi {
  api: AmoApi;
  connectionId: string;
  accountId: number;
  /** The amoCRM user whose rights apply. */
  amoUserId: number;
}

/** amoCRM counts requests by integration and account, whichever user they are for. */
export const limiterKeyOf = (integration: Integration, accountId: number | null, host: string) =>
  `${integration.clientId}:${accountId === null ? host : String(accountId)}`;

/**
 * An api that keeps itself usable: tokens come from the vault; a 401 costs one forced refresh, a 401
 * or 404 that stays one look at where the account lives now. Each at most once a request, so it
 * never loops.
 */
export function createAccountApi(parts: {
  vault: Vault;
  integration: Integration;
  limiter: Limiter;
  transport: Transport;
  userId: string;
  token: AmoCrmToken;
}): AccountApi {
  const { vault, integration, limiter, transport, userId, token } = parts;
  const limiterKey = limiterKeyOf(integration, token.accountId, token.baseDomain);
  let latest = token;

  const resend = async (request: TransportRequest, fresh: AmoCrmToken) => {
    await limiter.take(limiterKey, { deadlineMs: request.totalTimeoutMs });
    return transport.request(addressed(integration, request, fresh));
  };

  const recovering: Transport = {
    async request(request) {
      const used = latest;
      const first = await transport.request(addressed(integration, request, used));
      if (!saysElsewhere(first)) return first;
      let answer = first;
      let known = used;
      if (first.status === 401) {
        known = await vault.replace(used);
        latest = known;
        if (known.tokenVersion !== used.tokenVersion) answer = await resend(request, known);
        if (!saysElsewhere(answer)) return answer;
      }
      const moved = await vault.findMoved(known);
      if (moved === null) return answer;
      latest = moved;
      return resend(request, moved);
    },
    close: () => undefined,
  };

  return {
    connectionId: token.id,
    accountId: token.accountId,
    amoUserId: token.amoUserId,
    api: createAmoApi({
      server: integration.server,
      host: token.baseDomain,
      limiter,
      limiterKey,
      transport: recovering,
      accessToken: async () => {
        latest = await vault.usable(userId);
        return latest.accessToken.reveal();
      },
    }),
  };
}

/** What a host answers that no longer serves the account, and what a token that is over gets. */
function saysElsewhere({ status }: TransportResponse): boolean {
  return status === 401 || status === 404 || (status >= 300 && status < 400);
}

/** The same request with this token, at the host where this token's account is. */
function addressed(
  integration: Integration,
  request: TransportRequest,
  token: AmoCrmToken,
): TransportRequest {
  const url = new URL(
    request.url.pathname + request.url.search,
    integration.server.origin(token.baseDomain),
  );
  const authorization = `Bearer ${token.accessToken.reveal()}`;
  return { ...request, url, headers: { ...request.headers, authorization } };
}
