import pg from 'pg';
import { pairGiven } from '../brokers.ts';
import { serveCrowd } from '../crowd-process.ts';
import { betterAuthOn } from './better-auth-accounts.ts';

/** better-auth's `getAccessToken`, called on the server. */
await serveCrowd(async ({ databaseUrl, subdomain }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const tokenUrl = `https://${subdomain}.amocrm.ru/oauth2/access_token`;
  const betterAuth = await betterAuthOn(pool, tokenUrl);
  const nothing = pairGiven(25, { accessToken: 'none', refreshToken: 'none' });
  const account = await betterAuth.add('broker', nothing);
  return {
    expire: (tokens) => betterAuth.replacePair(account, pairGiven(25, tokens)),
    ask: () => betterAuth.accessToken(account),
  };
});
