import { auditPageSchema } from '@foryou-crm/contract/admin';
import { accountDeletedSchema } from '@foryou-crm/contract/app';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, oasis, startAmoWorld, type AmoWorld } from '../amo-crm/testing/amo-world.ts';
import { dataOf, startSignedInApp, type SignedInApp } from '../amo-crm/testing/signed-in-app.ts';
import type { Connections } from '../amo-crm/connections.ts';
import { amoCrmTokens, authSession, authUser, idempotencyKeys, users } from '../database/schema.ts';
import { createMirror } from '../mirror/sync/mirror.ts';
import { deleteMe } from './delete-me.ts';
import { addPerson, setRole } from './people.ts';

let world: AmoWorld;
let backend: SignedInApp;
let service: Connections;
beforeAll(async () => {
  world = await startAmoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.database.db.execute(sql`truncate users, auth_user cascade`);
  // The demo's people are made anew.
  backend = await startSignedInApp(world, { keepsMirrors: false });
  service = world.newConnections();
  return () => backend.close();
});

const personOf = async (email: string) => {
  const [person] = await world.database.db.select().from(users).where(eq(users.email, email));
  if (!person) throw new Error(`There is nobody with ${email}`);
  return person;
};

describe('whoever deletes their own account', () => {
  it('is gone with sign-in, sessions and connection; the row that stays has no name', async () => {
    const { db } = world.database;
    const olena = await backend.as('olena@demo.example');
    const phone = await backend.as('olena@demo.example');
    const { id, subject } = await personOf('olena@demo.example');
    await connect(world, service, id, { userId: oasis.head });
    await db.insert(idempotencyKeys).values({
      ...{ userId: id, route: 'lead', key: 'a-key-of-hers', bodyHash: 'x' },
      ...{ answer: { name: 'a client' }, createdAt: new Date() },
    });
    const answer = await olena.delete(paths.me);
    expect(dataOf(accountDeletedSchema, answer)).toEqual({ deleted: true });

    for (const device of [olena, phone]) {
      for (const gone of [await device.get(paths.me), await device.delete(paths.me)]) {
        expect(gone.statusCode).toBe(401);
      }
    }
    await expect(backend.as('olena@demo.example')).rejects.toThrow();
    const [tombstone] = await db.select().from(users).where(eq(users.id, id));
    expect(tombstone).toMatchObject({ name: '', email: null, role: 'user', subject });
    expect(tombstone?.deletedAt).not.toBeNull();
    expect(await db.$count(amoCrmTokens, eq(amoCrmTokens.userId, id))).toBe(0);
    expect(await db.$count(authUser, eq(authUser.id, subject))).toBe(0);
    expect(await db.$count(authSession, eq(authSession.userId, subject))).toBe(0);
    expect(await db.$count(idempotencyKeys, eq(idempotencyKeys.userId, id))).toBe(0);

    const admin = await backend.as('admin@demo.example');
    const trail = auditPageSchema.parse(
      (await admin.get(`${paths.admin.audit}?userId=${id}`)).json(),
    );
    expect(trail.data.slice(0, 2)).toMatchObject([
      { actor: 'user', actorId: id, details: { kind: 'person_deleted' } },
      { actor: 'user', actorId: id, details: { kind: 'disconnected' } },
    ]);
    expect(backend.lines.join('')).not.toContain('olena@');
  });

  it('takes the account’s webhooks along when nobody else is connected, and leaves them otherwise', async () => {
    const { db } = world.database;
    const [olena, maksym] = [
      await personOf('olena@demo.example'),
      await personOf('maksym@demo.example'),
    ];
    for (const { id } of [olena, maksym]) await connect(world, service, id);
    const { accountFor, apiFor } = service;
    const mirror = createMirror({ ...world.parts, accountFor });
    await mirror.settle();
    const api = await apiFor(maksym.id);
    expect(await api.webhooks.list()).toHaveLength(1);
    await (await backend.as('olena@demo.example')).delete(paths.me);
    expect(await api.webhooks.list()).toHaveLength(1);
    await (await backend.as('maksym@demo.example')).delete(paths.me);
    expect(await db.$count(amoCrmTokens)).toBe(0);
    const another = await personOf('admin@demo.example');
    await connect(world, service, another.id);
    expect(await (await apiFor(another.id)).webhooks.list()).toEqual([]);
  });

  it('cannot be the last administrator; then nothing has changed', async () => {
    const { db } = world.database;
    const admin = await backend.as('admin@demo.example');
    const before = await personOf('admin@demo.example');
    await connect(world, service, before.id);
    // Who is blocked or deleted administers nothing.
    const blocked = await addPerson(db, { email: 'b@agency.example', name: 'B', role: 'admin' });
    if (!blocked) throw new Error('nobody was added');
    await db.update(users).set({ blockedAt: new Date() }).where(eq(users.id, blocked.id));
    const refused = await admin.delete(paths.me);
    expect(refused.statusCode).toBe(409);
    expect(problemSchema.parse(refused.json())).toMatchObject({
      ...{ kind: 'conflict', reason: 'last_admin' },
    });
    expect(await personOf('admin@demo.example')).toEqual(before);
    expect((await service.getUserConnectionStatus(before.id)).connected).toBe(true);
    await setRole(db, await personOf('olena@demo.example'), 'admin');
    expect((await admin.delete(paths.me)).statusCode).toBe(200);
  });

  it('leaves one administrator when two go at the same moment', async () => {
    const { db } = world.database;
    const olena = await personOf('olena@demo.example');
    await setRole(db, olena, 'admin');
    const admin = await personOf('admin@demo.example');
    // Both have been let in before either leaves.
    const bothAreIn = Promise.withResolvers<undefined>();
    let inside = 0;
    const onLeaving = () => {
      inside += 1;
      if (inside === 2) bothAreIn.resolve(undefined);
      return bothAreIn.promise;
    };
    const parts = { ...world.parts, onLeaving };
    const ends = await Promise.allSettled([deleteMe(parts, olena.id), deleteMe(parts, admin.id)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await db.$count(users, eq(users.role, 'admin'))).toBe(1);
  });

  it('answers one of two calls at once, and is on record once', async () => {
    const olena = await backend.as('olena@demo.example');
    const { id } = await personOf('olena@demo.example');
    const answers = await Promise.all([olena.delete(paths.me), olena.delete(paths.me)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
    const { rows } = await world.database.db.execute(
      sql`select 1 from amo_crm_audit where user_id = ${id}`,
    );
    expect(rows).toHaveLength(1);
  });
});
