import type { AuditDetails } from '@foryou-crm/contract/admin';
import type { Clock } from '../clock.ts';
import type { Session } from '../database/open.ts';
import { amoCrmAudit } from '../database/schema.ts';

/** Who did it: a person of the app, this backend by itself, amoCRM, or a command line. */
export type Actor =
  { kind: 'user'; userId: string } | { kind: 'backend' } | { kind: 'crm' } | { kind: 'command' };

/** The account that stands for all of them. */
export const everyAccount = 0;

export interface AuditEvent {
  accountId: number;
  userId?: string;
  connectionId?: string;
  actor: Actor;
  details: AuditDetails;
}

/**
 * Writes one line of the audit trail, in the transaction of what it tells, so that neither is there
 * without the other.
 */
export async function recordAudit(
  session: Session,
  clock: Clock,
  { accountId, userId, connectionId, actor, details }: AuditEvent,
): Promise<void> {
  await session.insert(amoCrmAudit).values({
    accountId,
    at: clock(),
    userId: userId ?? null,
    connectionId: connectionId ?? null,
    actor: actor.kind,
    actorId: actor.kind === 'user' ? actor.userId : null,
    details,
  });
}
