import { httpTransport, type AmoApi, type Integration, type Priority } from '@foryou-crm/amocrm';
import type {
  AuthUrl,
  AuthUrlRequest,
  ConnectionStatus,
  ExchangeCodeRequest,
} from '@foryou-crm/contract/amo-crm';
import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { countAttempt } from '../auth/rate-limit.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { transaction, type Database, type Session } from '../database/open.ts';
import { amoCrmAccounts, users, type AmoCrmTokenRow } from '../database/schema.ts';
import { apiError } from '../http/problem.ts';
import type { Log } from '../log.ts';
import { createAccountApi, type AccountApi } from './account-api.ts';
import { createAttempts, type Attempt } from './attempts.ts';
import { createStatusReader } from './connection-status.ts';
import { recordAudit, type Actor } from './audit.ts';
import { runBackground } from './background.ts';
import { createIntegrationCircuit } from './circuit.ts';
import { createEndings } from './endings.ts';
import { finishAttempt, type Grant } from './exchange.ts';
import { createRequestLimiter } from './request-limiter.ts';
import { nothingHappens, type AtCrashPoint } from './vault/crash-points.ts';
import { createKeeper } from './vault/keeper.ts';
import { createReplay } from './vault/replay.ts';
import { createSealer } from './vault/sealing.ts';
import { createSpool } from './vault/spool.ts';
import type { OpenPair } from './vault/token-pair.ts';
import { defaultTiming, type VaultTiming } from './vault/timing.ts';
import { createTokenRows } from './vault/token-rows.ts';
import { createVaultMetrics } from './vault/vault-metrics.ts';
import { createVault } from './vault/vault.ts';

export interface ConnectionsParts {
  config: Pick<Config, 'amoCrm' | 'tokenKeys' | 'dataDir'>;
  db: Database;
  clock: Clock;
  log: Log;
  metrics?: Registry;
  timing?: VaultTiming;
  at?: AtCrashPoint;
  /** Told of every account to which a connection has become live. */
  onLive?: (accountId: number) => void;
  /** Asked before a connection is destroyed, while its token still works. */
  onLeaving?: (userId: string) => Promise<void>;
}

/** Far more than a person taps, far less than a script wants. */
const beginLimit = { max: 30, windowSeconds: 600 };

export type Connections = ReturnType<typeof createConnections>;

/** What a user has with amoCRM: making it, keeping it, using it, ending it. */
export function createConnections(parts: ConnectionsParts) {
  const { config, db, clock, log, timing = defaultTiming, at = nothingHappens } = parts;
  const integration: Integration = config.amoCrm;
  const sealer = createSealer(config.tokenKeys);
  const attempts = createAttempts({ db, clock, sealer });
  const rows = createTokenRows({ db, clock, sealer, at });
  const spool = createSpool({ dataDir: config.dataDir, log, at });
  const registry = parts.metrics ?? new Registry();
  const metrics = createVaultMetrics({ registry, db, spool, clock });
  const circuit = createIntegrationCircuit(clock);
  const limiter = createRequestLimiter(db.$client, config.amoCrm);
  const transport = httpTransport();
  const calls = { integration, circuit, limiter, transport, metrics, clock, log };
  const onEnded = (row: AmoCrmTokenRow) => void endings.explain(row);
  const vault = createVault({ ...calls, rows, spool, timing, at, onEnded });
  const endings = createEndings({ rows, apiFor: accountFor, log });
  const keeper = createKeeper({
    rows,
    vault,
    spool,
    replay: createReplay({ rows, attempts }),
  });

  /** Connecting and disconnecting of one user happen one after the other. */
  const lockUser = (tx: Session, userId: string) =>
    tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update');

  async function accountOf(session: Session, accountId: number) {
    const [account] = await session
      .select()
      .from(amoCrmAccounts)
      .where(eq(amoCrmAccounts.accountId, accountId));
    return account ?? null;
  }

  async function makeLive(
    attempt: Attempt,
    owner: string,
    { account, amoUserId, baseDomain }: Grant,
    pair: OpenPair,
    mayChangeAccount: boolean,
  ): Promise<boolean> {
    const { userId } = attempt;
    const row = await transaction(db, async (tx) => {
      await lockUser(tx, userId);
      const before = await rows.ofUser(userId, tx);
      if (before && before.accountId !== account.id && !mayChangeAccount) {
        const from = await accountOf(tx, before.accountId);
        throw apiError.accountChange({
          from: { name: from?.name ?? '', domain: before.baseDomain },
          to: { name: account.name, domain: baseDomain },
        });
      }
      const who = { userId, accountId: account.id, amoUserId, baseDomain };
      const made = await rows.connect(tx, who, pair);
      const known = {
        name: account.name,
        domain: baseDomain,
        currency: account.currency ?? '',
        timeZone: account.timezone ?? '',
        isApiFilterEnabled: account.isApiFilterEnabled ?? false,
        updatedAt: clock(),
      };
      await tx
        .insert(amoCrmAccounts)
        .values({ accountId: account.id, ...known })
        .onConflictDoUpdate({ target: amoCrmAccounts.accountId, set: known });
      const isOurs = await attempts.finish(tx, attempt.id, owner, made.id);
      if (!isOurs) throw new AttemptLost();
      await at('connect.uncommitted');
      return made;
    }).catch((error: unknown) => {
      if (error instanceof AttemptLost) return null;
      throw error;
    });
    if (row) await at('connect.live');
    if (row) log.info({ connection: row.id, account: row.accountId }, 'amoCRM was connected');
    if (row) parts.onLive?.(row.accountId);
    return row !== null;
  }

  const getUserConnectionStatus = createStatusReader(db, clock);

  /** @throws {ApiError} `not_connected`, `reconnect_required`, `retry_later` */
  async function accountFor(
    userId: string,
    priority?: Priority,
    signal?: AbortSignal,
  ): Promise<AccountApi> {
    const token = await vault.usable(userId);
    return createAccountApi({
      ...{ vault, integration, limiter, transport, userId, token },
      ...(priority && { priority }),
      ...(signal && { signal }),
    });
  }

  return {
    getUserConnectionStatus,

    /** Begins an attempt: the consent page's address and the one-shot state that belongs to it. */
    async createAuthUrl(userId: string, request: AuthUrlRequest): Promise<AuthUrl> {
      const state = randomBytes(32).toString('base64url');
      await countAttempt({ db, clock }, `connect:${userId}`, beginLimit);
      const { expiresAt } = await attempts.begin({ userId, state, ...request });
      const { clientId, server } = integration;
      const url = server.authorizeUrl({ clientId, state, mode: 'post_message' });
      return { url, state, expiresAt: expiresAt.toISOString() };
    },

    /** @throws {ApiError} `attempt_invalid`, `conflict`, `retry_later`; nothing has changed then */
    async exchangeCodeForUser(
      userId: string,
      input: ExchangeCodeRequest,
    ): Promise<ConnectionStatus> {
      const connectionLives = async (connectionId: string, of: string) =>
        (await rows.ofUser(of))?.id === connectionId;
      const { replaySpool } = keeper;
      const { saveMs } = timing;
      await finishAttempt(
        { ...calls, attempts, spool, replaySpool, saveMs, at, connectionLives, makeLive },
        userId,
        input,
      );
      return getUserConnectionStatus(userId);
    },

    /** Destroys the pair, its lease, and whatever an unfinished attempt has already received. */
    async disconnectUser(
      userId: string,
      actor: Actor = { kind: 'user', userId },
    ): Promise<ConnectionStatus> {
      await parts.onLeaving?.(userId);
      await transaction(db, async (tx) => {
        await lockUser(tx, userId);
        await attempts.endAnswered(tx, userId);
        await rows.destroy(tx, userId, actor);
        await at('disconnect.uncommitted');
      });
      await at('disconnect.committed');
      return getUserConnectionStatus(userId);
    },

    accountFor,
    /** The user's own amoCRM, with a token that is good now. */
    apiFor: async (userId: string): Promise<AmoApi> => (await accountFor(userId)).api,

    /** Whether amoCRM has switched filters on leads and contacts on for an account. */
    canFilter: async (accountId: number): Promise<boolean> =>
      (await accountOf(db, accountId))?.isApiFilterEnabled ?? false,

    /**
     * Asks amoCRM about every connection of an account, after its disconnect hook. What amoCRM no
     * longer accepts is marked, what works is left alone; returns whether all could be asked.
     */
    async checkAccount(accountId: number): Promise<{ allAsked: boolean }> {
      const known = await rows.ofAccount(accountId);
      const { allAsked } = await endings.check(known);
      const details = { kind: 'disconnect_hook', isComplete: allAsked } as const;
      if (known.length > 0) {
        await recordAudit(db, clock, { accountId, actor: { kind: 'crm' }, details });
      }
      return { allAsked };
    },

    /** Refreshes what is due, moves what waits in the spool; see `Keeper`. */
    keeper,
    /** Everything that keeps connections alive by itself, until the signal. */
    background: (signal: AbortSignal) =>
      runBackground({ db, clock, log, sealer, spool, keeper, attempts, limiter, signal }),

    /** What the callback needs of the attempts. */
    attempts,
    /** Whether amoCRM accepts this deployment's own id and secret. */
    integrationHealth: () => circuit.health(),
    /** The key that seals and the keys that open. */
    keys: { writer: sealer.writer, known: sealer.keyIds },
    /** What all backends together ask of amoCRM now. */
    requestUse: () => limiter.use(),
    /** Pairs on this instance's disk that wait for the database. */
    spooled: () => spool.size(),
    /** Ends the kept connections to amoCRM. */
    async close(): Promise<void> {
      await endings.settled();
      transport.close();
    },
  };
}

/** The attempt was ended, or taken over, while amoCRM answered: the transaction is undone. */
class AttemptLost extends Error {}
