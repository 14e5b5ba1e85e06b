import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amoCrmTokens } from '../../../database/schema.ts';
import { connect, startAmoWorld, type AmoWorld } from '../../testing/amo-world.ts';
import {
  startVaultWorker,
  type VaultWorker,
  type WorkerOptions,
} from '../../testing/start-vault-worker.ts';
import type { Result } from '../../testing/vault-worker-protocol.ts';
import { isSoak, report, rounds } from './rounds.ts';

/*
 * Many callers, several real processes, one PostgreSQL, one connection whose access token is over.
 */

const hour = 3_600_000;
const day = 86_400;
/** Leases of a second, so that what ends them need not be waited for. */
const quick = { leaseSeconds: 1, saveMs: 1_000 };

for (const refreshReuse of ['strict', 'until_new_used'] as const) {
  describe(`with refresh tokens that are spent ${refreshReuse}`, () => {
    let world: AmoWorld;
    let user: string;
    let workers: VaultWorker[] = [];
    beforeAll(async () => {
      world = await startAmoWorld({ refreshReuse });
    });
    afterAll(() => world.close());
    beforeEach(async () => {
      await world.reset();
      user = await world.newUser();
      await connect(world, world.newConnections(), user);
      await world.advance(day + 60);
    });
    afterEach(async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      workers = [];
    });

    const start = async (count: number, options: WorkerOptions = {}) => {
      const started = await Promise.all(
        Array.from({ length: count }, () => startVaultWorker(world, options)),
      );
      workers.push(...started);
      return started;
    };
    const startOne = async (options: WorkerOptions = {}): Promise<VaultWorker> => {
      const [worker] = await start(1, options);
      if (!worker) throw new Error('no worker');
      return worker;
    };
    const tokenRequests = async () =>
      (await world.seen()).requests.filter(({ path }) => path === '/oauth2/access_token').length -
      1;
    const rowOf = async () => {
      const [row] = await world.database.db
        .select()
        .from(amoCrmTokens)
        .where(eq(amoCrmTokens.userId, user));
      return row;
    };
    /** All callers at once, spread over the processes. */
    const stampede = async (callers: number, among: readonly VaultWorker[]): Promise<Result> => {
      const share = Math.ceil(callers / among.length);
      const results = await Promise.all(
        among.map((worker) => worker.ask({ do: 'usable', userId: user, callers: share })),
      );
      return {
        served: results.reduce((sum, { served }) => sum + served, 0),
        refused: results.flatMap(({ refused }) => refused),
        broken: results.flatMap(({ broken }) => broken),
        longestMs: Math.max(...results.map(({ longestMs }) => longestMs)),
      };
    };
    const allServed = (callers: number) => ({ served: callers, refused: [], broken: [] });

    const sizes = isSoak
      ? [10, 100, 1_000].flatMap((callers) => [1, 2, 4].map((among) => [callers, among] as const))
      : ([
          [100, 1],
          [1_000, 4],
        ] as const);
    it.each(sizes)('%i callers in %i processes cost one token call', async (callers, among) => {
      const processes = await start(among);
      const share = Math.ceil(callers / among) * among;
      for (let round = 1; round <= rounds(1, 10); round += 1) {
        expect(await stampede(callers, processes)).toMatchObject(allServed(share));
        expect(await tokenRequests()).toBe(round);
        expect(await rowOf()).toMatchObject({ tokenVersion: round + 1, leaseOwner: null });
        await world.advance(day + 60);
        const clock = { do: 'clock', offsetMs: world.offsetMs() } as const;
        await Promise.all(processes.map((worker) => worker.ask(clock)));
      }
      report(`stampede, ${refreshReuse}`, {
        callers: share,
        processes: among,
        rounds: rounds(1, 10),
        'token calls a round': 1,
        failures: 0,
      });
    });

    it('a token call slower than the lease is still the only one', async () => {
      const processes = await start(4, { timing: quick });
      await world.fault({ match: 'token', kind: 'delay', ms: 2_500 });
      expect(await stampede(200, processes)).toMatchObject(allServed(200));
      expect(await tokenRequests()).toBe(1);
    });

    it('clocks that differ by an hour still make one call', async () => {
      await world.advance(2 * 3_600);
      const processes = await Promise.all(
        [-hour, 0, hour, 0].map((clockMs) => startOne({ clockMs })),
      );
      expect(await stampede(200, processes)).toMatchObject(allServed(200));
      expect(await tokenRequests()).toBe(1);
    });

    it('a holder killed before its request left costs nobody anything', async () => {
      const holder = await startOne({ timing: quick, crashAt: 'refresh.sending' });
      const others = await start(2, { timing: quick });
      void holder.ask({ do: 'usable', userId: user, callers: 1 }).catch(() => undefined);
      expect(await holder.exited).toBe('SIGKILL');
      expect(await stampede(100, others)).toMatchObject(allServed(100));
      expect(await tokenRequests()).toBe(1);
    });

    it('a holder killed between amoCRM’s answer and the save is told apart from a withdrawal', async () => {
      const holder = await startOne({ timing: quick, crashAt: 'refresh.replied' });
      const others = await start(2, { timing: quick });
      void holder.ask({ do: 'usable', userId: user, callers: 1 }).catch(() => undefined);
      expect(await holder.exited).toBe('SIGKILL');
      const result = await stampede(100, others);
      expect(await tokenRequests()).toBe(2);
      if (refreshReuse === 'until_new_used') expect(result).toMatchObject(allServed(100));
      else {
        expect(result).toMatchObject({ served: 0, broken: [] });
        expect(new Set(result.refused.map(({ kind }) => kind))).toEqual(
          new Set(['reconnect_required']),
        );
        expect(await rowOf()).toMatchObject({ reason: 'unknown_outcome', tokenVersion: 1 });
        expect(await stampede(10, others)).toMatchObject({ served: 0 });
        expect(await tokenRequests()).toBe(2);
      }
    });

    it('a holder killed after the save leaves everybody the new pair', async () => {
      const holder = await startOne({ timing: quick, crashAt: 'refresh.saved' });
      const others = await start(2, { timing: quick });
      void holder.ask({ do: 'usable', userId: user, callers: 1 }).catch(() => undefined);
      expect(await holder.exited).toBe('SIGKILL');
      expect(await stampede(100, others)).toMatchObject(allServed(100));
      expect(await tokenRequests()).toBe(1);
    });

    it('a holder frozen before its request sends nothing when it wakes too late', async () => {
      const holder = await startOne({ timing: quick, holdAt: 'refresh.sending' });
      const late = holder.ask({ do: 'usable', userId: user, callers: 1 });
      await holder.held();
      holder.kill('SIGSTOP');
      const others = await start(1, { timing: quick });
      expect(await stampede(20, others)).toMatchObject(allServed(20));
      holder.kill('SIGCONT');
      await holder.ask({ do: 'go' });
      await late;
      expect(await tokenRequests()).toBe(1);
      expect(await rowOf()).toMatchObject({ tokenVersion: 2, state: 'connected' });
    });

    it('a holder frozen past its lease and its deadline saves the late pair when it wakes', async () => {
      const holder = await startOne({ timing: { ...quick, tokenCallMs: 1_500 } });
      const others = await start(1, { timing: quick });
      await world.fault({ match: 'token', kind: 'delay', ms: 700 });
      const before = await tokenRequests();
      const late = holder.ask({ do: 'usable', userId: user, callers: 20 });
      await expect.poll(tokenRequests).toBe(before + 1);
      holder.kill('SIGSTOP');
      const frozenAt = performance.now();
      // amoCRM has answered the frozen one first, however long that took.
      await expect.poll(async () => (await world.seen()).tokenCalls.refresh_token).toBe(1);
      const meanwhile = await stampede(20, others);
      await expect
        .poll(() => performance.now() - frozenAt, { timeout: 5_000 })
        .toBeGreaterThan(2_000);
      holder.kill('SIGCONT');
      expect(await late).toMatchObject(allServed(20));
      const row = await rowOf();
      expect(row).toMatchObject({ state: 'connected', reason: null, tokenVersion: 2 });
      if (refreshReuse === 'strict') {
        expect(new Set(meanwhile.refused.map(({ kind }) => kind))).toEqual(
          new Set(['reconnect_required']),
        );
      } else expect(meanwhile).toMatchObject(allServed(20));
      expect(await stampede(20, others)).toMatchObject(allServed(20));
    });
  });
}
