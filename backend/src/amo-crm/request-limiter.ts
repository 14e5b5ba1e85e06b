import {
  createLimiter,
  limiterKey,
  postgresLimiterStore,
  type SharedLimiter,
} from '@foryou-crm/amocrm';
import type pg from 'pg';
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
}

/** Needs the table `amo_limiter`; a database that cannot be asked rejects, and nothing is sent. */
export function createRequestLimiter(
  pool: pg.Pool,
  { clientId, vendor }: Pick<Config['amoCrm'], 'clientId' | 'vendor'>,
): RequestLimiter {
  const store = postgresLimiterStore({
    query: (text, values) => pool.query<Record<string, unknown>>(text, values),
  });
  const egress = vendor === 'kommo' ? { egress: 'backend' } : {};
  return {
    ...createLimiter({ store }),
    keyOf: (accountId, host) => limiterKey({ clientId, account: accountId ?? host, ...egress }),
    prune: () => store.prune(),
  };
}
