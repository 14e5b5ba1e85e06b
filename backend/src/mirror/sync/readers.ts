import { and, asc, eq } from 'drizzle-orm';
import type { Database, Session } from '../../database/open.ts';
import { amoCrmTokens } from '../../database/schema.ts';
import { mirrorReaders } from '../tables.ts';

/** A connection whose token may read the account. */
export interface Reader {
  connectionId: string;
  userId: string;
  amoUserId: number;
  /** Null: not asked yet. */
  isAdmin: boolean | null;
  checkedAt: Date | null;
  importedAt: Date | null;
  deltaAt: Date | null;
}

/** The account's connections that work, the oldest first. */
export function readersOf(db: Database, accountId: number): Promise<Reader[]> {
  return db
    .select({
      connectionId: amoCrmTokens.id,
      userId: amoCrmTokens.userId,
      amoUserId: amoCrmTokens.amoUserId,
      isAdmin: mirrorReaders.isAdmin,
      checkedAt: mirrorReaders.checkedAt,
      importedAt: mirrorReaders.importedAt,
      deltaAt: mirrorReaders.deltaAt,
    })
    .from(amoCrmTokens)
    .leftJoin(
      mirrorReaders,
      and(
        eq(mirrorReaders.accountId, amoCrmTokens.accountId),
        eq(mirrorReaders.connectionId, amoCrmTokens.id),
      ),
    )
    .where(and(eq(amoCrmTokens.accountId, accountId), eq(amoCrmTokens.state, 'connected')))
    .orderBy(asc(amoCrmTokens.createdAt), asc(amoCrmTokens.id));
}

/** Notes something about a reader, known or new. */
export async function noteReader(
  session: Session,
  accountId: number,
  connectionId: string,
  noted: Partial<Pick<Reader, 'isAdmin' | 'checkedAt' | 'importedAt' | 'deltaAt'>>,
): Promise<void> {
  await session
    .insert(mirrorReaders)
    .values({ accountId, connectionId, ...noted })
    .onConflictDoUpdate({
      target: [mirrorReaders.accountId, mirrorReaders.connectionId],
      set: { accountId, ...noted },
    });
}
