import type { NoteContent } from '@foryou-crm/amocrm';
import type { Note, TimelineItem } from '@foryou-crm/contract/lead';
import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { mirrorStages, mirrorUsers, type EventContent } from '../tables.ts';

/*
 * Notes and events as the timeline shows them.
 */

/** 0 is amoCRM's robot. */
const authorOf = (id: number | null, name: string | null) =>
  id === null || id === 0 ? null : { id, name };

export interface NoteRow {
  id: number;
  content: NoteContent;
  createdAt: Date;
  createdBy: number | null;
  authorName: string | null;
}

export function noteOf({ id, content, createdAt, createdBy, authorName }: NoteRow): Note {
  return {
    kind: 'note',
    id,
    at: createdAt.toISOString(),
    type: content.type,
    ...shown(content),
    author: authorOf(createdBy, authorName),
  };
}

type Shown = Pick<Note, 'text' | 'phone' | 'durationSeconds' | 'link' | 'fileName'>;

const nothing: Shown = {
  text: null,
  phone: null,
  durationSeconds: null,
  link: null,
  fileName: null,
};

function shown(content: NoteContent): Shown {
  switch (content.type) {
    case 'call_in':
    case 'call_out': {
      const { phone, duration, link, callResult } = content.params;
      return { ...nothing, text: callResult, phone, durationSeconds: duration, link };
    }
    case 'sms_in':
    case 'sms_out':
      return { ...nothing, text: content.params.text, phone: content.params.phone };
    case 'attachment': {
      const { text, originalName, fileName } = content.params;
      return { ...nothing, text, fileName: originalName ?? fileName };
    }
    case 'geolocation': {
      const { text, address } = content.params;
      return { ...nothing, text: text === '' ? address : text };
    }
    case 'common':
    case 'service_message':
    case 'extended_service_message':
    case 'message_cashier':
      return { ...nothing, text: content.params.text };
    case 'other':
      return nothing;
  }
}

export interface EventRow {
  id: string;
  content: EventContent;
  taskText: string | null;
  createdAt: Date;
  createdBy: number | null;
  authorName: string | null;
}

/** What the ids in events are called. */
export interface Names {
  users: ReadonlyMap<number, string>;
  /** By `stageKey`. */
  stages: ReadonlyMap<string, string>;
}

const stageKey = (pipelineId: number, stageId: number) =>
  `${String(pipelineId)}/${String(stageId)}`;

/** Stages and people have their names for everybody, as in amoCRM. */
export async function namesIn(
  db: Database,
  accountId: number,
  events: readonly EventRow[],
): Promise<Names> {
  const [stageIds, userIds] = [new Set<number>(), new Set<number>()];
  for (const { content } of events) {
    if (content.kind === 'stage_changed') {
      stageIds.add(content.to.stageId);
      if (content.from) stageIds.add(content.from.stageId);
    } else if (content.kind === 'responsible_changed') {
      userIds.add(content.to);
      if (content.from !== null) userIds.add(content.from);
    }
  }
  const { id, name } = mirrorUsers;
  const [stages, users] = await Promise.all([
    stageIds.size === 0
      ? []
      : db
          .select()
          .from(mirrorStages)
          .where(
            and(eq(mirrorStages.accountId, accountId), inArray(mirrorStages.id, [...stageIds])),
          ),
    userIds.size === 0
      ? []
      : db
          .select({ id, name })
          .from(mirrorUsers)
          .where(and(eq(mirrorUsers.accountId, accountId), inArray(id, [...userIds]))),
  ]);
  return {
    users: new Map(users.map((user) => [user.id, user.name])),
    stages: new Map(stages.map((stage) => [stageKey(stage.pipelineId, stage.id), stage.name])),
  };
}

export function eventOf(row: EventRow, names: Names): TimelineItem {
  const { id, content, createdAt, createdBy, authorName } = row;
  const happened = { id, at: createdAt.toISOString(), author: authorOf(createdBy, authorName) };
  switch (content.kind) {
    case 'lead_created':
      return { kind: content.kind, ...happened };
    case 'task_added':
    case 'task_completed':
      return {
        kind: content.kind,
        ...happened,
        task: { id: content.taskId, text: row.taskText },
      };
    case 'stage_changed': {
      const { kind, from, to } = content;
      return { kind, ...happened, from: from && stage(from), to: stage(to) };
    }
    case 'responsible_changed': {
      const { kind, from, to } = content;
      return { kind, ...happened, from: from === null ? null : user(from), to: user(to) };
    }
    case 'price_changed':
      return { ...content, ...happened };
  }

  function stage({ pipelineId, stageId }: { pipelineId: number; stageId: number }) {
    const name = names.stages.get(stageKey(pipelineId, stageId)) ?? null;
    return { pipelineId, stageId, name };
  }

  function user(userId: number) {
    return { id: userId, name: names.users.get(userId) ?? null };
  }
}
