-- Who may send how much to amoCRM, counted over all backends: the table of the client's PostgreSQL
-- store (`limiterTableSql`), which alone reads and writes it. Unlogged: what happened in the last
-- seconds is not worth waiting for the disk with every request, nor a backup.
CREATE UNLOGGED TABLE "amo_limiter" (
  "pool" text PRIMARY KEY,
  "slots" timestamptz[] NOT NULL DEFAULT '{}',
  "lanes" text[] NOT NULL DEFAULT '{}',
  "wait_ms" double precision NOT NULL DEFAULT 0,
  "pause_until" timestamptz,
  "pause_reason" text CHECK ("pause_reason" IN ('rate_limited', 'blocked')),
  "pause_level" integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
