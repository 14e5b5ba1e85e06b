import type { ExchangeCodeRequest } from '@foryou-crm/contract/amo-crm';
import { problemSchema, type Problem } from '@foryou-crm/contract/problem';
import { eq, sql } from 'drizzle-orm';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amoCrmConnectAttempts, amoCrmTokens } from '../../../database/schema.ts';
import { ApiError } from '../../../http/problem.ts';
import { answeredAttempt, connect, startAmoWorld, type AmoWorld } from '../../testing/amo-world.ts';
import { startDatabaseGate } from '../../testing/database-gate.ts';
import { newDataDir } from '../../testing/folders.ts';
import { startVaultWorker } from '../../testing/start-vault-worker.ts';
import type { Command } from '../../testing/vault-worker-protocol.ts';
import type { CrashPoint } from '../crash-points.ts';
import { readKeyUse } from '../resealing.ts';
import { report, rounds } from './rounds.ts';

/*
 * kill -9 at every step. Afterwards another process finds a connection that works or says why, no
 * pair is lost after its first commit or fsync, and nothing is connected that was disconnected.
 */

const day = 86_400;
const times = rounds(1, 20);
const newKey = { id: 'new', key: Buffer.alloc(32, 9) };

for (const refreshReuse of ['strict', 'until_new_used'] as const) {
  describe(`with refresh tokens that are spent ${refreshReuse}`, () => {
    let world: AmoWorld;
    let user: string;
    let dataDir: string;
    let removeDataDir: () => Promise<void>;
    beforeAll(async () => {
      world = await startAmoWorld({ refreshReuse });
    });
    afterAll(() => world.close());
    beforeEach(async () => {
      await world.reset();
      ({ dataDir, remove: removeDataDir } = await newDataDir());
      user = await world.newUser();
    });
    afterEach(() => removeDataDir());

    /** Another process that comes after: nothing is shared but the database and the folder. */
    const successor = () => world.newConnections({ dataDir });
    const tokenCalls = async () => (await world.seen()).tokenCalls;
    const statusOf = () => successor().getUserConnectionStatus(user);
    const rowOf = async () => {
      const [row] = await world.database.db
        .select()
        .from(amoCrmTokens)
        .where(eq(amoCrmTokens.userId, user));
      return row;
    };
    const spoolFiles = () => readdir(join(dataDir, 'spool')).catch(() => []);

    /** The killed process's leases are over: what a test need not wait for. */
    async function endLeases(): Promise<void> {
      const over = { leaseUntil: sql`clock_timestamp() - interval '1 second'` };
      await world.database.db.update(amoCrmTokens).set(over);
      await world.database.db
        .update(amoCrmConnectAttempts)
        .set(over)
        .where(eq(amoCrmConnectAttempts.state, 'exchanging'));
    }

    /** Has a worker do it and die at the point; with `cutAt`, the database is away from there on. */
    async function dieAt(
      crashAt: CrashPoint,
      command: Command,
      { cutAt, rotated = false }: { cutAt?: CrashPoint; rotated?: boolean } = {},
    ): Promise<void> {
      const gate = await startDatabaseGate(world.database.url);
      const worker = await startVaultWorker(world, {
        crashAt,
        dataDir,
        databaseUrl: gate.url,
        timing: { saveMs: 1_000 },
        ...(cutAt && { holdAt: cutAt }),
        ...(rotated && { tokenKeys: [newKey, ...world.config.tokenKeys] }),
      });
      void worker.ask(command).catch(() => undefined);
      if (cutAt) {
        await worker.held();
        gate.shut();
        void worker.ask({ do: 'go' }).catch(() => undefined);
      }
      expect(await worker.exited).toBe('SIGKILL');
      await gate.close();
      await endLeases();
    }

    const refusal = async (work: Promise<unknown>): Promise<Problem | null> => {
      try {
        await work;
        return null;
      } catch (error) {
        if (error instanceof ApiError) return problemSchema.parse(error.problem);
        throw error;
      }
    };

    /** The connection works, or its user is told that an answer was lost; never anything else. */
    async function worksOrSaysWhy(lost: boolean): Promise<void> {
      const after = successor();
      await after.keeper.replaySpool();
      const problem = await refusal(after.apiFor(user).then((api) => api.account.get()));
      const status = await statusOf();
      if (lost) {
        expect(problem).toMatchObject({ kind: 'reconnect_required', reason: 'unknown_outcome' });
        expect(status).toMatchObject({ state: 'reconnect_required', reason: 'unknown_outcome' });
      } else {
        expect(problem).toBeNull();
        expect(status).toMatchObject({ connected: true, reason: null });
        expect(await rowOf()).toMatchObject({ leaseOwner: null, outcomeUnknown: false });
      }
      expect(await spoolFiles()).toEqual([]);
    }

    const refreshPoints: [CrashPoint, { lost: boolean; calls: number }][] = [
      ['refresh.claimed', { lost: false, calls: 1 }],
      ['refresh.sending', { lost: false, calls: 1 }],
      ['refresh.replied', { lost: true, calls: 2 }],
      ['refresh.uncommitted', { lost: true, calls: 2 }],
      ['refresh.saved', { lost: false, calls: 1 }],
    ];
    it.each(refreshPoints)('a refresh killed at %s', async (point, { lost, calls }) => {
      for (let round = 0; round < times; round += 1) {
        await connect(world, successor(), user);
        await world.advance(day + 60);
        const before = await tokenCalls();
        await dieAt(point, { do: 'usable', userId: user, callers: 3 });
        await worksOrSaysWhy(lost && refreshReuse === 'strict');
        expect((await tokenCalls()).refresh_token - before.refresh_token).toBe(calls);
      }
      report(`kill at ${point}, ${refreshReuse}`, { rounds: times, 'token calls a round': calls });
    });

    it.each(['spool.synced', 'spool.renamed'] as const)(
      'a refresh whose database is away, killed at %s, loses nothing',
      async (point) => {
        for (let round = 0; round < times; round += 1) {
          await connect(world, successor(), user);
          await world.advance(day + 60);
          const before = await tokenCalls();
          const command = { do: 'usable', userId: user, callers: 3 } as const;
          await dieAt(point, command, { cutAt: 'refresh.replied' });
          expect(await spoolFiles()).toHaveLength(1);
          await worksOrSaysWhy(false);
          expect((await tokenCalls()).refresh_token - before.refresh_token).toBe(1);
        }
        report(`kill at ${point}, ${refreshReuse}`, { rounds: times, 'pairs lost': 0 });
      },
    );

    it('a replay killed before its file is gone changes nothing the second time', async () => {
      for (let round = 0; round < times; round += 1) {
        await connect(world, successor(), user);
        await world.advance(day + 60);
        const command = { do: 'usable', userId: user, callers: 1 } as const;
        await dieAt('spool.renamed', command, { cutAt: 'refresh.replied' });
        await dieAt('spool.replayed', { do: 'replaySpool' });
        const held = await rowOf();
        expect(await spoolFiles()).toHaveLength(1);
        await worksOrSaysWhy(false);
        expect((await rowOf())?.tokenVersion).toBe(held?.tokenVersion);
      }
    });

    it('a pair in the spool is newer than a row that came back from a backup', async () => {
      await connect(world, successor(), user);
      const backup = await rowOf();
      if (!backup) throw new Error('no row');
      await connect(world, successor(), user);
      await world.advance(day + 60);
      const command = { do: 'usable', userId: user, callers: 1 } as const;
      await dieAt('spool.renamed', command, { cutAt: 'refresh.replied' });
      const { accessToken, refreshToken, tokenVersion, expiresAt } = backup;
      await world.database.db
        .update(amoCrmTokens)
        .set({ accessToken, refreshToken, tokenVersion, expiresAt })
        .where(eq(amoCrmTokens.userId, user));
      await worksOrSaysWhy(false);
      expect(await rowOf()).toMatchObject({ tokenVersion: 3 });
    });

    // What follows does not depend on how long a spent refresh token lives.
    if (refreshReuse !== 'strict') return;

    const connectPoints: [CrashPoint, CrashPoint | null, 'connected' | 'used'][] = [
      ['connect.claimed', null, 'connected'],
      ['connect.replied', null, 'used'],
      ['connect.saved', null, 'connected'],
      ['connect.identified', null, 'connected'],
      ['connect.uncommitted', null, 'connected'],
      ['connect.live', null, 'connected'],
      ['spool.synced', 'connect.replied', 'connected'],
      ['spool.renamed', 'connect.replied', 'connected'],
    ];
    it.each(connectPoints)(
      'connecting killed at %s (database away from: %s): %s',
      async (...row) => {
        const [point, cutAt, outcome] = row;
        for (let round = 0; round < times; round += 1) {
          user = await world.newUser();
          const before = await tokenCalls();
          const input: ExchangeCodeRequest = await answeredAttempt(world, successor(), user);
          await dieAt(point, { do: 'exchange', userId: user, input }, cutAt ? { cutAt } : {});
          const after = successor();
          await after.keeper.replaySpool();
          const problem = await refusal(after.exchangeCodeForUser(user, input));
          if (outcome === 'connected') {
            expect(problem).toBeNull();
            expect((await tokenCalls()).authorization_code - before.authorization_code).toBe(1);
            await worksOrSaysWhy(false);
          } else {
            expect(problem).toMatchObject({ kind: 'attempt_invalid', reason: 'used' });
            expect(await statusOf()).toMatchObject({ state: null });
            await connect(world, successor(), user);
            await worksOrSaysWhy(false);
          }
        }
        report(`kill at ${point}, ${refreshReuse}`, { rounds: times, outcome });
      },
    );

    it.each([
      ['disconnect.uncommitted', true],
      ['disconnect.committed', false],
    ] as const)('disconnecting killed at %s: connected %s', async (point, stillThere) => {
      for (let round = 0; round < times; round += 1) {
        await connect(world, successor(), user);
        await dieAt(point, { do: 'disconnect', userId: user });
        expect(await statusOf()).toMatchObject({ connected: stillThere });
        if (stillThere) await worksOrSaysWhy(false);
        await successor().disconnectUser(user);
        expect(await statusOf()).toMatchObject({ connected: false, hasTokens: false });
      }
      report(`kill at ${point}, ${refreshReuse}`, { rounds: times });
    });

    it('what was disconnected while a pair waited in the spool stays disconnected', async () => {
      for (let round = 0; round < times; round += 1) {
        await connect(world, successor(), user);
        await world.advance(day + 60);
        const command = { do: 'usable', userId: user, callers: 1 } as const;
        await dieAt('spool.renamed', command, { cutAt: 'refresh.replied' });
        await successor().disconnectUser(user);
        const after = successor();
        await after.keeper.replaySpool();
        expect(await spoolFiles()).toEqual([]);
        expect(await refusal(after.apiFor(user))).toMatchObject({ kind: 'not_connected' });
      }
    });

    it.each(['reseal.read', 'reseal.written'] as const)(
      'sealing anew killed at %s leaves every pair readable, and is finished by the next',
      async (point) => {
        for (let round = 0; round < times; round += 1) {
          const users = [user, await world.newUser(), await world.newUser()];
          for (const one of users) await connect(world, successor(), one);
          const versions = await world.database.db
            .select({ id: amoCrmTokens.id, version: amoCrmTokens.tokenVersion })
            .from(amoCrmTokens)
            .orderBy(amoCrmTokens.id);
          await dieAt(point, { do: 'reseal' }, { rotated: true });
          const tokenKeys = [newKey, ...world.config.tokenKeys];
          const both = world.newConnections({ tokenKeys });
          for (const one of users) await (await both.apiFor(one)).account.get();
          const worker = await startVaultWorker(world, { tokenKeys });
          expect(await worker.ask({ do: 'reseal' })).toMatchObject({ served: 1 });
          await worker.close();
          expect([...(await readKeyUse(world.database.db)).keys()]).toEqual(['new']);
          const onlyNew = world.newConnections({ tokenKeys: [newKey] });
          for (const one of users) await (await onlyNew.apiFor(one)).account.get();
          expect(
            await world.database.db
              .select({ id: amoCrmTokens.id, version: amoCrmTokens.tokenVersion })
              .from(amoCrmTokens)
              .orderBy(amoCrmTokens.id),
          ).toEqual(versions);
          for (const one of users) await successor().disconnectUser(one);
        }
        report(`kill at ${point}, ${refreshReuse}`, { rounds: times });
      },
    );
  });
}
