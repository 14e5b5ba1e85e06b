import { problemSchema, statusOfKind } from '@foryou-crm/contract/problem';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, newVerifier, oasis } from './amo-crm/testing/amo-world.ts';
import { authRateLimit } from './database/schema.ts';
import { hookHashOf, newHookSecret } from './mirror/hooks/address.ts';
import { mirrorAccounts } from './mirror/tables.ts';
import { oasisId, startMirrorWorld, type MirrorWorld } from './mirror/testing/mirror-world.ts';
import { bearer, PASSWORD, startTestApp, type TestApp } from './testing/app.ts';
import { requestsOf, type HostileRequest } from './testing/fuzz/hostile-request.ts';
import { routesOf, type RouteCase } from './testing/fuzz/route-table.ts';
import type { Known } from './testing/fuzz/values-of.ts';

/*
 * Every route that the app has, whoever asks and whatever is sent: with the real database and an amoCRM
 * behind it. A new route is in it by itself, with the input that its schema describes.
 */

const rounds = process.env['FORYOU_SOAK'] === '1' ? 300 : 15;
/** A token lives five minutes. */
const freshMs = 200_000;

interface Actor {
  name: string;
  role: 'user' | 'admin';
  amoUserId: number | null;
  email: string;
  userId: string;
  token: string;
  session: string;
}

let mirrors: MirrorWorld;
let test: TestApp;
let webRoot: string;
let known: Known;
const actor = (name: string, role: Actor['role'], amoUserId: number | null): Actor => ({
  ...{ name, role, amoUserId, email: '', userId: '', token: '', session: '' },
});
const actors = [
  actor('somebody without a connection', 'user', null),
  actor('a connected broker', 'user', oasis.seesOwn),
  actor('an administrator', 'admin', oasis.head),
];
/** Something has been done since everybody was known to be able to ask. */
let isDisturbed = false;
let signedInAt = 0;

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'foryou-fuzz-'));
  await writeFile(join(webRoot, 'index.html'), '<html>start page</html>');
  await writeFile(join(webRoot, 'favicon.ico'), 'icon');
  mirrors = await startMirrorWorld();
  await mirrors.reset();
  const { world, db } = mirrors;
  const { database, clock, config } = world;
  const backend = mirrors.newBackend();
  await mirrors.connectAs(backend);
  await backend.mirror.settle();
  const secret = newHookSecret();
  const hookDueAt = new Date(Date.now() + 86_400_000);
  await db.update(mirrorAccounts).set({ hookHash: hookHashOf(secret), hookDueAt });
  test = await startTestApp(config, { database, clock, webRoot });
  // Nobody is ever the last administrator.
  const keeper = await test.add({ role: 'admin' });
  await makeReady();
  const begun = { ...newVerifier(), platform: 'web' } as const;
  const { state } = await backend.connections.createAuthUrl(keeper.id, begun);
  const lead = await db.query.mirrorLeads.findMany({ limit: 3 });
  const tasks = await db.query.mirrorTasks.findMany({ limit: 2 });
  const incoming = await db.query.mirrorUnsorted.findMany({ limit: 3 });
  known = {
    numbers: [
      ...[...lead, ...tasks].map(({ id }) => id),
      ...lead.slice(0, 1).flatMap(({ pipelineId, stageId }) => [pipelineId, stageId]),
      ...[oasisId, oasis.seesOwn],
    ],
    strings: [
      ...incoming.map(({ uid }) => uid),
      ...lead.slice(0, 1).map(({ updatedAt }) => updatedAt.toISOString()),
      ...[keeper.id, keeper.email ?? '', PASSWORD, secret, state, 'Шевченко'],
    ],
  };
});
afterAll(async () => {
  await test.close();
  await mirrors.world.close();
  await rm(webRoot, { recursive: true });
});

/** Whoever was signed out, disconnected or deleted by what was sent comes back. */
async function makeReady(): Promise<void> {
  const { world, db } = mirrors;
  const service = world.newConnections();
  const isOld = Date.now() - signedInAt > freshMs;
  if (isOld) signedInAt = Date.now();
  await db.delete(authRateLimit);
  for (const one of actors) {
    const answer = await test.app.inject({ url: '/api/me', headers: bearer(one.token) });
    if (answer.statusCode !== 200) await addPerson(one);
    if (answer.statusCode !== 200 || isOld) await signIn(one);
    if (one.amoUserId === null) continue;
    const { connected } = await service.getUserConnectionStatus(one.userId);
    if (!connected) await connect(world, service, one.userId, { userId: one.amoUserId });
  }
  isDisturbed = false;
}

let people = 0;
async function addPerson(one: Actor): Promise<void> {
  people += 1;
  one.email = `actor${String(people)}@agency.example`;
  one.userId = (await test.add({ email: one.email, role: one.role })).id;
}

async function signIn(one: Actor): Promise<void> {
  const { jwt, sessionToken } = await test.signIn(one.email);
  Object.assign(one, { token: jwt, session: sessionToken });
}

/** What is wrong with an answer; null: nothing. */
async function complaintOf(route: RouteCase, who: Actor | null, request: HostileRequest) {
  const token = who === null || request.bearer === 'none' ? null : who[request.bearer];
  const { url, payload } = request;
  const headers = { ...(token !== null && bearer(token)), ...request.headers };
  const answer = await test.app.inject({
    method: route.method,
    ...{ url, headers, payloadAsStream: true },
    ...(payload !== undefined && { payload }),
  });
  const { statusCode: status } = answer;
  const type = answer.headers['content-type'] ?? '';
  if (type.startsWith('text/event-stream')) {
    answer.raw.res.destroy();
    return { status, complaint: null };
  }
  const body = await text(answer.stream());
  const isRead = route.method === 'GET' || route.method === 'HEAD';
  if (status === 429 || (status < 300 && !isRead)) isDisturbed = true;
  const isFine = status < 400 || isRefusal(route.method, status, type, body);
  return { status, complaint: isFine ? null : `${String(status)} ${type} ${body}` };
}

/** In the contract's words; pages for people have words of their own, and a HEAD has none. */
function isRefusal(method: string, status: number, type: string, body: string): boolean {
  const isOurs = status >= 500;
  if (!isOurs && type.startsWith('text/html')) return true;
  if (!type.startsWith('application/problem+json')) return false;
  if (method === 'HEAD') return !isOurs || status === statusOfKind.retry_later;
  const problem = problemSchema.safeParse(jsonOf(body)).data;
  return problem?.status === status && (!isOurs || problem.kind === 'retry_later');
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

it('answers or refuses everything in the contract’s words, whoever asks, and never fails', async () => {
  const routes = routesOf(test.app);
  expect(routes.length).toBeGreaterThan(40);
  const failures: string[] = [];
  const statuses = new Map<string, Set<number>>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    const seen = new Set<number>();
    statuses.set(name, seen);
    const who = fc.oneof(
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 9, arbitrary: fc.constantFrom(...actors.keys()) },
    );
    const run = await fc.check(
      fc.asyncProperty(who, requestsOf(route, known), async (nth, request) => {
        if (isDisturbed || Date.now() - signedInAt > freshMs) await makeReady();
        const asking = nth === null ? null : (actors[nth] ?? null);
        const { status, complaint } = await complaintOf(route, asking, request);
        seen.add(status);
        if (complaint !== null) throw new Error(`as ${asking?.name ?? 'nobody'}: ${complaint}`);
      }),
      { numRuns: rounds },
    );
    if (run.failed) {
      const { errorInstance: why } = run;
      failures.push(
        `${name} ${why instanceof Error ? why.message : ''}\n${fc.defaultReportMessage(run) ?? ''}`,
      );
    }
  }
  expect(failures.join('\n\n')).toBe('');
  const wentThrough = [...statuses].filter(([, seen]) => [...seen].some((status) => status < 300));
  expect(wentThrough.length).toBeGreaterThan(routes.length / 2);
});
