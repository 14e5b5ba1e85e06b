import { createAmoApi, exchangeCode, type AmoApi } from '@foryou-crm/amocrm';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createSealer, Secret } from '../../amo-crm/vault/sealing.ts';
import { createTokenRows } from '../../amo-crm/vault/token-rows.ts';
import { createSignIn, OWN_ISSUER } from '../../auth/sign-in.ts';
import { systemClock } from '../../clock.ts';
import { transaction, type Database } from '../../database/open.ts';
import { amoCrmAccounts, authSession, authUser, users } from '../../database/schema.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { configOf, type BackendSetup } from './backend-setup.ts';

/** A small agency of the sandbox, past every limit of ours. */
export interface Agency {
  accountId: number;
  subdomain: string;
  api: AmoApi;
}

/** Somebody who is signed in and connected. */
export interface Broker {
  accountId: number;
  userId: string;
  /** A JWT as the sign-in gives it, for five minutes. */
  newToken(): Promise<string>;
}

/** The people of the sandbox's small agency: an administrator, one who sees all, one who sees his own. */
const [head, ...colleagues] = [11250003, 11250008, 11250012] as const;
const dayMs = 86_400_000;

/**
 * Connects the administrator of every agency by a real consent, and seeds the others beside him: signed
 * in, connected as one of the agency's people, with tokens that nothing asks for.
 */
export async function seedAgencies(
  db: Database,
  setup: BackendSetup,
  { accounts, brokersEach }: { accounts: number; brokersEach: number },
): Promise<{ agencies: Agency[]; brokers: Broker[] }> {
  const config = configOf(setup);
  const { publicUrl, auth, amoCrm, tokenKeys } = config;
  const signIn = createSignIn({ db, publicUrl, secret: auth.secret, log: silentLog });
  const rows = createTokenRows({ db, clock: systemClock, sealer: createSealer(tokenKeys) });
  const { server } = amoCrm;
  const control = `http://127.0.0.1:${new URL(setup.sandboxOrigin).port}/_sandbox/consent`;
  const agencies: Agency[] = [];
  const brokers: Broker[] = [];

  async function person(): Promise<{ userId: string; newToken: () => Promise<string> }> {
    const [sub, sid] = [randomUUID(), randomUUID()];
    const email = `${sub}@agency.example`;
    await db.insert(authUser).values({ id: sub, name: 'Broker', email, emailVerified: true });
    const expiresAt = new Date(Date.now() + dayMs);
    await db.insert(authSession).values({ id: sid, token: sid, userId: sub, expiresAt });
    const [user] = await db
      .insert(users)
      .values({ issuer: OWN_ISSUER, subject: sub, email, name: 'Broker', role: 'user' })
      .returning({ id: users.id });
    if (!user) throw new Error('no user');
    const newToken = async () => {
      const { token } = await signIn.api.signJWT({ body: { payload: { sub, sid } } });
      return token;
    };
    return { userId: user.id, newToken };
  }

  async function connect(
    at: { accountId: number; host: string },
    amoUserId: number,
    tokens: { accessToken: string; refreshToken: string },
  ): Promise<void> {
    const { userId, newToken } = await person();
    const askedAt = new Date();
    const who = { userId, accountId: at.accountId, amoUserId, baseDomain: at.host };
    await transaction(db, (tx) =>
      rows.connect(tx, who, {
        accessToken: new Secret(tokens.accessToken),
        refreshToken: new Secret(tokens.refreshToken),
        askedAt,
        expiresAt: new Date(askedAt.getTime() + dayMs),
        refreshExpiresAt: new Date(askedAt.getTime() + 90 * dayMs),
        apiDomain: null,
      }),
    );
    brokers.push({ accountId: at.accountId, userId, newToken });
  }

  async function agency(place: number): Promise<void> {
    const subdomain = place === 0 ? 'palmco' : `palmco${String(place + 1)}`;
    const consent = await fetch(control, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subdomain, userId: head, state: 'seeded' }),
    });
    const { location } = z.object({ location: z.url() }).parse(await consent.json());
    const answer = new URL(location).searchParams;
    const host = answer.get('referer') ?? '';
    const pair = await exchangeCode(amoCrm, { host, code: answer.get('code') ?? '' });
    const api = createAmoApi({ server, host, accessToken: () => pair.accessToken });
    const { id: accountId, name } = await api.account.get();
    await db
      .insert(amoCrmAccounts)
      .values({ accountId, name, domain: host, currency: 'EUR', timeZone: 'Asia/Dubai' });
    await connect({ accountId, host }, head, pair);
    for (let n = 1; n < brokersEach; n += 1) {
      const nobody = { accessToken: `access ${String(n)}`, refreshToken: `refresh ${String(n)}` };
      const colleague = colleagues[n % colleagues.length] ?? head;
      await connect({ accountId, host }, colleague, nobody);
    }
    agencies.push({ accountId, subdomain, api });
  }

  // The key that signs is made by the first token.
  await (await person()).newToken();
  const places = Array.from({ length: accounts }, (_, place) => place).values();
  const work = async () => {
    for (const place of places) await agency(place);
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return { agencies, brokers };
}
