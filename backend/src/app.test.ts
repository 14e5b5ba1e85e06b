import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import { createHash } from 'node:crypto';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { setRole } from './auth/people.ts';
import { registerErrors } from './http/errors.ts';
import { hooksPath } from './mirror/hooks/address.ts';
import { bearer, startTestApp, type TestApp } from './testing/app.ts';

const INLINE = 'window.started = 1;';
let webRoot: string;
let world: TestApp;
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'foryou-web-'));
  const bundle = join(webRoot, '_expo', 'static', 'js', 'web');
  await mkdir(bundle, { recursive: true });
  await writeFile(join(webRoot, 'index.html'), `<html><script>${INLINE}</script>start page</html>`);
  await writeFile(join(bundle, 'entry-0123456789abcdef0123456789abcdef.js'), 'plain()');
  await writeFile(join(bundle, 'entry-0123456789abcdef0123456789abcdef.js.br'), 'brotli');
  await writeFile(join(webRoot, 'favicon.ico'), 'icon');
  world = await startTestApp({}, { webRoot });
});
afterAll(async () => {
  await world.close();
  await rm(webRoot, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) =>
  world.app.inject({ url, headers });

describe('every route of the table', () => {
  const openApiSchema = z.object({
    paths: z.record(
      z.string(),
      z.record(z.string(), z.object({ security: z.array(z.unknown()).optional() })),
    ),
  });
  const open = new Set([
    `GET ${paths.app}`,
    `POST ${paths.auth.signIn}`,
    `GET ${paths.auth.token}`,
    'GET /api/auth/jwks',
    `POST ${paths.auth.signOut}`,
    `POST ${paths.auth.signOutEverywhere}`,
    `POST ${paths.auth.setPassword}`,
    `GET ${paths.amoCrm.callback}`,
    `GET ${paths.amoCrm.disconnectHook}`,
    `POST ${hooksPath}/{secret}`,
    'GET /health/live',
    'GET /health/ready',
  ]);

  test('but the few listed here refuses no token and a bad one', async () => {
    const spec = openApiSchema.parse((await get('/docs/json')).json());
    const routes = Object.entries(spec.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
    );
    expect(routes.length).toBeGreaterThan(15);
    const guarded = routes.filter(([method, path]) => !open.has(`${method} ${path}`));
    expect(guarded.length).toBeGreaterThan(5);
    for (const [method, path] of guarded) {
      const url = path.replaceAll(/\{\w+\}/g, '1');
      for (const headers of [{}, bearer('a.b.c')]) {
        const answer = await world.app.inject({
          method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).parse(method),
          url,
          headers,
        });
        expect(`${method} ${path} ${String(answer.statusCode)}`).toBe(`${method} ${path} 401`);
        expect(problemSchema.parse(answer.json()).kind).toBe('unauthenticated');
      }
    }
  });
});

describe('refusals', () => {
  test('an unknown API address is a problem, also for a browser', async () => {
    const answer = await get('/api/nothing-here', { accept: 'text/html' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(problemSchema.parse(answer.json()).kind).toBe('not_found');
  });

  test.each([
    ['a cut body', '{"email":', 'application/json'],
    ['another media type', 'email=a', 'application/x-www-form-urlencoded'],
    ['a body of a megabyte', `{"email":"${'a'.repeat(1_000_000)}"}`, 'application/json'],
    ['a poisoned prototype', '{"__proto__":{"a":1}}', 'application/json'],
    ['no body', '', 'application/json'],
  ])('%s is invalid input', async (_what, payload, type) => {
    const answer = await world.app.inject({
      method: 'POST',
      url: paths.auth.signIn,
      payload,
      headers: { 'content-type': type },
    });
    expect(answer.statusCode).toBe(422);
    expect(problemSchema.parse(answer.json()).kind).toBe('invalid_input');
  });

  test.each([
    ['that cannot be read', `${paths.leads}/%`, 422, 'invalid_input'],
    ['longer than any id', `${paths.leads}/${'1'.repeat(300)}`, 404, 'not_found'],
  ])('an address %s is a problem', async (_what, url, status, kind) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(status);
    expect(problemSchema.parse(answer.json()).kind).toBe(kind);
  });

  test('invalid input names its fields and repeats none of what was sent', async () => {
    const body = { email: 'canary-not-an-email', password: 7, extra: 'canary-extra' };
    const answer = await world.app.inject({ method: 'POST', url: paths.auth.signIn, body });
    const problem = problemSchema.parse(answer.json());
    expect(problem.kind === 'invalid_input' && problem.errors.map((error) => error.path)).toEqual(
      expect.arrayContaining(['email', 'password']),
    );
    expect(answer.body).not.toContain('canary-not');
  });

  test('an error of ours leaves no trace of itself in the answer', async () => {
    const app = fastify();
    registerErrors(app);
    app.get('/', () => {
      throw new Error('canary: connection to db.internal failed');
    });
    const answer = await app.inject('/');
    expect(answer.statusCode).toBe(500);
    expect(problemSchema.parse(answer.json())).toMatchObject({ kind: 'internal' });
    expect(answer.body).not.toContain('canary');
  });

  test('admin routes are for administrators', async () => {
    const guarded = await startTestApp();
    const person = await guarded.add();
    const { jwt } = await guarded.signIn(person.email ?? '');
    const { registerAccess } = await import('./http/access.ts');
    const app = fastify();
    registerErrors(app);
    registerAccess(app, async () => {
      const row = await guarded.database.db.query.users.findFirst({
        where: (users, { eq }) => eq(users.id, person.id),
      });
      return { userId: person.id, role: row?.role ?? 'user' };
    });
    app.get('/', { config: { access: 'admin' } }, ({ caller }) => caller);
    const ask = () => app.inject({ url: '/', headers: bearer(jwt) });
    expect((await ask()).statusCode).toBe(403);
    await setRole(guarded.database.db, person, 'admin');
    expect((await ask()).json()).toEqual({ userId: person.id, role: 'admin' });
    await guarded.close();
  });
});

describe('the web app', () => {
  test('its page is asked for again, its hashed files never', async () => {
    const page = await get('/');
    expect(page.body).toContain('start page');
    expect(page.headers['cache-control']).toBe('no-cache');
    const bundle = await get('/_expo/static/js/web/entry-0123456789abcdef0123456789abcdef.js');
    expect(bundle.body).toBe('plain()');
    expect(bundle.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get('/favicon.ico')).headers['cache-control']).toBe('no-cache');
  });

  test('whoever typed the other name of this machine is sent to the one that sign-in knows', async () => {
    const local = await startTestApp(
      { publicUrl: new URL('http://localhost:3000') },
      { webRoot, database: world.database },
    );
    const open = (url: string, host: string) =>
      local.app.inject({ url, headers: { host, accept: 'text/html' } });
    for (const url of ['/', '/crm', '//evil.example/crm']) {
      const answer = await open(url, '127.0.0.1:3000');
      expect(answer.statusCode).toBe(302);
      expect(answer.headers.location).toBe('http://localhost:3000');
    }
    expect((await open('/crm', 'localhost:3000')).statusCode).toBe(200);
    expect((await open('/crm', 'evil.example')).statusCode).toBe(200);
    await local.app.close();
  });

  test('a compressed file is sent to who takes it', async () => {
    const url = '/_expo/static/js/web/entry-0123456789abcdef0123456789abcdef.js';
    const answer = await get(url, { 'accept-encoding': 'gzip, br' });
    expect(answer.headers['content-encoding']).toBe('br');
    expect(answer.body).toBe('brotli');
    expect(answer.headers['content-type']).toContain('javascript');
  });

  test('its own routes are the start page; a missing file is not', async () => {
    for (const url of ['/crm', '/set-password', '/amo-crm/callback?code=a&state=b']) {
      const answer = await get(url, { accept: 'text/html,*/*' });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('start page');
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
    expect((await get('/_expo/missing.js', { accept: '*/*' })).statusCode).toBe(404);
    expect((await get('/..%2f..%2fetc%2fpasswd')).statusCode).toBe(404);
  });

  test('its page may run what it came with, nothing else, and is framed by nobody', async () => {
    const { headers } = await get('/crm', { accept: 'text/html' });
    const policy = String(headers['content-security-policy']);
    const hash = createHash('sha256').update(INLINE).digest('base64');
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  test('a backend without it still serves its API', async () => {
    const bare = await startTestApp();
    expect((await bare.app.inject('/')).statusCode).toBe(404);
    expect((await bare.app.inject(paths.app)).statusCode).toBe(200);
    await bare.close();
  });
});

describe('around it', () => {
  test('/api/app says what the sign-in screen needs, and a demo its people', async () => {
    expect((await get(paths.app)).json()).toEqual({
      data: { mode: 'development', signIn: 'password', crm: 'amocrm', demo: null },
    });
    const demo = await startTestApp({ mode: 'demo', demo: { password: 'demo-foryou' } });
    const info = (await demo.app.inject(paths.app)).json<{
      data: { demo: { emails: string[] } };
    }>();
    expect(info.data.demo.emails).toHaveLength(3);
    for (const email of info.data.demo.emails) {
      const { jwt } = await demo.signIn(email, 'demo-foryou');
      const me = await demo.app.inject({ url: paths.me, headers: bearer(jwt) });
      expect(me.json()).toMatchObject({
        data: { email, role: email.startsWith('admin') ? 'admin' : 'user' },
      });
    }
    const later = await startTestApp(
      { mode: 'demo', demo: { password: 'another-demo' } },
      { database: demo.database },
    );
    await later.signIn('olena@demo.example', 'another-demo');
    await later.close();
    await demo.close();
  });

  test('health tells a living process from one without its database', async () => {
    const lost = await startTestApp();
    expect((await lost.app.inject('/health/ready')).json()).toMatchObject({
      data: { database: 'ok' },
    });
    await lost.database.close();
    expect((await lost.app.inject('/health/live')).statusCode).toBe(200);
    const ready = await lost.app.inject('/health/ready');
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({ data: { database: 'unreachable' } });
    await lost.app.close();
  });

  test('metrics count by pattern, for this machine or whoever has the token', async () => {
    await get(`${paths.amoCrm.pipelines}/7/stages`);
    const text = (await get('/metrics')).body;
    expect(text).toContain('route="/api/amo-crm/pipelines/:id/stages"');
    expect(text).not.toContain('/7/');
    const stranger = await world.app.inject({ url: '/metrics', remoteAddress: '10.0.0.9' });
    expect(stranger.statusCode).toBe(404);
    const token = 'm'.repeat(40);
    const closed = await startTestApp({ metricsToken: token });
    expect((await closed.app.inject('/metrics')).statusCode).toBe(404);
    const allowed = await closed.app.inject({ url: '/metrics', headers: bearer(token) });
    expect(allowed.statusCode).toBe(200);
    await closed.close();
  });

  test('requests are logged by pattern, without address, query or headers', async () => {
    await get('/api/amo-crm/callback?code=canary-code&state=canary-state');
    await get('/canary-address', { 'user-agent': 'canary-agent', cookie: 'a=canary-cookie' });
    expect(world.logged()).toContain('"route":"/api/amo-crm/callback"');
    expect(world.logged()).not.toContain('canary');
  });

  test('the API documentation shows, with scripts of its own only', async () => {
    const page = await get('/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
  });
});
