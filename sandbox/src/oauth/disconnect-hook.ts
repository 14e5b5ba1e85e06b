import { createHmac } from 'node:crypto';

/** What became of one disconnect call: the receiver's status, or null when it gave none. */
export interface HookOutcome {
  accountId: number;
  status: number | null;
}

/** Lower-case hex HMAC-SHA256 over `client_id|account_id`, keyed with the client secret. */
export function disconnectSignature(clientId: string, secret: string, accountId: number): string {
  return createHmac('sha256', secret).update(`${clientId}|${accountId}`).digest('hex');
}

/** Tells the integration that an account took its access away. Sent once, never repeated. */
export async function sendDisconnectHook(
  hookUrl: string,
  clientId: string,
  signature: string,
  accountId: number,
): Promise<HookOutcome> {
  const url = new URL(hookUrl);
  url.searchParams.set('client_uuid', clientId);
  url.searchParams.set('account_id', String(accountId));
  url.searchParams.set('signature', signature);
  return { accountId, status: await visit(url, 5000) };
}

/** A GET from amoCRM's own servers: the answer counts for its status only, redirects stay unfollowed. */
export async function visit(url: URL, deadlineMs: number): Promise<number | null> {
  try {
    const response = await fetch(url, {
      headers: { 'user-agent': 'amoService-oAuth-Code-Sender/1.0' },
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    // Nobody there, or too slow: amoCRM shrugs as well.
    return null;
  }
}
