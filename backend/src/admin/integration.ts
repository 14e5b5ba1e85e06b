import type { IntegrationHealth } from '@foryou-crm/contract/admin';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Connections } from '../amo-crm/connections.ts';
import { readKeyUse } from '../amo-crm/vault/resealing.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';

const webhooksSchema = z.object({
  subscribed: z.int(),
  none: z.int(),
  unavailable: z.int(),
  disabled: z.int(),
});

const countsSchema = z.object({
  connected: z.int(),
  reconnectRequired: z.int(),
  inTrouble: z.int(),
  secretRejected: z.int(),
  oldest: z
    .string()
    .transform((text) => new Date(text))
    .nullable(),
});

/** What everybody's connection stands on: the integration, the keys, amoCRM's limit, the spool. */
export async function readIntegrationHealth({
  db,
  config,
  connections,
}: {
  db: Database;
  config: Pick<Config, 'amoCrm'>;
  connections: Connections;
}): Promise<IntegrationHealth> {
  const { rows } = await db.execute(sql`
    select (count(*) filter (where state = 'connected'))::int as "connected",
           (count(*) filter (where state = 'reconnect_required'))::int as "reconnectRequired",
           (count(*) filter (where trouble is not null))::int as "inTrouble",
           (count(*) filter (where trouble = 'secret_rejected'))::int as "secretRejected",
           min(coalesce(last_refreshed_at, created_at)) filter (where state = 'connected') as "oldest"
    from amo_crm_tokens`);
  const { oldest, secretRejected, ...counts } = countsSchema.parse(rows[0]);
  const use = await readKeyUse(db);
  const { rows: hooks } = await db.execute(sql`
    select (count(*) filter (where state = 'subscribed'))::int as "subscribed",
           (count(*) filter (where state = 'none'))::int as "none",
           (count(*) filter (where state = 'unavailable'))::int as "unavailable",
           (count(*) filter (where state = 'disabled'))::int as "disabled"
    from (select distinct account_id from amo_crm_tokens) as connected
    cross join lateral (
      select coalesce(
        (select hook_state from mirror_accounts where account_id = connected.account_id), 'none'
      ) as state
    ) as told`);
  return {
    clientId: config.amoCrm.clientId,
    redirectUri: config.amoCrm.redirectUri,
    // Another instance may have been told.
    secret: secretRejected > 0 ? 'secret_rejected' : connections.integrationHealth(),
    connections: counts,
    keys: {
      writer: connections.keys.writer,
      sealed: [...use].map(([keyId, pairs]) => ({
        keyId,
        pairs,
        isKnown: connections.keys.known.includes(keyId),
      })),
    },
    webhooks: webhooksSchema.parse(hooks[0]),
    requests: await connections.requestUse(),
    spooled: connections.spooled(),
    oldestPairAt: oldest?.toISOString() ?? null,
  };
}
