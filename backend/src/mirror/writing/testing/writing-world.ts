import { dataOf } from '@foryou-crm/contract/envelope';
import { leadDetailsSchema, type LeadDetails } from '@foryou-crm/contract/lead';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema, type Problem } from '@foryou-crm/contract/problem';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { buildApp } from '../../../app.ts';
import { connect } from '../../../amo-crm/testing/amo-world.ts';
import { users } from '../../../database/schema.ts';
import { mirrorChanges, mirrorLeads } from '../../tables.ts';
import { oasisId, startMirrorWorld } from '../../testing/mirror-world.ts';

const password = 'a password for tests';
type Email = 'olena@demo.example' | 'maksym@demo.example' | 'admin@demo.example';

/** Two backends on one database, an amoCRM that has been read whole, and people who write to it. */
export async function startWritingWorld() {
  const mirrored = await startMirrorWorld();
  await mirrored.reset();
  const { world, db } = mirrored;
  const backend = mirrored.newBackend();
  const newApp = async () => {
    const app = await buildApp({
      config: { ...world.config, mode: 'demo', demo: { password } },
      db,
      clock: world.clock,
      keepsMirrors: false,
    });
    await app.ready();
    return app;
  };
  const apps = [await newApp(), await newApp()] as const;
  const head = await mirrored.connectAs(backend);
  await backend.mirror.settle();

  async function signIn(app: FastifyInstance, email: Email): Promise<string> {
    const payload = { email, password };
    const session = await app.inject({ method: 'POST', url: paths.auth.signIn, payload });
    const bearer = z.string().parse(session.headers['set-auth-token']);
    const headers = { authorization: `Bearer ${bearer}` };
    const jwt = await app.inject({ url: paths.auth.token, headers });
    return z.object({ token: z.string() }).parse(jwt.json()).token;
  }

  return {
    ...mirrored,
    backend,
    apps,
    head,
    /** Somebody of the app, connected as this amoCRM user. */
    async person(email: Email, amoUserId: number) {
      const jwt = await signIn(apps[0], email);
      const [row] = await db.select().from(users).where(eq(users.email, email));
      const userId = row?.id ?? '';
      await connect(world, backend.connections, userId, { userId: amoUserId });
      const ask = (
        method: 'GET' | 'POST' | 'PATCH',
        url: string,
        { body, key, at = 0 }: { body?: object; key?: string; at?: 0 | 1 } = {},
      ) => {
        const request: InjectOptions = {
          method,
          url,
          headers: {
            authorization: `Bearer ${jwt}`,
            ...(key !== undefined && { 'idempotency-key': key }),
          },
          ...(body && { payload: body }),
        };
        return apps[at].inject(request);
      };
      return {
        userId,
        amoUserId,
        ask,
        headers: { authorization: `Bearer ${jwt}` },
        api: () => backend.connections.apiFor(userId),
        get: (url: string) => ask('GET', url),
        /** A body as it is, JSON or not. */
        raw: (method: 'POST' | 'PATCH', url: string, payload: string, key: string) =>
          apps[0].inject({
            method,
            url,
            headers: {
              authorization: `Bearer ${jwt}`,
              'content-type': 'application/json',
              'idempotency-key': key,
            },
            payload,
          }),
        /** Under a key of its own, unless one is given. */
        post: (url: string, body: object = {}, key: string = newKey(), at: 0 | 1 = 0) =>
          ask('POST', url, { body, key, at }),
        patch: (url: string, body: object, at: 0 | 1 = 0) => ask('PATCH', url, { body, at }),
        async lead(id: number): Promise<LeadDetails> {
          const answer = await ask('GET', paths.lead(id));
          return dataOf(leadDetailsSchema).parse(answer.json()).data;
        },
      };
    },
    /** The mirrored leads of a user that are in an ordinary stage, the oldest first. */
    async leadsOf(amoUserId: number) {
      const rows = await db
        .select()
        .from(mirrorLeads)
        .where(
          and(
            eq(mirrorLeads.accountId, oasisId),
            eq(mirrorLeads.responsibleUserId, amoUserId),
            isNull(mirrorLeads.deletedAt),
            isNull(mirrorLeads.closedAt),
          ),
        )
        .orderBy(asc(mirrorLeads.id));
      const incoming = await db.query.mirrorUnsorted.findMany();
      const waiting = new Set(incoming.map(({ leadId }) => leadId));
      return rows.filter(({ id }) => !waiting.has(id));
    },
    /** How many changes the mirror has told so far. */
    changes: () => db.$count(mirrorChanges),
    async close(): Promise<void> {
      for (const app of apps) await app.close();
      await world.close();
    },
  };
}

export type WritingWorld = Awaited<ReturnType<typeof startWritingWorld>>;
export type Broker = Awaited<ReturnType<WritingWorld['person']>>;

export const newKey = (): string => randomUUID();

export const problemOf = (answer: { json: () => unknown }): Problem =>
  problemSchema.parse(answer.json());
