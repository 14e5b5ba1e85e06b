import { z } from 'zod';
import { ok, problem } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { Change } from '../../store/changes.ts';
import type { Account, CardKind, Lead, Unsorted } from '../../store/model.ts';
import { userOf } from '../../store/world.ts';
import { cardChange, cardOf } from '../cards/kinds.ts';
import { firstStage, isIncoming } from '../cards/stages.ts';
import type { Stage } from '../cards/stages.ts';
import type { ApiCall } from '../envelope.ts';
import { fieldErrors, validationProblem } from '../validate.ts';
import type { FieldError } from '../validate.ts';
import { visibleCard } from '../visible-card.ts';
import { embedded, waiting } from './read.ts';
import type { Entry } from './read.ts';

const maybeId = z
  .int()
  .nullish()
  .transform((value) => value ?? undefined);
/** All of it may be left out, and the vendor's own client then sends an empty list. */
const bodySchema = z.union([
  z.object({ user_id: maybeId, status_id: maybeId }),
  z.array(z.never()).transform(() => ({ user_id: undefined, status_id: undefined })),
]);

/**
 * `POST /api/v4/leads/unsorted/{uid}/accept`: the lead goes to a stage of its pipeline (the first one
 * unless told otherwise) and, with the cards that came with it, to whoever accepts it.
 */
export function acceptUnsorted(call: ApiCall): Answer {
  const entry = waiting(call);
  if (entry === undefined) return notFound;
  const read = bodySchema.safeParse(call.body ?? {});
  if (!read.success) return bad(fieldErrors.type('user_id', 'int'));
  const { user_id: userId = call.viewer.user.id, status_id: statusId } = read.data;
  if (userOf(call.account, userId) === undefined) return bad(fieldErrors.choice('user_id'));
  const stage = stageFor(call.account, entry.lead, statusId);
  if (stage === undefined) return bad(fieldErrors.choice('status_id'));

  const given = { responsibleUserId: userId, updatedBy: userId, updatedAt: call.now };
  const lead = { ...entry.lead, ...stage, ...given };
  const closedAt = stage.statusId === 142 || stage.statusId === 143 ? call.now : null;
  call.commit(
    [
      sorted(call, entry.row, 'accepted'),
      ...besides(call.account, entry.row, given),
      cardChange('leads', entry.lead, { ...lead, closedAt }),
    ],
    userId,
  );
  return ok(told(call, entry, ['leads', 'contacts', 'companies']));
}

/** `DELETE /api/v4/leads/unsorted/{uid}/decline`: into the trash, with what came with it. */
export function declineUnsorted(call: ApiCall): Answer {
  const entry = waiting(call);
  if (entry === undefined) return notFound;
  const read = bodySchema.safeParse(call.body ?? {});
  if (!read.success) return bad(fieldErrors.type('user_id', 'int'));
  const { user_id: userId = call.viewer.user.id } = read.data;
  if (userOf(call.account, userId) === undefined) return bad(fieldErrors.choice('user_id'));
  const given = { isDeleted: true, updatedBy: userId, updatedAt: call.now };
  call.commit(
    [
      sorted(call, entry.row, 'declined'),
      ...besides(call.account, entry.row, given),
      cardChange('leads', entry.lead, { ...entry.lead, ...given }),
    ],
    userId,
  );
  return ok(told(call, entry, ['leads', 'contacts']));
}

const linkSchema = z.object({
  user_id: maybeId,
  link: z.object({ entity_id: z.int(), entity_type: z.enum(['leads', 'customers']) }),
});

/**
 * `POST /api/v4/leads/unsorted/{uid}/link`: what a chat brought goes to a lead that is there. Others
 * than chats cannot be linked.
 */
export function linkUnsorted(call: ApiCall): Answer {
  const entry = waiting(call);
  if (entry === undefined) return notFound;
  if (entry.row.category !== 'chats') {
    return problem(422, 'Unprocessable Entity', 'Only incoming chats can be linked');
  }
  const read = linkSchema.safeParse(call.body);
  if (!read.success) return bad(fieldErrors.missing('link'));
  const { user_id: userId = call.viewer.user.id, link } = read.data;
  const target =
    link.entity_type === 'leads' ? visibleCard(call, 'leads', link.entity_id) : undefined;
  if (target === undefined) return bad(fieldErrors.choice('link.entity_id'));
  const contactIds = [...new Set([...target.contactIds, ...entry.lead.contactIds])];
  const stamp = { updatedBy: userId, updatedAt: call.now };
  call.commit(
    [
      sorted(call, entry.row, 'accepted'),
      cardChange('leads', target, { ...target, contactIds, ...stamp }),
      cardChange('leads', entry.lead, { ...entry.lead, isDeleted: true, ...stamp }),
    ],
    userId,
  );
  return ok({ uid: entry.row.uid, _embedded: embedded(call, target, ['leads']) });
}

const notFound = problem(404, 'Not Found', 'Incoming lead not found');

/** There is one item, and it was sent alone. */
function bad(error: FieldError): Answer {
  return validationProblem([{ requestId: '0', errors: [error] }]);
}

/** A stage of the lead's own pipeline that is not the incoming one; the first when none is named. */
function stageFor(account: Account, lead: Lead, statusId: number | undefined): Stage | undefined {
  const pipeline = account.pipelines.find(({ id }) => id === lead.pipelineId);
  if (pipeline === undefined) return undefined;
  if (statusId === undefined) return firstStage(pipeline);
  const status = pipeline.statuses.find(({ id }) => id === statusId);
  if (status === undefined || isIncoming(status)) return undefined;
  return { pipelineId: pipeline.id, statusId };
}

function sorted(call: ApiCall, row: Unsorted, state: 'accepted' | 'declined'): Change {
  return { entity: 'unsorted', before: row, after: { ...row, state, sortedAt: call.now } };
}

/** The same change for every card that came with an incoming lead. */
function besides(
  account: Account,
  { contactIds, companyId }: Unsorted,
  given: { updatedBy: number; updatedAt: number; responsibleUserId?: number; isDeleted?: boolean },
): Change[] {
  const changed = (kind: Exclude<CardKind, 'leads'>, id: number): Change[] => {
    const card = cardOf(account, kind, id);
    return card === undefined ? [] : [cardChange(kind, card, { ...card, ...given })];
  };
  return [
    ...contactIds.flatMap((id) => changed('contacts', id)),
    ...(companyId === null ? [] : changed('companies', companyId)),
  ];
}

/** @param kinds - the cards that this answer names: the vendor's examples differ in that. */
function told(call: ApiCall, { row, lead }: Entry, kinds: readonly CardKind[]): object {
  return {
    uid: row.uid,
    pipeline_id: row.pipelineId,
    category: row.category,
    created_at: row.createdAt,
    _embedded: embedded(call, lead, kinds),
  };
}
