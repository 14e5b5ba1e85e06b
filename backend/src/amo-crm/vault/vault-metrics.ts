import { sql } from 'drizzle-orm';
import { Counter, Gauge, type Registry } from 'prom-client';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import type { RefreshFailure } from './refresh-failure.ts';
import type { Spool } from './spool.ts';

/** What the vault counts while it works. */
export interface VaultMetrics {
  refreshed(outcome: 'refreshed' | 'spooled' | RefreshFailure['outcome']): void;
  tokenCall(): void;
}

const count = z.coerce.number();
const rowSchema = z.object({
  connected: count,
  reconnect_required: count,
  oldest: z.coerce.number().nullable(),
  most_calls: count,
});
type Seen = z.output<typeof rowSchema>;

/** Prometheus's view of the vault: counters of this process, gauges of the whole deployment. */
export function createVaultMetrics(parts: {
  registry: Registry;
  db: Database;
  spool: Spool;
  clock: Clock;
}): VaultMetrics {
  const { registry, db, spool, clock } = parts;
  const registers = [registry];
  const refreshes = new Counter({
    name: 'amo_crm_token_refreshes_total',
    help: 'Token refreshes of this process, by what came of them.',
    labelNames: ['outcome'],
    registers,
  });
  const calls = new Counter({
    name: 'amo_crm_token_calls_total',
    help: 'Refresh requests this process has sent to amoCRM.',
    registers,
  });
  new Gauge({
    name: 'amo_crm_spooled_pairs',
    help: 'Token pairs on this instance’s disk that wait for the database.',
    registers,
    collect() {
      this.set(spool.size());
    },
  });
  const gauge = (name: string, help: string, show: (gauge: Gauge, seen: Seen) => void) =>
    new Gauge({
      name,
      help,
      registers,
      ...(name === 'amo_crm_connections' && { labelNames: ['state'] }),
      async collect() {
        // A database that is away must not take the other figures with it.
        const seen = await once().catch(() => null);
        if (seen !== null) show(this, seen);
      },
    });
  gauge(
    'amo_crm_connections',
    'Connections of the deployment; reconnect_required ones need their user.',
    (self, seen) => {
      self.set({ state: 'connected' }, seen.connected);
      self.set({ state: 'reconnect_required' }, seen.reconnect_required);
    },
  );
  gauge(
    'amo_crm_oldest_token_age_seconds',
    'Of the connected: the age of the token pair that was not renewed for longest.',
    (self, { oldest }) =>
      self.set(oldest === null ? 0 : Math.max(0, clock().getTime() / 1000 - oldest)),
  );
  gauge(
    'amo_crm_refreshes_per_connection_max_24h',
    'The most refreshes any one connection has had in 24 hours; two are usual.',
    (self, seen) => self.set(seen.most_calls),
  );

  /** One look at the database a scrape, however many gauges ask. */
  let looking: Promise<Seen> | null = null;
  function once(): Promise<Seen> {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function look(): Promise<Seen> {
    const dayAgo = new Date(clock().getTime() - 86_400_000);
    const { rows } = await db.execute(sql`
      select count(*) filter (where state = 'connected') as connected,
             count(*) filter (where state = 'reconnect_required') as reconnect_required,
             extract(epoch from min(coalesce(last_refreshed_at, created_at))
               filter (where state = 'connected')) as oldest,
             (select coalesce(max(n), 0) from
               (select count(*) as n from amo_crm_audit
                 where at > ${dayAgo} and details->>'kind' = 'refreshed'
                 group by connection_id) as refreshed) as most_calls
      from amo_crm_tokens`);
    return rowSchema.parse(rows[0]);
  }

  return {
    refreshed: (outcome) => refreshes.inc({ outcome }),
    tokenCall: () => calls.inc(),
  };
}
