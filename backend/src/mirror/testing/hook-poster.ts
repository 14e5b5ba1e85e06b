import { Agent, request } from 'node:http';

export interface Posted {
  status: number;
  /** From the first byte sent to the last received, the wait for a connection included. */
  ms: number;
  body: string;
}

/** Posts forms to a webhook's address as amoCRM does, on connections that stay open. */
export function createHookPoster() {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  return {
    post(
      address: string,
      form: string | Buffer,
      headers: Record<string, string> = {},
    ): Promise<Posted> {
      const began = performance.now();
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      return new Promise((resolve, reject) => {
        const sent = request(
          address,
          { method: 'POST', agent, headers: { ...type, ...headers } },
          (answer) => {
            let body = '';
            answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
            answer.once('end', () =>
              resolve({ status: answer.statusCode ?? 0, ms: performance.now() - began, body }),
            );
            answer.once('error', reject);
          },
        );
        sent.once('error', reject);
        sent.end(form);
      });
    },
    close: () => agent.destroy(),
  };
}

/** What amoCRM posts when a lead has changed, without the fields that nobody believes. */
export const leadHook = (account: { id: number; subdomain: string }, leadId: number): string =>
  new URLSearchParams({
    'leads[update][0][id]': String(leadId),
    'leads[update][0][updated_at]': String(Math.floor(Date.now() / 1000)),
    'account[id]': String(account.id),
    'account[subdomain]': account.subdomain,
  }).toString();

/** The value that so many of a hundred are not above. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
