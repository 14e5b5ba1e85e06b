import { httpTransport, memoryLimiter, type AmoApi, type Integration } from '@foryou-crm/amocrm';
import type {
  AuthUrl,
  AuthUrlRequest,
  ConnectionStatus,
  ExchangeCodeRequest,
} from '@foryou-crm/contract/amo-crm';
import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { countAttempt } from '../auth/rate-limit.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';
import { amoCrmAccounts, users } from '../database/schema.ts';
import { apiError, ApiError } from '../http/problem.ts';
import type { Log } from '../log.ts';
import { createAccountApi, type AccountApi } from './account-api.ts';
import { createAttempts, type Attempt, type Session } from './attempts.ts';
import { createStatusReader } from './connection-status.ts';
import { createIntegrationCircuit } from './circuit.ts';
import { finishAttempt, type Grant } from './exchange.ts';
import { createSealer } from './sealing.ts';
import type { OpenPair } from './token-pair.ts';
import { createTokenRows } from './token-rows.ts';
import { createVault } from './vault.ts';

export interface ConnectionsParts {
  config: Pick<Config, 'amoCrm' | 'tokenKeys'>;
  db: Database;
  clock: Clock;
  log: Log;
}

/** Far more than a person taps, far less than a script wants. */
const beginLimit = { max: 30, windowSeconds: 600 };

/** After this many connections that could not be asked, amoCRM is down and the rest waits. */
const silenceBound = 3;

export type Connections = ReturnType<typeof createConnections>;

/** What a user has with amoCRM: making it, keeping it, using it, ending it. */
export function createConnections({ config, db, clock, log }: ConnectionsParts) {
  const integration: Integration = config.amoCrm;
  const sealer = createSealer(config.tokenKeys);
  const attempts = createAttempts({ db, clock, sealer });
  const rows = createTokenRows({ db, clock, sealer });
  const circuit = createIntegrationCircuit(clock);
  const limiter = memoryLimiter();
  const transport = httpTransport();
  const vault = createVault({ rows, integration, circuit, transport, clock, log });

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
    const row = await db
      .transaction(async (tx) => {
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
        return made;
      })
      .catch((error: unknown) => {
        if (error instanceof AttemptLost) return null;
        throw error;
      });
    if (row) log.info({ connection: row.id, account: row.accountId }, 'amoCRM was connected');
    return row !== null;
  }

  const getUserConnectionStatus = createStatusReader(db);

  /** @throws {ApiError} `not_connected`, `reconnect_required`, `retry_later` */
  async function accountFor(userId: string): Promise<AccountApi> {
    const token = await vault.usable(userId);
    return createAccountApi({ vault, integration, limiter, transport, userId, token });
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
      const parts = { attempts, integration, circuit, limiter, transport, clock, log };
      await finishAttempt({ ...parts, connectionLives, makeLive }, userId, input);
      return getUserConnectionStatus(userId);
    },

    /** Destroys the pair, its lease, and whatever an unfinished attempt has already received. */
    async disconnectUser(userId: string): Promise<ConnectionStatus> {
      await db.transaction(async (tx) => {
        await lockUser(tx, userId);
        await attempts.endAnswered(tx, userId);
        await rows.destroy(tx, userId);
      });
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
      const ended: string[] = [];
      let silent = 0;
      for (const { id, userId, state } of known) {
        if (state !== 'connected' || silent >= silenceBound) continue;
        try {
          await (await accountFor(userId)).api.account.get();
        } catch (error) {
          if (error instanceof ApiError && error.problem.kind === 'reconnect_required')
            ended.push(id);
          else if (!(error instanceof ApiError && error.problem.kind === 'not_connected')) {
            silent += 1;
          }
        }
      }
      const allAsked = silent === 0;
      const everyoneEnded = (await rows.ofAccount(accountId)).every(
        (row) => row.state !== 'connected',
      );
      if (allAsked && everyoneEnded && ended.length > 1) {
        for (const id of ended) await rows.explain(id, 'integration_disabled');
      }
      return { allAsked };
    },

    /** What the callback needs of the attempts. */
    attempts,
    /** Whether amoCRM accepts this deployment's own id and secret. */
    integrationHealth: () => circuit.health(),
    /** Ends the kept connections to amoCRM. */
    close: () => transport.close(),
  };
}

/** The attempt was ended, or taken over, while amoCRM answered: the transaction is undone. */
class AttemptLost extends Error {}
