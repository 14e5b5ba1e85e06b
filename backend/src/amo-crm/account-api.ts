import {
  classifyApiReply,
  createAmoApi,
  type AmoApi,
  type Integration,
  type Priority,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '@foryou-crm/amocrm';
import type { RequestLimiter } from './request-limiter.ts';
import type { UsableToken, Vault } from './vault/vault.ts';

/** One user's amoCRM: the api, and whose it is. */
export interface AccountApi {
  api: AmoApi;
  connectionId: string;
  accountId: number;
  /** The amoCRM user whose rights apply. */
  amoUserId: number;
}

/**
 * An api that keeps itself usable: tokens come from the vault; a 401 costs one forced refresh, a 401
 * or 404 that stays one look at where the account lives now. Each at most once a request, so it
 * never loops.
 */
export function createAccountApi(parts: {
  vault: Vault;
  integration: Integration;
  limiter: RequestLimiter;
  transport: Transport;
  userId: string;
  token: UsableToken;
  /**
   * `background` waits for minutes behind people who hold a phone, and is given lists without the
   * items that cannot be read.
   */
  priority?: Priority;
  /** Ends every call, also one that waits for its turn: `aborted`. */
  signal?: AbortSignal;
}): AccountApi {
  const { vault, integration, limiter, transport, userId, token, priority = 'interactive' } = parts;
  const ends = parts.signal && { signal: parts.signal };
  const limiterKey = limiter.keyOf(token.accountId, token.baseDomain);
  let latest = token;

  const resend = async (request: TransportRequest, fresh: UsableToken) => {
    await limiter.take(limiterKey, { deadlineMs: request.totalTimeoutMs, priority, ...ends });
    return transport.request(addressed(integration, request, fresh));
  };

  /** What an answer says of the whole connection, rather than of this one request. */
  const noteTrouble = async (answer: TransportResponse, asked: UsableToken): Promise<void> => {
    const trouble = accountTrouble(answer);
    const mended = asked.trouble === 'subscription_ended' || asked.trouble === 'ip_blocked';
    if (trouble !== null) await vault.noteTrouble(asked, trouble);
    else if (answer.status < 300 && mended) await vault.noteTrouble(asked, null);
  };

  const recovering: Transport = {
    async request(request) {
      const answer = await recover(request);
      await noteTrouble(answer, latest);
      return { ...answer, body: withoutNul(answer.body) };
    },
    close: () => undefined,
  };

  async function recover(request: TransportRequest): Promise<TransportResponse> {
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
  }

  return {
    connectionId: token.id,
    accountId: token.accountId,
    amoUserId: token.amoUserId,
    api: createAmoApi({
      server: integration.server,
      host: token.baseDomain,
      limiter,
      limiterKey,
      priority,
      ...ends,
      ...(priority === 'background' && inBackground),
      transport: recovering,
      accessToken: async () => {
        latest = await vault.usable(userId);
        return latest.accessToken.reveal();
      },
    }),
  };
}

/** PostgreSQL keeps no NUL in a text, and nobody means one; JSON can only write it so. */
const withoutNul = (json: string): string =>
  json.includes(nul) ? json.replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1') : json;
const nul = String.raw`\u0000`;

const inBackground = { deadlineMs: 120_000, brokenItems: 'report' } as const;

/** Only what concerns the account or this server; a missing right concerns one object. */
function accountTrouble(response: TransportResponse): 'subscription_ended' | 'ip_blocked' | null {
  const code = response.status < 400 ? null : classifyApiReply(response);
  if (code === 'payment_required') return 'subscription_ended';
  return code === 'ip_blocked' ? 'ip_blocked' : null;
}

/** What a host answers that no longer serves the account, and what a token that is over gets. */
function saysElsewhere({ status }: TransportResponse): boolean {
  return status === 401 || status === 404 || (status >= 300 && status < 400);
}

/** The same request with this token, at the host where this token's account is. */
function addressed(
  integration: Integration,
  request: TransportRequest,
  token: UsableToken,
): TransportRequest {
  const url = new URL(
    request.url.pathname + request.url.search,
    integration.server.origin(token.baseDomain),
  );
  const authorization = `Bearer ${token.accessToken.reveal()}`;
  return { ...request, url, headers: { ...request.headers, authorization } };
}
