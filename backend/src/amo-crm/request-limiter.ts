import {
  createLimiter,
  limiterKey,
  postgresLimiterStore,
  type SharedLimiter,
} from '@foryou-crm/amocrm';
import type { IntegrationHealth } from '@foryou-crm/contract/admin';
import type pg from 'pg';
import { z } from 'zod';
import type { Config } from '../config.ts';

/** amoCRM's limits, counted in the database by all backends of a deployment together. */
export interface RequestLimiter extends SharedLimiter {
  /**
   * What a request counts against: our integration in an account, whichever user it is for. Kommo
   * counts by the address that requests leave from, which all backends are taken to share.
   * `accountId` is null while nobody has said whose `host` it is: it counts apart until then.
   */
  keyOf(accountId: number | null, host: string): string;
  /** Forgets accounts that nobody has asked for an hour; answers how many. */
  prune(): Promise<number>;
  /** What is asked in all accounts together, and which of them are left alone. */
  use(): Promise<IntegrationHealth['requests']>;
}

/** Requests a second for the integration in an account; on Kommo for the address. */
const perSecond = 7;
const mostPaused = 20;

const usedSchema = z.tuple([z.object({ total: z.int(), busiest: z.int() })]);
const pausedSchema = z.array(
  z.object({ pool: z.string(), reason: z.enum(['rate_limited', 'blocked']), until: z.date() }),
);

/** Needs the table `amo_limiter`; a database that cannot be asked rejects, and nothing is sent. */
export function createRequestLimiter(
  pool: pg.Pool,
  { clientId, vendor }: Pick<Config['amoCrm'], 'clientId' | 'vendor'>,
): RequestLimiter {
  const store = postgresLimiterStore({
    query: (text, values) => pool.query<Record<string, unknown>>(text, values),
  });
  const egress = vendor === 'kommo' ? { egress: 'backend' } : {};
  /** Of the client's own table it only reads: see `limiterTableSql`. */
  async function use(): Promise<IntegrationHealth['requests']> {
    const used = await pool.query(`
      select coalesce(sum(taken), 0)::int as total, coalesce(max(taken), 0)::int as busiest
      from amo_limiter cross join lateral (
        select count(*) as taken from unnest(slots) as slot where slot > clock_timestamp()
      ) as own`);
    const paused = await pool.query(
      `select pool, pause_reason as reason, pause_until as until from amo_limiter
       where pause_until > clock_timestamp() and pause_reason is not null
       order by pause_until desc limit $1`,
      [mostPaused],
    );
    const [{ total, busiest }] = usedSchema.parse(used.rows);
    return {
      lastSecond: total,
      busiest,
      limit: perSecond,
      paused: pausedSchema.parse(paused.rows).map(({ pool: name, reason, until }) => ({
        accountId: /^account\/(\d+)$/.exec(name)?.[1] ?? null,
        reason,
        until: until.toISOString(),
      })),
    };
  }

  return {
    ...createLimiter({ store, perSecond }),
    keyOf: (accountId, host) => limiterKey({ clientId, account: accountId ?? host, ...egress }),
    prune: () => store.prune(),
    use,
  };
}
