import {
  authUrlSchema,
  connectionStatusSchema,
  pipelineSchema,
} from '@foryou-crm/contract/amo-crm';
import { listOf } from '@foryou-crm/contract/envelope';
import { leadsPageSchema } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amoCrmTokens, authRateLimit } from '../database/schema.ts';
import { createSealer } from './vault/sealing.ts';
import { openTokens } from './vault/token-pair.ts';
import {
  clientId,
  clientSecret,
  newVerifier,
  oasis,
  startAmoWorld,
  type AmoWorld,
} from './testing/amo-world.ts';
import {
  dataOf,
  startSignedInApp,
  type Person,
  type SignedInApp,
} from './testing/signed-in-app.ts';

let world: AmoWorld;
let backend: SignedInApp;
let olena: Person;
let maksym: Person;
beforeAll(async () => {
  world = await startAmoWorld();
  backend = await startSignedInApp(world);
  olena = await backend.as('olena@demo.example');
  maksym = await backend.as('maksym@demo.example');
});
afterAll(async () => {
  await backend.close();
  await world.close();
});
beforeEach(async () => {
  await world.reset();
  await world.database.db.delete(authRateLimit);
});

/** The way of a browser: begin, consent, come back, and finish as the app does. */
async function connect(person: Person, platform: 'native' | 'web' = 'web') {
  const { verifier, challenge } = newVerifier();
  const begun = dataOf(
    authUrlSchema,
    await person.post(paths.amoCrm.authUrl, { challenge, platform }),
  );
  const { code, state, referer } = await world.consent(begun.state);
  const query = new URLSearchParams({ code, state, referer }).toString();
  const callback = await backend.app.inject({ url: `${paths.amoCrm.callback}?${query}` });
  const input = { code, state, referer, verifier };
  const finished = await person.post(paths.amoCrm.exchangeCode, input);
  return { begun, callback, input, finished };
}
const statusOf = async (person: Person) =>
  dataOf(connectionStatusSchema, await person.get(paths.amoCrm.status));

describe('the journey over HTTP', () => {
  it('connects, shows pipelines and leads, and disconnects', async () => {
    expect((await statusOf(olena)).connected).toBe(false);
    const { begun, finished } = await connect(olena);
    const url = new URL(begun.url);
    expect(url.origin + url.pathname).toBe(`${world.sandbox.origin}/oauth`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: clientId,
      state: begun.state,
      mode: 'post_message',
    });
    expect(Date.parse(begun.expiresAt) - world.clock().getTime()).toBeGreaterThan(19 * 60_000);
    expect(finished.statusCode).toBe(200);
    expect(dataOf(connectionStatusSchema, finished)).toEqual(await statusOf(olena));
    expect(await statusOf(olena)).toMatchObject({ connected: true, amoUserId: oasis.head });
    expect((await statusOf(maksym)).connected).toBe(false);

    const pipelines = listOf(pipelineSchema).parse(
      (await olena.get(paths.amoCrm.pipelines)).json(),
    );
    expect(pipelines.count).toBeGreaterThan(1);
    const leads = leadsPageSchema.parse((await olena.get(paths.leads)).json());
    expect(leads.data).toHaveLength(50);

    const gone = await olena.post(paths.amoCrm.disconnect);
    expect(dataOf(connectionStatusSchema, gone)).toMatchObject({ connected: false, domain: '' });
    expect((await olena.post(paths.amoCrm.disconnect)).statusCode).toBe(200);
    expect((await olena.get(paths.leads)).statusCode).toBe(409);
  });

  it('goes through amoCRM’s own consent page, by Allow and by Deny', async () => {
    for (const decision of ['deny', 'allow'] as const) {
      const { verifier, challenge } = newVerifier();
      const { url, state } = dataOf(
        authUrlSchema,
        await olena.post(paths.amoCrm.authUrl, { challenge, platform: 'web' }),
      );
      const back = await world.press(decision, url);
      expect(back.origin + back.pathname).toBe(world.config.amoCrm.redirectUri);
      const answer = await backend.app.inject({ url: back.pathname + back.search });
      const landed = new URL(String(answer.headers.location)).searchParams;
      expect(landed.get('state')).toBe(state);
      const code = landed.get('code') ?? 'none';
      const referer = landed.get('referer') ?? '';
      const input = { code, state, referer, verifier };
      const finished = await olena.post(paths.amoCrm.exchangeCode, input);
      if (decision === 'deny') {
        expect(landed.get('error')).toBe('access_denied');
        expect(problemSchema.parse(finished.json())).toMatchObject({ reason: 'denied' });
      } else {
        expect(dataOf(connectionStatusSchema, finished).connected).toBe(true);
      }
    }
  });

  it.each([
    ['GET', paths.amoCrm.status],
    ['POST', paths.amoCrm.authUrl],
    ['POST', paths.amoCrm.exchangeCode],
    ['POST', paths.amoCrm.disconnect],
    ['GET', paths.amoCrm.pipelines],
    ['GET', paths.amoCrm.stages(1)],
    ['GET', paths.leads],
  ] as const)('asks who is calling: %s %s', async (method, url) => {
    const answer = await backend.app.inject({ method, url });
    expect(answer.statusCode).toBe(401);
    expect(problemSchema.parse(answer.json()).kind).toBe('unauthenticated');
  });

  it.each([
    ['an empty body', {}],
    ['a short challenge', { challenge: 'x', platform: 'web' }],
    ['another platform', { challenge: newVerifier().challenge, platform: 'desktop' }],
    ['a field too many', { ...newVerifier(), platform: 'web' }],
  ])('refuses to begin with %s', async (_, body) => {
    const answer = await olena.post(paths.amoCrm.authUrl, body);
    expect(answer.statusCode).toBe(422);
    expect(problemSchema.parse(answer.json()).kind).toBe('invalid_input');
  });

  it('refuses to finish for another person, with the reason in the body', async () => {
    const { verifier, challenge } = newVerifier();
    const begun = dataOf(
      authUrlSchema,
      await olena.post(paths.amoCrm.authUrl, { challenge, platform: 'web' }),
    );
    const consent = await world.consent(begun.state);
    const query = new URLSearchParams({ ...consent }).toString();
    await backend.app.inject({ url: `${paths.amoCrm.callback}?${query}` });
    const stolen = await maksym.post(paths.amoCrm.exchangeCode, { ...consent, verifier });
    expect(stolen.statusCode).toBe(400);
    expect(problemSchema.parse(stolen.json())).toMatchObject({ reason: 'other_user' });
    expect((await olena.post(paths.amoCrm.exchangeCode, { ...consent, verifier })).statusCode).toBe(
      200,
    );
  });
});

describe('the disconnect hook', () => {
  const signatureOf = (accountId: string, secret = clientSecret, id = clientId) =>
    createHmac('sha256', secret).update(`${id}|${accountId}`).digest('hex');
  const call = (query: Record<string, string>) =>
    backend.app.inject({
      url: `${paths.amoCrm.disconnectHook}?${new URLSearchParams(query).toString()}`,
    });
  const genuine = (accountId: string) => ({
    account_id: accountId,
    client_uuid: clientId,
    signature: signatureOf(accountId),
  });

  it('makes us ask amoCRM: what was switched off is marked, and again changes nothing', async () => {
    await connect(olena);
    const { accountId } = await statusOf(olena);
    await world.order('integration', { enabled: false, subdomain: oasis.subdomain });
    expect((await call(genuine(accountId))).statusCode).toBe(200);
    const ended = await statusOf(olena);
    expect(ended).toMatchObject({ state: 'reconnect_required', reason: 'revoked' });
    expect((await call(genuine(accountId))).statusCode).toBe(200);
    expect(await statusOf(olena)).toEqual(ended);
  });

  it('replayed by somebody ends nothing that works', async () => {
    await connect(olena);
    const { accountId } = await statusOf(olena);
    expect((await call(genuine(accountId))).statusCode).toBe(200);
    expect((await statusOf(olena)).connected).toBe(true);
  });

  it('of an account nobody connected is fine', async () => {
    expect((await call(genuine('999'))).statusCode).toBe(200);
  });

  it('asks to come again when amoCRM could not be asked', async () => {
    await connect(olena);
    const { accountId } = await statusOf(olena);
    await world.fault({ match: 'api', kind: 'status', status: 500, times: 5 });
    expect((await call(genuine(accountId))).statusCode).toBe(503);
    expect((await statusOf(olena)).connected).toBe(true);
  });

  it('forged is refused, asks nothing and changes nothing', async () => {
    await connect(olena);
    const { accountId } = await statusOf(olena);
    await world.order('integration', { enabled: false, subdomain: oasis.subdomain });
    await world.order('requests/clear');
    const good = genuine(accountId);
    for (const forged of [
      { ...good, signature: signatureOf(accountId, 'another secret') },
      { ...good, signature: signatureOf('1') },
      { ...good, signature: good.signature.toUpperCase() },
      { ...good, signature: good.signature.slice(0, 63) },
      { ...good, signature: '' },
      { ...good, client_uuid: '00000000-0000-4000-8000-000000000000' },
      { ...good, account_id: `${accountId} ` },
      { ...good, account_id: `0${accountId}` },
      { account_id: accountId, client_uuid: clientId },
    ]) {
      const answer = await call(forged);
      expect(answer.statusCode).toBe(403);
    }
    const twice = new URLSearchParams(good).toString();
    const list = await backend.app.inject({
      url: `${paths.amoCrm.disconnectHook}?${twice}&account_id=1`,
    });
    expect(list.statusCode).toBe(403);
    expect((await world.seen()).requests).toEqual([]);
    expect((await statusOf(olena)).connected).toBe(true);
  });

  it('is limited', async () => {
    const answers = [];
    for (let n = 0; n < 65; n++) answers.push((await call({})).statusCode);
    expect(answers.filter((status) => status === 429)).toHaveLength(5);
  });
});

describe('the canary', () => {
  it('no secret is in a log line, an address or an error body; the code is in the callback alone', async () => {
    backend.lines.length = 0;
    const { callback, input, finished } = await connect(olena, 'native');
    await olena.get(paths.leads);
    const bodies = [finished.body, (await olena.get(paths.amoCrm.status)).body];
    const secrets = [clientSecret, input.state, input.verifier, ...(await storedTokens())];

    // Everything that can go wrong, so that errors are logged and worded too.
    const again = { ...input, verifier: newVerifier().verifier };
    bodies.push((await olena.post(paths.amoCrm.exchangeCode, again)).body);
    bodies.push((await maksym.post(paths.amoCrm.exchangeCode, input)).body);
    bodies.push((await olena.post(paths.amoCrm.exchangeCode, { ...input, code: '<' })).body);
    for (const fault of [
      { match: 'token', kind: 'status', status: 500 },
      { match: 'token', kind: 'status', status: 429 },
      { match: 'token', kind: 'html_200' },
      { match: 'token', kind: 'drop_response' },
      { match: '/api/v4/account', kind: 'status', status: 500 },
    ]) {
      await world.fault(fault);
      const failed = await connect(olena);
      bodies.push(failed.finished.body);
      secrets.push(failed.input.code, failed.input.state, failed.input.verifier);
    }
    await world.order('integration', { secret: 'another-secret' });
    const refused = await connect(olena);
    bodies.push(refused.finished.body);
    secrets.push(refused.input.code, refused.input.state, refused.input.verifier);
    await world.order('integration', { secret: clientSecret });
    await world.order('grants/revoke', { subdomain: oasis.subdomain, silent: true });
    bodies.push((await olena.get(paths.leads)).body);
    secrets.push(...(await storedTokens()), input.code);

    expect(callback.body).toContain(input.code);
    const logged = backend.lines.join('');
    expect(logged).toContain('amoCRM was connected');
    expect(logged).toContain('An exchange failed');
    const sent = (await world.seen()).requests.map(({ path }) => path).join('\n');
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      expect(logged).not.toContain(secret);
      expect(bodies.join('\n')).not.toContain(secret);
      expect(sent).not.toContain(secret);
    }
    expect(logged).not.toMatch(/def502|eyJ[\w-]{20}|callback\?/);
  });

  async function storedTokens(): Promise<string[]> {
    const sealer = createSealer(world.config.tokenKeys);
    const rows = await world.database.db.select().from(amoCrmTokens);
    return rows.flatMap((row) => {
      const place = { table: 'amo_crm_tokens', rowId: row.id, version: row.tokenVersion } as const;
      const { accessToken, refreshToken } = openTokens(sealer, place, row);
      return [accessToken.reveal(), refreshToken.reveal()];
    });
  }
});
