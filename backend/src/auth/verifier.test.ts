import { createServer, type Server } from 'node:http';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import { eq } from 'drizzle-orm';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authJwks, users } from '../database/schema.ts';
import { bearer, startTestApp, type TestApp } from '../testing/app.ts';
import { blockPerson, deletePerson } from './people.ts';

const me = ({ app }: TestApp, jwt: string) => app.inject({ url: paths.me, headers: bearer(jwt) });

async function keyPair(alg: string, kid: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg } };
}

describe('a JWT of our own sign-in', () => {
  let world: TestApp;
  let now = Date.now();
  let jwt: string;
  /** A second key of ours, whose private half the test knows. */
  let ours: Awaited<ReturnType<typeof keyPair>>;
  beforeAll(async () => {
    world = await startTestApp({}, { clock: () => new Date(now) });
    const person = await world.add();
    ({ jwt } = await world.signIn(person.email ?? ''));
    ours = await keyPair('EdDSA', 'another-of-ours');
    const { kid, ...publicKey } = ours.jwk;
    await world.database.db.insert(authJwks).values({
      id: kid,
      publicKey: JSON.stringify(publicKey),
      privateKey: 'not needed',
      alg: 'EdDSA',
      createdAt: new Date(0),
    });
  });
  beforeEach(() => (now = Date.now()));
  afterAll(() => world.close());

  test('is taken, names nobody, and lasts five minutes', async () => {
    expect((await me(world, jwt)).statusCode).toBe(200);
    const claims = decodeJwt(jwt);
    expect(Object.keys(claims).toSorted()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid', 'sub']);
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300);
    expect(claims).toMatchObject({ iss: 'http://localhost:3000', aud: 'http://localhost:3000' });
  });

  test('is refused once it has expired, also by an instance that knows it', async () => {
    now += 6 * 60_000;
    const answer = await me(world, jwt);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  test('is refused with one character changed anywhere', async () => {
    for (const at of [5, jwt.indexOf('.') + 5, jwt.lastIndexOf('.') + 5]) {
      const changed = `${jwt.slice(0, at)}${jwt[at] === 'A' ? 'B' : 'A'}${jwt.slice(at + 1)}`;
      expect((await me(world, changed)).statusCode).toBe(401);
    }
  });

  test('without a signature, or signed with the public key as a secret, is refused', async () => {
    const claims = decodeJwt(jwt);
    expect((await me(world, new UnsecuredJWT(claims).encode())).statusCode).toBe(401);
    const [row] = await world.database.db.select().from(authJwks);
    const hs = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: row?.id ?? '' })
      .sign(new TextEncoder().encode(row?.publicKey));
    expect((await me(world, hs)).statusCode).toBe(401);
  });

  test('by a key we do not have is refused, whether it names one of ours or none', async () => {
    const { privateKey } = await keyPair('EdDSA', 'x');
    const [row] = await world.database.db.select().from(authJwks);
    for (const kid of [row?.id, 'unknown-key', undefined]) {
      const forged = await new SignJWT(decodeJwt(jwt))
        .setProtectedHeader({ alg: 'EdDSA', ...(kid === undefined ? {} : { kid }) })
        .sign(privateKey);
      expect((await me(world, forged)).statusCode).toBe(401);
    }
  });

  test.each([
    ['another audience', { aud: 'http://other.example' }],
    ['another issuer', { iss: 'http://other.example' }],
    ['no session', { sid: undefined }],
    ['a session that is not theirs', { sid: '00000000-0000-4000-8000-000000000000' }],
    ['a subject we do not know', { sub: 'nobody' }],
  ])('by our own key but with %s is refused', async (_what, change) => {
    const sign = (claims: object) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: ours.jwk.kid })
        .sign(ours.privateKey);
    expect((await me(world, await sign(decodeJwt(jwt)))).statusCode).toBe(200);
    expect((await me(world, await sign({ ...decodeJwt(jwt), ...change }))).statusCode).toBe(401);
  });

  test('stops working when its key is taken away', async () => {
    const rotated = await startTestApp({}, { clock: () => new Date(now) });
    const person = await rotated.add();
    const { jwt: old, sessionToken } = await rotated.signIn(person.email ?? '');
    await rotated.database.db.delete(authJwks);
    const fresh = await rotated.app.inject({
      url: paths.auth.token,
      headers: bearer(sessionToken),
    });
    now += 61_000;
    expect((await me(rotated, old)).statusCode).toBe(401);
    expect((await me(rotated, fresh.json<{ token: string }>().token)).statusCode).toBe(200);
    await rotated.close();
  });

  test.each(['', 'Bearer', 'Bearer ', 'Basic dTpw', 'Bearer a b', `Bearer ${'a'.repeat(10_000)}`])(
    'an authorization header like %j is a plain 401',
    async (authorization) => {
      const answer = await world.app.inject({ url: paths.me, headers: { authorization } });
      expect(answer.statusCode).toBe(401);
      expect(problemSchema.parse(answer.json()).kind).toBe('unauthenticated');
    },
  );
});

describe('a JWT of the agency’s own sign-in', () => {
  const issuer = 'https://login.agency.example';
  const audience = 'crm';
  let jwks: { keys: JWK[] };
  let server: Server;
  let world: TestApp;
  let now = Date.now();
  let signer: Awaited<ReturnType<typeof keyPair>>;
  let jwksUrl: URL;

  beforeAll(async () => {
    signer = await keyPair('RS256', 'agency-1');
    jwks = { keys: [signer.jwk] };
    server = createServer((_request, response) => response.end(JSON.stringify(jwks)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    jwksUrl = new URL(`http://127.0.0.1:${String(address.port)}/jwks`);
    const adminClaim = { name: 'role', value: 'admin' };
    const external = { jwksUrl, issuer, audience, adminClaim };
    world = await startTestApp(
      { auth: { secret: 'x'.repeat(40), external } },
      { clock: () => new Date(now) },
    );
  });
  beforeEach(() => (now = Date.now()));
  afterAll(async () => {
    await world.close();
    server.close();
  });

  const sign = (claims: object, key = signer) =>
    new SignJWT({ iss: issuer, aud: audience, sub: 'u-1', ...claims })
      .setProtectedHeader({ alg: key.jwk.alg, kid: key.jwk.kid })
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(key.privateKey);

  test('makes a person of ours at the first request, and the same one afterwards', async () => {
    const token = await sign({ sub: 'u-2', name: 'Olena', email: 'Olena@Agency.example' });
    const [first, second] = await Promise.all([me(world, token), me(world, token)]);
    expect(first.json()).toMatchObject({
      data: { name: 'Olena', email: 'olena@agency.example', role: 'user' },
    });
    expect(second.json()).toEqual(first.json());
  });

  test('the same e-mail under another subject is another person', async () => {
    const one = await me(world, await sign({ sub: 'a', email: 'same@agency.example' }));
    const other = await me(world, await sign({ sub: 'b', email: 'same@agency.example' }));
    expect(one.json<{ data: { id: string } }>().data.id).not.toBe(
      other.json<{ data: { id: string } }>().data.id,
    );
  });

  test('makes an administrator by the configured claim, and no longer without it', async () => {
    const roleOf = async (claims: object) =>
      (await me(world, await sign({ sub: 'u-3', ...claims }))).json<{ data: { role: string } }>()
        .data.role;
    expect(await roleOf({ role: 'admin' })).toBe('admin');
    expect(await roleOf({ role: ['broker', 'admin'] })).toBe('admin');
    expect(await roleOf({ role: 'administrator' })).toBe('user');
    expect(await roleOf({})).toBe('user');
  });

  test.each([
    ['another issuer', { iss: 'https://other.example' }],
    ['our own issuer', { iss: 'http://localhost:3000', aud: 'http://localhost:3000' }],
    ['another audience', { aud: 'shop' }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a start in the future', { nbf: Math.floor(Date.now() / 1000) + 3600 }],
  ])('with %s is refused', async (_what, claims) => {
    expect((await me(world, await sign(claims))).statusCode).toBe(401);
  });

  test('expired, of an unknown key, or without an end is refused', async () => {
    const token = await sign({});
    now += 11 * 60_000;
    expect((await me(world, token)).statusCode).toBe(401);
    now = Date.now();
    const stranger = await keyPair('RS256', 'stranger');
    expect((await me(world, await sign({}, stranger))).statusCode).toBe(401);
    const endless = await new SignJWT({ iss: issuer, aud: audience, sub: 'u-1' })
      .setProtectedHeader({ alg: 'RS256', kid: 'agency-1' })
      .sign(signer.privateKey);
    expect((await me(world, endless)).statusCode).toBe(401);
  });

  test('of a blocked person is forbidden, of a deleted one refused for ever', async () => {
    const blocked = await sign({ sub: 'blocked' });
    const deleted = await sign({ sub: 'deleted' });
    for (const [token, subject] of [
      [blocked, 'blocked'],
      [deleted, 'deleted'],
    ] as const) {
      expect((await me(world, token)).statusCode).toBe(200);
      const [person] = await world.database.db
        .select()
        .from(users)
        .where(eq(users.subject, subject));
      if (!person) throw new Error('not made');
      const act = subject === 'blocked' ? blockPerson : deletePerson;
      await act(world.database.db, person, new Date());
    }
    expect((await me(world, blocked)).statusCode).toBe(403);
    expect((await me(world, deleted)).statusCode).toBe(401);
    expect((await me(world, await sign({ sub: 'deleted', name: 'Again' }))).statusCode).toBe(401);
  });

  test('of whoever deleted their account here is refused for ever, also of the only administrator', async () => {
    // Who administers is the agency's to say: it can name another at any time.
    for (const role of ['user', 'admin']) {
      const token = await sign({ sub: `leaving-${role}`, role });
      const leave = { method: 'DELETE', url: paths.me, headers: bearer(token) } as const;
      expect((await world.app.inject(leave)).statusCode).toBe(200);
      expect((await world.app.inject(leave)).statusCode).toBe(401);
      const again = await sign({ sub: `leaving-${role}`, role, name: 'Again' });
      expect((await me(world, again)).statusCode).toBe(401);
      const [row] = await world.database.db
        .select()
        .from(users)
        .where(eq(users.subject, `leaving-${role}`));
      expect(row).toMatchObject({ name: '', email: null, role: 'user' });
    }
  });

  test('switches our own sign-in off', async () => {
    const body = { email: 'a@agency.example', password: 'a-password' };
    const answer = await world.app.inject({ method: 'POST', url: paths.auth.signIn, body });
    expect(answer.statusCode).toBe(404);
    expect((await world.app.inject({ url: paths.app })).json()).toMatchObject({
      data: { signIn: 'external' },
    });
  });

  test('with its keys out of reach is "try again later", not a sign-out', async () => {
    const external = {
      jwksUrl: new URL('http://127.0.0.1:1/jwks'),
      issuer,
      audience,
      adminClaim: null,
    };
    const cut = await startTestApp({ auth: { secret: 'x'.repeat(40), external } });
    const answer = await me(cut, await sign({}));
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(problemSchema.parse(answer.json())).toMatchObject({
      kind: 'retry_later',
      reason: 'busy',
    });
    await cut.close();
  });
});
