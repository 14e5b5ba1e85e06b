import { auditDetailsSchema, type AuditEntry } from '@foryou-crm/contract/admin';
import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import { everyAccount } from '../amo-crm/audit.ts';
import type { Database } from '../database/open.ts';
import { amoCrmAudit as audit } from '../database/schema.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';

const cursorSchema = z.tuple([z.int().positive()]);

/** The audit trail, newest first; of one user where asked. */
export async function listAudit(
  db: Database,
  query: { userId?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ data: AuditEntry[]; nextCursor: string | null }> {
  const { userId, cursor, limit } = query;
  const before = cursor === undefined ? null : decodeCursor(cursorSchema, cursor)[0];
  const rows = await db
    .select()
    .from(audit)
    .where(
      and(
        before === null ? undefined : lt(audit.id, before),
        userId === undefined ? undefined : eq(audit.userId, userId),
      ),
    )
    .orderBy(desc(audit.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const data = page.map((row): AuditEntry => ({
    id: row.id,
    at: row.at.toISOString(),
    accountId: row.accountId === everyAccount ? null : String(row.accountId),
    userId: row.userId,
    connectionId: row.connectionId,
    actor: row.actor,
    actorId: row.actorId,
    details: auditDetailsSchema.parse(row.details),
  }));
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { data, nextCursor: hasMore ? encodeCursor([last.id]) : null };
}
