import type { LiveEvent } from '@foryou-crm/contract/events';
import { and, inArray } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import {
  companiesSeen,
  contactsSeen,
  leadsSeen,
  notesSeen,
  tasksSeen,
} from '../rights/conditions.ts';
import { seesLead, type Viewer } from '../rights/viewer.ts';
import {
  mirrorCompanies,
  mirrorContacts,
  mirrorLeads,
  mirrorNotes,
  mirrorTasks,
  type ChangedEntity,
} from '../tables.ts';
import type { ChangeRow } from './changes.ts';

type Told = Extract<LiveEvent, { type: 'changed' | 'gone' }>;

/**
 * What changes mean to one viewer. A lead is judged by how rights saw it before and after; what hangs
 * on cards by whether it is seen now, and where not, whether its lead was. What was never visible is
 * never told.
 */
export async function eventsFor(
  db: Database,
  viewer: Viewer,
  changes: readonly ChangeRow[],
): Promise<{ number: number; event: Told }[]> {
  const seen = await seenNow(db, viewer, changes);
  const told = new Map<string, { number: number; event: Told }>();
  for (const change of changes) {
    const type = meaningOf(change);
    if (type === null) continue;
    const { entity, number } = change;
    const entityId = entity === 'unsorted' ? null : change.entityId;
    const event = { type, entity, entityId, leadId: change.leadId };
    // Of several changes of one thing the last says all.
    const key = `${entity} ${String(entityId)} ${String(change.leadId)}`;
    told.delete(key);
    told.set(key, { number, event });
  }
  return [...told.values()];

  function meaningOf(change: ChangeRow): Told['type'] | null {
    const { entity, before, after } = change;
    const was = before !== null && seesLead(viewer, before);
    switch (entity) {
      case 'lead':
        if (after !== null && seesLead(viewer, after)) return 'changed';
        return was ? 'gone' : null;
      case 'contact':
      case 'company':
        // Their scopes, if any, are no lead's.
        return isSeen(entity, change.entityId) ? 'changed' : null;
      case 'task':
      case 'note':
        if (isSeen(entity, change.entityId)) return 'changed';
        return was ? 'gone' : null;
      case 'event':
        if (isSeen('lead', change.leadId)) return 'changed';
        return was ? 'gone' : null;
      case 'unsorted':
        if (change.leadId === null) return viewer.leads === 'all' ? 'changed' : null;
        if (isSeen('lead', change.leadId)) return 'changed';
        return was ? 'gone' : null;
      case 'pipelines':
      case 'users':
      case 'settings':
      case 'sync':
        return viewer.isActive ? 'changed' : null;
    }
  }

  function isSeen(entity: ChangedEntity, id: number | null): boolean {
    return id !== null && (seen.get(entity)?.has(id) ?? false);
  }
}

/** Which of the things that changed the viewer sees at this moment. */
async function seenNow(
  db: Database,
  viewer: Viewer,
  changes: readonly ChangeRow[],
): Promise<Map<ChangedEntity, ReadonlySet<number>>> {
  const idsOf = (entity: ChangedEntity) =>
    changes.flatMap((change) => (change.entity === entity ? (change.entityId ?? []) : []));
  const looks: [ChangedEntity, number[]][] = [
    ['contact', idsOf('contact')],
    ['company', idsOf('company')],
    ['task', idsOf('task')],
    ['note', idsOf('note')],
    [
      'lead',
      changes.flatMap(({ entity, leadId }) =>
        entity === 'unsorted' || entity === 'event' ? (leadId ?? []) : [],
      ),
    ],
  ];
  const found = await Promise.all(
    looks
      .filter(([, ids]) => ids.length > 0)
      .map(async ([entity, ids]) => {
        const rows = await seenOf(db, viewer, entity, [...new Set(ids)]);
        return [entity, new Set(rows.map(({ id }) => id))] as const;
      }),
  );
  return new Map(found);
}

function seenOf(
  db: Database,
  viewer: Viewer,
  entity: ChangedEntity,
  ids: number[],
): PromiseLike<{ id: number }[]> {
  switch (entity) {
    case 'contact':
      return db
        .select({ id: mirrorContacts.id })
        .from(mirrorContacts)
        .where(and(contactsSeen(viewer), inArray(mirrorContacts.id, ids)));
    case 'company':
      return db
        .select({ id: mirrorCompanies.id })
        .from(mirrorCompanies)
        .where(and(companiesSeen(viewer), inArray(mirrorCompanies.id, ids)));
    case 'task':
      return db
        .select({ id: mirrorTasks.id })
        .from(mirrorTasks)
        .where(and(tasksSeen(viewer), inArray(mirrorTasks.id, ids)));
    case 'note':
      return db
        .select({ id: mirrorNotes.id })
        .from(mirrorNotes)
        .where(and(notesSeen(viewer), inArray(mirrorNotes.id, ids)));
    case 'lead':
      return db
        .select({ id: mirrorLeads.id })
        .from(mirrorLeads)
        .where(and(leadsSeen(viewer), inArray(mirrorLeads.id, ids)));
    case 'event':
    case 'unsorted':
    case 'pipelines':
    case 'users':
    case 'settings':
    case 'sync':
      return Promise.resolve([]);
  }
}
