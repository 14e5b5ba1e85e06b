import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { authJwks } from '../database/schema.ts';

interface Loaded {
  find: ReturnType<typeof createLocalJWKSet>;
  at: number;
}

const RELOAD_AFTER_MS = 60_000;
/** However many unknown key ids are thrown at us, the table is read once a second. */
const RELOAD_AT_MOST_EVERY_MS = 1_000;

const publicKeySchema = z.object({ kty: z.string() }).catchall(z.unknown());

/**
 * The public half of the keys our sign-in signs with, straight from the database: no HTTP call to
 * ourselves. A key another instance has just made is found at its first use; a key that was taken
 * away stops working within a minute.
 */
export function ownKeys({ db, clock }: { db: Database; clock: Clock }): JWTVerifyGetKey {
  let loaded: Loaded | null = null;
  let loading: Promise<Loaded> | null = null;

  const load = async (): Promise<Loaded> => {
    const rows = await db.select().from(authJwks);
    const keys = rows.map((row) => ({
      ...publicKeySchema.parse(JSON.parse(row.publicKey)),
      kid: row.id,
      alg: row.alg ?? 'EdDSA',
    }));
    loaded = { find: createLocalJWKSet({ keys }), at: clock().getTime() };
    return loaded;
  };
  // A clock that was set back must not stop reloading.
  const since = (at: number) => Math.abs(clock().getTime() - at);
  const reload = () => (loading ??= load().finally(() => (loading = null)));

  return async (header, token) => {
    const age = loaded === null ? Infinity : since(loaded.at);
    const current = loaded === null || age > RELOAD_AFTER_MS ? await reload() : loaded;
    try {
      return await current.find(header, token);
    } catch (error) {
      const isUnknown = error instanceof errors.JWKSNoMatchingKey;
      if (!isUnknown || since(current.at) < RELOAD_AT_MOST_EVERY_MS) throw error;
      return (await reload()).find(header, token);
    }
  };
}
