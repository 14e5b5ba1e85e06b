import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mirrorChanges, mirrorHooks, mirrorLeads, mirrorUsers } from '../tables.ts';
import { differences } from '../testing/differences.ts';
import {
  adminApi,
  mirrored,
  oasis,
  oasisId,
  palmId,
  shownBy,
  startMirrorWorld,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { tidyMirrors } from './discover.ts';
import { claimAccount } from './lease.ts';

let mirrors: MirrorWorld;

beforeAll(async () => {
  mirrors = await startMirrorWorld();
});
afterAll(() => mirrors.world.close());
beforeEach(() => mirrors.reset());

const imported = async () => {
  const backend = mirrors.newBackend();
  const userId = await mirrors.connectAs(backend);
  await backend.mirror.settle();
  return { backend, userId };
};

describe('rights', () => {
  it('that change in amoCRM are in the mirror within five minutes, and are told', async () => {
    const { world, db } = mirrors;
    const { backend } = await imported();
    await db.delete(mirrorChanges);
    const { subdomain, seesAll } = oasis;
    await world.order('users/set', { subdomain, userId: seesAll, isActive: false });
    await mirrors.later(backend, 301);
    const [user] = await db.select().from(mirrorUsers).where(eq(mirrorUsers.id, seesAll));
    expect(user?.isActive).toBe(false);
    const told = await db.select().from(mirrorChanges).where(eq(mirrorChanges.entity, 'users'));
    expect(told).toHaveLength(1);
  });

  it('are read no more often when a second administrator is there', async () => {
    const { world, db } = mirrors;
    const { backend } = await imported();
    await mirrors.connectAs(backend);
    await backend.mirror.settle();
    const before = (await world.seen()).requests.length;
    await backend.mirror.settle();
    expect((await world.seen()).requests.length).toBe(before);
    expect(await db.$count(mirrorHooks)).toBe(0);
  });
});

describe('an account that cannot be read', () => {
  it('says why, is left alone for longer and longer, and goes on by itself', async () => {
    const { world } = mirrors;
    const { subdomain } = oasis;
    const { backend, userId } = await imported();
    await world.order('accounts/set', { subdomain, subscription: 'ended' });
    await mirrors.later(backend, 301);
    const troubled = await mirrors.account();
    expect(troubled).toMatchObject({ trouble: 'subscription_ended', failures: 1 });
    const before = (await world.seen()).requests.length;
    await mirrors.later(backend, 10);
    expect((await world.seen()).requests.length).toBe(before);
    await world.order('accounts/set', { subdomain, subscription: 'active' });
    await mirrors.later(backend, 901);
    expect(await mirrors.account()).toMatchObject({ trouble: null, failures: 0 });
    expect(
      differences(await mirrored(mirrors), await shownBy(await adminApi(backend, userId))),
    ).toEqual([]);
  });

  it('falls back to what the others see when its only administrator leaves', async () => {
    const { backend, userId } = await imported();
    await mirrors.connectAs(backend, { userId: oasis.seesOwn });
    await backend.mirror.settle();
    const before = await mirrored(mirrors);
    await backend.connections.disconnectUser(userId);
    await mirrors.later(backend, 301);
    expect(await mirrors.account()).toMatchObject({ coverage: 'seen', trouble: null });
    // What they do not see is not taken for deleted.
    expect(await mirrored(mirrors)).toEqual(before);
  });

  it('is kept for thirty days after its last connection, and then forgotten', async () => {
    const { world, db } = mirrors;
    const { backend, userId } = await imported();
    await backend.connections.disconnectUser(userId);
    await tidyMirrors(db, world.clock);
    expect((await mirrors.account()).abandonedAt).not.toBeNull();
    await world.advance(29 * 86_400);
    await tidyMirrors(db, world.clock);
    expect(await db.$count(mirrorLeads)).toBeGreaterThan(300);
    await world.advance(2 * 86_400);
    await tidyMirrors(db, world.clock);
    expect(await db.$count(mirrorLeads)).toBe(0);
  });
});

describe('turns', () => {
  it('come round: a flood in one account leaves the next turn to another', async () => {
    const { db } = mirrors;
    const { backend } = await imported();
    await mirrors.connectAs(backend, { subdomain: 'palmco', userId: 11_250_003 });
    await backend.mirror.settle();
    const lead = { entity: 'lead', action: 'update', receivedAt: new Date() } as const;
    const flood = Array.from({ length: 3000 }, (_, place) => ({
      ...{ ...lead, accountId: oasisId, entityId: 38_000_000 + place },
    }));
    await db.insert(mirrorHooks).values(flood);
    await db.insert(mirrorHooks).values({ ...lead, accountId: palmId, entityId: 1 });
    await backend.mirror.workOnce();
    await backend.mirror.workOnce();
    const left = (accountId: number) =>
      db.$count(mirrorHooks, eq(mirrorHooks.accountId, accountId));
    expect(await left(palmId)).toBe(0);
    expect(await left(oasisId)).toBeGreaterThan(2000);
  });

  it('are one worker’s at a time, and a dead worker’s are another’s', async () => {
    const { world, db } = mirrors;
    const backend = mirrors.newBackend();
    await mirrors.connectAs(backend);
    await backend.mirror.discover();
    expect(await claimAccount(db, world.clock)).toMatchObject({ accountId: oasisId });
    expect(await claimAccount(db, world.clock)).toBeNull();
    await mirrors.endLeases();
    expect(await claimAccount(db, world.clock)).not.toBeNull();
  });
});

describe('changes', () => {
  it('are told with what rights look at, before and after', async () => {
    const { db } = mirrors;
    const { backend, userId } = await imported();
    const api = await adminApi(backend, userId);
    const [lead] = (await shownBy(api)).leads.filter(
      ({ responsibleUserId }) => responsibleUserId === oasis.seesOwn,
    );
    if (!lead) throw new Error('no lead');
    await db.delete(mirrorChanges);
    await api.leads.patch(lead.id, { responsibleUserId: oasis.seesAll });
    await mirrors.later(backend, 301);
    const told = await db
      .select()
      .from(mirrorChanges)
      .where(and(eq(mirrorChanges.entity, 'lead'), eq(mirrorChanges.leadId, lead.id)));
    expect(told).toMatchObject([
      {
        before: { responsibleUserId: oasis.seesOwn, stageId: lead.stageId },
        after: { responsibleUserId: oasis.seesAll, pipelineId: lead.pipelineId },
      },
    ]);
  });
});
