import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { noSuchAccount, send, unauthorized } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Account } from '../store/model.ts';
import { clients } from './clients.ts';
import type { OAuthClient } from './clients.ts';
import type { Grant, Pair } from './grants.ts';
import { accessLife } from './grants.ts';
import { tokenErrors } from './token-errors.ts';

const bodySchema = z.record(z.string(), z.unknown()).catch({});
const uuidSchema = z.uuid();
const secretShape = /^[\x21-\x7e]{1,255}$/;

/** `POST /oauth2/access_token` on account hosts, and the subdomain look-up on the API host. */
export function tokenRoutes(app: FastifyInstance, context: SandboxContext): void {
  app.post(
    '/oauth2/access_token',
    { constraints: { place: 'account' } },
    async (request, reply) => {
      const account = context.accountFor(request.headers.host);
      if (account === undefined) return send(reply, noSuchAccount);
      return send(reply, await tokenCall(context, account, bodySchema.parse(request.body)));
    },
  );

  app.get(
    '/oauth2/account/current/subdomain',
    { constraints: { place: 'api' } },
    async (request, reply) => {
      const header = request.headers['x-refresh-token'];
      return send(reply, currentSubdomain(context, typeof header === 'string' ? header : ''));
    },
  );
}

/** One token call. The order of checks: client, secret, redirect address, then the grant itself. */
async function tokenCall(
  context: SandboxContext,
  account: Account,
  body: Record<string, unknown>,
): Promise<Answer> {
  const clientId = text(body['client_id']);
  if (!uuidSchema.safeParse(clientId).success) return tokenErrors.clientId;
  const secret = text(body['client_secret']);
  if (!secretShape.test(secret)) return tokenErrors.clientSecret;
  const client = clients(context).find((one) => one.integration.clientId === clientId);
  if (secret !== client?.integration.secret) return tokenErrors.invalidClient;
  const redirectUri = text(body['redirect_uri']);
  if (redirectUri === '') return tokenErrors.redirectUri;
  if (redirectUri !== client.integration.redirectUri) return tokenErrors.redirectUriMismatch;

  switch (body['grant_type']) {
    case 'authorization_code':
      return exchange(client, account, text(body['code']));
    case 'refresh_token':
      return refresh(client, account, text(body['refresh_token']));
    default:
      return tokenErrors.grantType;
  }
}

async function exchange(client: OAuthClient, account: Account, code: string): Promise<Answer> {
  if (code === '') return tokenErrors.code;
  const state = client.grants.takeCode(code, account.id);
  switch (state.kind) {
    case 'unknown':
      return tokenErrors.cannotDecryptCode;
    case 'other_account':
      return tokenErrors.invalidAccount;
    case 'used':
      return tokenErrors.codeRevoked;
    case 'expired':
      return tokenErrors.codeExpired;
    case 'good':
      return issue(client, account, state.grant, null);
  }
}

async function refresh(client: OAuthClient, account: Account, token: string): Promise<Answer> {
  if (token === '') return tokenErrors.refreshToken;
  const state = client.grants.readRefresh(token, account.id);
  switch (state.kind) {
    case 'unknown':
      return tokenErrors.cannotDecryptRefresh;
    case 'other_account':
      return tokenErrors.invalidAccount;
    case 'revoked':
      return tokenErrors.refreshRevoked;
    case 'expired':
      return tokenErrors.refreshExpired;
    case 'good':
      if (!client.holds(account, state.pair.grant)) return tokenErrors.refreshRevoked;
      client.grants.markUsed(state.pair);
      return issue(client, account, state.pair.grant, state.pair);
  }
}

async function issue(
  { accessTokens, grants }: OAuthClient,
  account: Account,
  grant: Grant,
  parent: Pair | null,
): Promise<Answer> {
  const pair = grants.issuePair(grant, parent);
  return {
    status: 200,
    type: 'application/json',
    body: {
      token_type: 'Bearer',
      expires_in: accessLife,
      access_token: await accessTokens.sign(pair, account),
      refresh_token: pair.refreshToken,
    },
  };
}

/** Where the account of a refresh token lives today. Consumes nothing. */
function currentSubdomain(context: SandboxContext, refreshToken: string): Answer {
  for (const account of context.world.accounts()) {
    const isTheirs = clients(context).some(
      ({ grants }) => grants.readRefresh(refreshToken, account.id).kind === 'good',
    );
    if (!isTheirs) continue;
    const { baseHost, vendor } = context.settings;
    return {
      status: 200,
      type: 'application/json',
      body: {
        id: account.id,
        subdomain: account.subdomain,
        domain: `${account.subdomain}.${baseHost}`,
        // Documented as "ru" or "com": the vendor's, whatever the names are here.
        top_level_domain: vendor === 'kommo' ? 'com' : 'ru',
      },
    };
  }
  return unauthorized;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
