import { z } from 'zod';
import type { LimiterStore, PauseRequest, PoolReading, SlotAnswer, SlotRequest } from './store.ts';

/** What is needed of a PostgreSQL client: a `pg` Pool or Client is one; so is anything like it. */
export interface SqlClient {
  /** Runs one statement, in a transaction of its own (autocommit). */
  query(text: string, values: unknown[]): Promise<{ rows: readonly unknown[] }>;
}

export interface PostgresLimiterStore extends LimiterStore {
  take(request: SlotRequest): Promise<SlotAnswer>;
  pause(request: PauseRequest): Promise<void>;
  read(place: { pool: string; lane: string }): Promise<PoolReading>;
  /** Deletes pools that nothing has used for an hour; answers how many. For a job now and then. */
  prune(): Promise<number>;
}

/**
 * The table of `postgresLimiterStore`, to be put into a migration: one row an account (on Kommo, an
 * address). Nothing in it is worth a backup; it may be UNLOGGED. Can be run again.
 */
export const limiterTableSql = `create table if not exists amo_limiter (
  pool text primary key,
  slots timestamptz[] not null default '{}',
  lanes text[] not null default '{}',
  wait_ms double precision not null default 0,
  pause_until timestamptz,
  pause_reason text check (pause_reason in ('rate_limited', 'blocked')),
  pause_level integer not null default 0
) with (fillfactor = 50);`;

/**
 * One statement is one try. The row's lock is taken by the upsert, for the length of the statement, so
 * that tries come one after the other however many processes make them; `clock_timestamp()` is read
 * after that lock. `slots` says when each slot is free again, `lanes` whose it is. A try that
 * gets nothing writes how long there is nothing.
 *
 * $1 pool, $2 lane, $3 lane's limit, $4 pool's limit, $5 milliseconds a slot stays taken, $6 limit of
 * the caller's share of the lane, $7 milliseconds for which a slot counts against that share.
 */
const takeSql = `
insert into amo_limiter as t (pool, slots, lanes)
values ($1, array[clock_timestamp() + $5::float8 * interval '1 ms'], array[$2::text])
on conflict (pool) do update set (slots, lanes, wait_ms) = (
  select
    case when w.ms > 0 then l.slots else l.slots || (n.now + $5::float8 * interval '1 ms') end,
    case when w.ms > 0 then l.lanes else l.lanes || $2::text end,
    w.ms
  from (select clock_timestamp() as now, t.pool) as n
  cross join lateral (
    select
      coalesce(array_agg(s.slot order by s.slot), '{}') as slots,
      coalesce(array_agg(s.lane order by s.slot), '{}') as lanes,
      coalesce(array_agg(s.slot order by s.slot) filter (where s.lane = $2::text), '{}') as own
    from unnest(t.slots, t.lanes) as s(slot, lane)
    where s.slot > n.now
  ) as l
  cross join lateral (
    select coalesce(greatest(0, extract(epoch from greatest(
      t.pause_until,
      l.own[cardinality(l.own) - $3::int + 1],
      l.own[cardinality(l.own) - $6::int + 1] - ($5::float8 - $7::float8) * interval '1 ms',
      l.slots[cardinality(l.slots) - $4::int + 1]
    ) - n.now) * 1000), 0)::float8 as ms
  ) as w
)
returning wait_ms, case when pause_until > clock_timestamp() then pause_reason end as paused`;

/** `pauseOf` in SQL. $1 pool, $2 reason, $3 retry-after, $4 base, $5 maximum, $6 quiet time. */
const pauseSql = `
insert into amo_limiter as t (pool, pause_until, pause_reason, pause_level)
values (
  $1,
  clock_timestamp() + greatest($3::float8, least($5::float8, $4::float8)) * interval '1 ms',
  $2,
  1
)
on conflict (pool) do update set (pause_until, pause_reason, pause_level) = (
  select
    greatest(
      t.pause_until,
      n.now + greatest($3::float8, least($5::float8, $4::float8 * 2 ^ least(v.level - 1, 30)))
        * interval '1 ms'
    ),
    case when $2::text = 'blocked' or (t.pause_until > n.now and t.pause_reason = 'blocked')
      then 'blocked' else 'rate_limited' end,
    v.level
  from (select clock_timestamp() as now, t.pool) as n
  cross join lateral (
    select case
      when t.pause_until is null or t.pause_until + $6::float8 * interval '1 ms' <= n.now then 1
      when t.pause_until > n.now then t.pause_level
      else t.pause_level + 1
    end as level
  ) as v
)`;

/** $1 pool, $2 lane. */
const readSql = `
select
  (select count(*) from unnest(t.slots, t.lanes) as s(slot, lane)
    where s.slot > n.now and s.lane = $2::text)::int as lane_taken,
  (select count(*) from unnest(t.slots) as s(slot) where s.slot > n.now)::int as pool_taken,
  coalesce(greatest(0, extract(epoch from t.pause_until - n.now) * 1000), 0)::float8 as paused_for_ms,
  case when t.pause_until > n.now then t.pause_reason end as reason,
  case when t.pause_until > n.now - interval '1 hour' then t.pause_level else 0 end as level
from amo_limiter as t, (select clock_timestamp() as now) as n
where t.pool = $1`;

const pruneSql = `
delete from amo_limiter
where coalesce(pause_until, '-infinity') < clock_timestamp() - interval '1 hour'
  and not exists (
    select from unnest(slots) as s(slot) where s.slot > clock_timestamp() - interval '1 hour'
  )
returning pool`;

const reasonSchema = z.enum(['rate_limited', 'blocked']).nullable();
const takenSchema = z.tuple([z.object({ wait_ms: z.number(), paused: reasonSchema })]);
const readingSchema = z
  .object({
    lane_taken: z.int(),
    pool_taken: z.int(),
    paused_for_ms: z.number(),
    reason: reasonSchema,
    level: z.int(),
  })
  .array()
  .max(1);

/**
 * Counts in PostgreSQL (9.5 or later), exactly, over any number of processes: times are the database's
 * own, a try is one round trip, and no lock and no connection is held while a caller waits. Needs the
 * table of `limiterTableSql`; rejects with whatever `client.query` rejects with.
 */
export function postgresLimiterStore(client: SqlClient): PostgresLimiterStore {
  return {
    async take({ pool, lane, laneLimit, poolLimit, holdMs, share }) {
      const { limit, withinMs } = share ?? { limit: laneLimit, withinMs: holdMs };
      const values = [pool, lane, laneLimit, poolLimit, holdMs, limit, withinMs];
      const { rows } = await client.query(takeSql, values);
      const [row] = takenSchema.parse(rows);
      return { waitMs: row.wait_ms, paused: row.wait_ms > 0 ? row.paused : null };
    },
    async pause({ pool, reason, retryAfterMs, baseMs, maxMs, quietMs }) {
      const values = [pool, reason, retryAfterMs, baseMs, maxMs, quietMs];
      await client.query(pauseSql, values);
    },
    async read({ pool, lane }) {
      const [row] = readingSchema.parse((await client.query(readSql, [pool, lane])).rows);
      return {
        laneTaken: row?.lane_taken ?? 0,
        poolTaken: row?.pool_taken ?? 0,
        pausedForMs: row?.paused_for_ms ?? 0,
        reason: row?.reason ?? null,
        level: row?.level ?? 0,
      };
    },
    prune: async () => (await client.query(pruneSql, [])).rows.length,
  };
}
