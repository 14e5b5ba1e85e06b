import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { eq, lt, sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { authRateLimit } from '../database/schema.ts';
import { apiError } from '../http/problem.ts';

export interface Limit {
  /** Attempts a window. */
  max: number;
  windowSeconds: number;
}

/**
 * Counts a knock at a door, for all instances together, and throws `rate_limited` when it is one too
 * many. One statement, so a burst over many connections is counted exactly.
 */
export async function countAttempt(
  { db, clock }: { db: Database; clock: Clock },
  key: string,
  { max, windowSeconds }: Limit,
): Promise<void> {
  const now = clock();
  const resetsAt = new Date(now.getTime() + windowSeconds * 1000);
  const isOver = sql`${authRateLimit.resetsAt} <= ${now.toISOString()}`;
  const [row] = await db
    .insert(authRateLimit)
    .values({ key, count: 1, resetsAt })
    .onConflictDoUpdate({
      target: authRateLimit.key,
      set: {
        count: sql`case when ${isOver} then 1 else ${authRateLimit.count} + 1 end`,
        resetsAt: sql`case when ${isOver} then excluded.resets_at else ${authRateLimit.resetsAt} end`,
      },
    })
    .returning();
  if (row === undefined) return;
  if (row.count === 1) await db.delete(authRateLimit).where(lt(authRateLimit.resetsAt, now));
  if (row.count <= max) return;
  const retryAfter = Math.max(1, Math.ceil((row.resetsAt.getTime() - now.getTime()) / 1000));
  throw apiError.rateLimited('Too many attempts. Wait a little.', { retryAfter });
}

/** After a success the failures before it no longer count. */
export async function forgetAttempts(db: Database, key: string): Promise<void> {
  await db.delete(authRateLimit).where(eq(authRateLimit.key, key));
}

/** An IPv6 customer owns a whole /64, so that counts as one address. */
export function addressKey(door: string, ip: string): string {
  const bare = ip.replace(/^::ffff:(?=\d+\.)/, '');
  return `${door}:${isIPv6(bare) ? networkOf(bare) : bare}`;
}

/** Keys are no place for people's addresses. */
export const emailKey = (door: string, email: string) =>
  `${door}:${createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')}`;

function networkOf(ip: string): string {
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - behind.length;
  const all = [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...behind];
  return `${all.slice(0, 4).join(':')}::/64`;
}
