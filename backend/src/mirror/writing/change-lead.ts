import type { CustomFieldInput, LeadChanges, LeadWithContacts } from '@foryou-crm/amocrm';
import type { LeadChange, WrittenLead } from '@foryou-crm/contract/writing';
import { eq } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import { apiError } from '../../http/problem.ts';
import { readLeadCards } from '../reading/lead-cards.ts';
import { addFollowUps } from '../sync/hints.ts';
import { mirrorLeads } from '../tables.ts';
import { askLead, saveLead, writtenLead, type LeadRead } from './lead-read.ts';
import { notYetKnown } from './once.ts';
import type { WritingParts } from './parts.ts';
import { isCertain, worded } from './refusal.ts';
import { seenLead } from './seen.ts';
import { seeingOf, writerOf, type Writer } from './writer.ts';
import { asOnlyWriter, type WriteLock } from './write-lock.ts';

/**
 * Changes a lead: moves it, or gives it another name, price, responsible user, tags, custom fields. Never over
 * a change that the caller has not seen; see the folder's README for why.
 * @throws {ApiError} `not_found`; `conflict` with the lead as it is now; what amoCRM refuses
 */
export async function changeLead(
  parts: WritingParts,
  userId: string,
  id: number,
  change: LeadChange,
): Promise<WrittenLead> {
  const { db } = parts;
  const seeing = await seeingOf(parts, userId);
  await seenLead(db, seeing, id);
  const writer = await writerOf(parts, userId, seeing);
  const { accountId } = writer.account;
  return asOnlyWriter(db, { accountId, entity: 'lead', entityId: String(id) }, (lock) =>
    worded(() => changeAlone(writer, id, change, lock)),
  );
}

async function changeAlone(
  writer: Writer,
  id: number,
  change: LeadChange,
  lock: WriteLock,
): Promise<WrittenLead> {
  const { db, seeing, account, clock, at } = writer;
  // Again: it may have been given away while somebody else was changing it.
  const known = await seenLead(db, seeing, id);
  const read = await askLead(writer, id);
  const { lead } = read;
  if (lead === null) {
    await writer.save((tx) => addFollowUps(tx, 'lead', [id]));
    throw apiError.notFound('No such lead.');
  }
  const isStale =
    seconds(change.updatedAt) !== lead.updatedAt ||
    seconds(change.updatedAt) !== known.updatedAt.getTime() / 1000 ||
    // Two changes within a second have one date.
    !isSame(lead, { ...known, statusId: known.stageId }, change);
  if (isAsWanted(lead, change) || isStale) {
    await writer.save((tx) => saveLead(tx, id, read));
    if (isAsWanted(lead, change)) return writtenLead(writer, id);
    const [card] = await readLeadCards(db, seeing, eq(mirrorLeads.id, id), 1);
    throw card ? apiError.leadChanged(card) : apiError.notFound('No such lead.');
  }
  await lock.check();
  await at?.('change.sending');
  const updatedAt = dateOf(lead, clock());
  try {
    await account.api.leads.patch(id, { ...changesOf(change), ...updatedAt });
  } catch (error) {
    if (isCertain(error)) throw error;
    const after = await askLead(writer, id).catch(() => null);
    if (!after?.lead || !isAsWanted(after.lead, change)) throw notYetKnown(error);
  }
  await at?.('change.made');
  const after = await askLead(writer, id);
  await writer.save(async (tx) => {
    await saveLead(tx, id, after);
    // Given away: what the writer may not see any more is at least no longer shown as his.
    if (after.lead === null) await saveLead(tx, id, changed(lead, change, after));
  });
  await at?.('change.mirrored');
  return writtenLead(writer, id);
}

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000);

/** Within these a change could have the date of the one before it. */
const freshSeconds = 10;

/**
 * amoCRM dates a change by the second. One that follows another at once is dated a second later, so that
 * no two states of a lead have one date, and whoever knows the first is not taken for knowing the second.
 */
function dateOf(lead: LeadWithContacts, now: Date): { updatedAt?: number } {
  const isFresh = lead.updatedAt > now.getTime() / 1000 - freshSeconds;
  return isFresh ? { updatedAt: lead.updatedAt + 1 } : {};
}

function changesOf(change: LeadChange): LeadChanges {
  const { pipelineId, stageId, name, price, responsibleUserId, lossReasonId } = change;
  const { tags, customFields } = change;
  return {
    ...(pipelineId !== undefined && stageId !== undefined && { pipelineId, statusId: stageId }),
    ...(name !== undefined && { name }),
    ...(price !== undefined && { price }),
    ...(responsibleUserId !== undefined && { responsibleUserId }),
    ...(lossReasonId !== undefined && { lossReasonId }),
    ...(tags && { tags: tags.length === 0 ? null : named(tags) }),
    ...(customFields && { customFields: customFields.map(fieldOf) }),
  };
}

/** One by each name; amoCRM makes those that it does not have. */
const named = (tags: readonly string[]) => [
  ...new Map(tags.map((name) => [name.toLowerCase(), { name }])).values(),
];

type FieldChange = NonNullable<LeadChange['customFields']>[number];

const fieldOf = ({ id, values }: FieldChange): CustomFieldInput => ({
  fieldId: id,
  values: values.length === 0 ? null : values,
});

type Compared = Pick<
  LeadWithContacts,
  | 'pipelineId'
  | 'statusId'
  | 'name'
  | 'price'
  | 'responsibleUserId'
  | 'lossReasonId'
  | 'customFields'
> & { tags: readonly { name: string }[] };

/** Whether two readings of a lead agree on what is to be changed. */
const isSame = (a: Compared, b: Compared, change: LeadChange): boolean =>
  (change.stageId === undefined || (a.pipelineId === b.pipelineId && a.statusId === b.statusId)) &&
  (change.name === undefined || a.name === b.name) &&
  (change.price === undefined || a.price === b.price) &&
  (change.responsibleUserId === undefined || a.responsibleUserId === b.responsibleUserId) &&
  (change.lossReasonId === undefined || a.lossReasonId === b.lossReasonId) &&
  (change.tags === undefined || haveSameNames(a.tags, b.tags)) &&
  (change.customFields ?? []).every(({ id }) =>
    isDeepStrictEqual(valuesOf(a, id), valuesOf(b, id)),
  );

const isAsWanted = (lead: Compared, change: LeadChange): boolean =>
  (change.stageId === undefined ||
    (lead.pipelineId === change.pipelineId && lead.statusId === change.stageId)) &&
  (change.name === undefined || lead.name === change.name) &&
  (change.price === undefined || lead.price === change.price) &&
  (change.responsibleUserId === undefined || lead.responsibleUserId === change.responsibleUserId) &&
  (change.lossReasonId === undefined || lead.lossReasonId === change.lossReasonId) &&
  (change.tags === undefined || haveSameNames(lead.tags, named(change.tags))) &&
  (change.customFields ?? []).every((field) => hasValues(lead, field));

type Tags = Compared['tags'];
const haveSameNames = (a: Tags, b: Tags): boolean =>
  isDeepStrictEqual(new Set(namesOf(a)), new Set(namesOf(b)));
const namesOf = (tags: Tags): string[] => tags.map(({ name }) => name.toLowerCase());

const valuesOf = ({ customFields }: Pick<Compared, 'customFields'>, id: number) =>
  customFields.find(({ fieldId }) => fieldId === id)?.values ?? [];

function hasValues(lead: Compared, { id, values }: FieldChange): boolean {
  const present = valuesOf(lead, id);
  return (
    present.length === values.length &&
    values.every((wanted, place) => {
      const value = present[place];
      return 'enumId' in wanted
        ? value?.enumId === wanted.enumId
        : String(value?.value) === String(wanted.value);
    })
  );
}

/** The lead as the change has left it, as far as that is known without reading it. */
function changed(lead: LeadWithContacts, change: LeadChange, { times }: LeadRead): LeadRead {
  const { pipelineId, stageId, name, price, responsibleUserId, lossReasonId } = change;
  const after: LeadWithContacts = {
    ...lead,
    pipelineId: pipelineId ?? lead.pipelineId,
    statusId: stageId ?? lead.statusId,
    name: name ?? lead.name,
    price: price ?? lead.price,
    responsibleUserId: responsibleUserId ?? lead.responsibleUserId,
    lossReasonId: lossReasonId ?? lead.lossReasonId,
    updatedAt: Math.max(lead.updatedAt + 1, Math.floor(times.askedAt.getTime() / 1000)),
  };
  return { lead: after, contacts: [], times };
}
