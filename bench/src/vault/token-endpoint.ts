import { randomBytes } from 'node:crypto';
import { demoIntegration } from 'amocrm-sandbox';
import fastify from 'fastify';
import { z } from 'zod';
import { refreshTokenLike } from './brokers.ts';

const bodySchema = z.object({
  client_id: z.literal(demoIntegration.clientId),
  client_secret: z.literal(demoIntegration.clientSecret),
  redirect_uri: z.literal(demoIntegration.redirectUri),
  grant_type: z.literal('refresh_token'),
  refresh_token: z.string(),
});

export interface TokenEndpoint {
  /** Accounts are its subdomains. */
  origin: string;
  /** A refresh token for an account, as if somebody had granted access there. */
  grant(subdomain: string): string;
  seen(): {
    rotated: number;
    refused: number;
    /** The most calls that any one account has had within any one second. */
    busiest: number;
  };
  close(): Promise<void>;
}

/**
 * `POST /oauth2/access_token` of any number of accounts and nothing else: rotates strictly (a spent
 * refresh token is revoked) and answers in amoCRM's shapes. The access tokens are unsigned: nobody
 * here reads them, and signing would be this side's work, not that of the one who is measured.
 */
export async function startTokenEndpoint(): Promise<TokenEndpoint> {
  const good = new Map<string, string>();
  const arrivals = new Map<string, number[]>();
  let rotated = 0;
  let refused = 0;
  const grant = (subdomain: string) => {
    const token = refreshTokenLike();
    good.set(token, subdomain);
    return token;
  };

  const app = fastify();
  app.post('/oauth2/access_token', (request, reply) => {
    const subdomain = request.hostname.split('.', 1)[0] ?? '';
    const seen = arrivals.get(subdomain) ?? [];
    arrivals.set(subdomain, [...seen, performance.now()]);
    const body = bodySchema.safeParse(request.body);
    if (!body.success || good.get(body.data.refresh_token) !== subdomain) {
      refused += 1;
      return reply.code(401).type('application/problem+json').send(revoked);
    }
    good.delete(body.data.refresh_token);
    rotated += 1;
    return reply.send({
      token_type: 'Bearer',
      expires_in: 86_400,
      access_token: unsignedToken(subdomain),
      refresh_token: grant(subdomain),
    });
  });
  const address = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  return {
    origin: `http://amocrm.localhost:${address.port}`,
    grant,
    seen: () => ({
      rotated,
      refused,
      busiest: Math.max(0, ...[...arrivals.values()].map(mostInASecond)),
    }),
    close: () => app.close(),
  };
}

const revoked = {
  hint: 'Token has been revoked',
  title: 'Некорректный запрос',
  type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
  status: 401,
  detail: 'В запросе отсутствует ряд параметров или параметры невалидны',
};

/** With the claims and the length of a real one. */
function unsignedToken(subdomain: string): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    aud: demoIntegration.clientId,
    jti: randomBytes(40).toString('hex'),
    iat: now,
    nbf: now,
    exp: now + 86_400,
    sub: '10412001',
    grant_type: '',
    account_id: Number(subdomain.slice(1)),
    base_domain: 'amocrm.localhost',
    version: 2,
    scopes: ['push_notifications', 'files', 'crm', 'files_delete', 'notifications'],
    user_flags: 0,
    api_domain: 'api-b.amocrm.localhost',
  };
  const head = part({ typ: 'JWT', alg: 'RS256' });
  return `${head}.${part(claims)}.${randomBytes(256).toString('base64url')}`;
}

function mostInASecond(times: number[]): number {
  let first = 0;
  let most = 0;
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? time) >= 1000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
