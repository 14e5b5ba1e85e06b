import { z } from 'zod';
import { forbidden, ok } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { Account, Note, Unsorted } from '../../store/model.ts';
import { newRowId } from '../../store/row-id.ts';
import { isWaiting, makeUnsorted } from '../../store/unsorted.ts';
import { checkCompany, madeCompany } from '../cards/company-write.ts';
import { checkContact, madeContact } from '../cards/contact-write.ts';
import type { ContactDraft } from '../cards/contact-write.ts';
import type { CardDraft, Checked } from '../cards/draft.ts';
import { companySchema, contactSchema, leadSchema } from '../cards/given.ts';
import { nextCardId } from '../cards/ids.ts';
import { cardChange } from '../cards/kinds.ts';
import { checkPlainLead } from '../cards/lead-draft.ts';
import type { LeadDraft } from '../cards/lead-draft.ts';
import { madeLead } from '../cards/lead-row.ts';
import { incomingStage, mainPipeline } from '../cards/stages.ts';
import type { ApiCall } from '../envelope.ts';
import { self } from '../envelope.ts';
import { paramsSchemas } from '../notes/note-types.ts';
import { mayAdd } from '../rights.ts';
import { checkItem, fieldErrors, readBatch, validationProblem } from '../validate.ts';
import type { FieldError, Item, ItemErrors } from '../validate.ts';
import { callEventSchema, readMetadata } from './metadata.ts';
import type { AddedCategory } from './metadata.ts';
import { embedded } from './read.ts';

const path = '/api/v4/leads/unsorted';

/** `POST /api/v4/leads/unsorted/forms` and `/sip`: all of the batch or nothing. */
export function addUnsorted(call: ApiCall, category: AddedCategory): Answer {
  if (!mayAdd(call.viewer, 'leads')) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const failed: ItemErrors[] = [];
  const plans = items.flatMap((item) => {
    const checked = check(call, category, item);
    if (checked.ok) return [{ item, draft: checked.draft }];
    failed.push({ requestId: item.requestId, errors: checked.errors });
    return [];
  });
  if (failed.length > 0) return validationProblem(failed);
  const unsorted = plans.map(({ item, draft }) => make(call, category, draft, item.requestId));
  return ok({ _total_items: unsorted.length, _embedded: { unsorted } });
}

const maybeWhole = z
  .int()
  .nullish()
  .transform((value) => value ?? undefined);

const itemSchema = z.object({
  source_uid: z.string(),
  source_name: z.string(),
  pipeline_id: maybeWhole,
  created_at: maybeWhole,
  /** Read by what its category needs. */
  metadata: z.unknown(),
  _embedded: z
    .object({
      leads: z.array(leadSchema).max(1).nullish(),
      contacts: z.array(contactSchema).max(1).nullish(),
      companies: z.array(companySchema).max(1).nullish(),
    })
    .nullish(),
});

interface Draft {
  readonly sourceUid: string;
  readonly sourceName: string;
  readonly createdAt: number | undefined;
  readonly metadata: Unsorted['metadata'];
  readonly isCallTold: boolean;
  readonly lead: Omit<LeadDraft, 'contactIds' | 'companyId'>;
  readonly pipelineId: number;
  readonly contact: ContactDraft | null;
  readonly company: CardDraft | null;
}

function check(call: ApiCall, category: AddedCategory, item: Item): Checked<Draft> {
  const { account, viewer } = call;
  const read = checkItem(itemSchema, item);
  if (!read.ok) return read;
  const { value } = read;
  const { leads, contacts, companies } = value._embedded ?? {};
  const [givenLead, givenContact, givenCompany] = [leads?.[0], contacts?.[0], companies?.[0]];

  const pipelineId = value.pipeline_id ?? givenLead?.pipeline_id ?? mainPipeline(account)?.id;
  const stage = pipelineId === undefined ? undefined : incomingStage(account, pipelineId);
  const plain = givenLead ?? leadSchema.parse({});
  // Its stage is decided here: wherever the lead asks to be, it comes in with the incoming ones.
  const stageless = { ...plain, pipeline_id: undefined, status_id: undefined };
  const lead = checkPlainLead(account, stageless, null);
  const contact =
    givenContact === undefined
      ? null
      : checkContact(account, viewer, givenContact, '_embedded.contacts.0');
  const company =
    givenCompany === undefined
      ? null
      : checkCompany(account, givenCompany, '_embedded.companies.0');

  const metadata = readMetadata(category, value.metadata, 'metadata');
  const errors: FieldError[] = [
    ...(metadata.ok ? [] : metadata.errors),
    ...(stage === undefined ? [fieldErrors.choice('pipeline_id')] : []),
    ...lead.errors.map((error) => ({ ...error, path: `_embedded.leads.0.${error.path}` })),
    ...(contact?.ok === false ? contact.errors : []),
    ...(company?.ok === false ? company.errors : []),
  ];
  const draft = {
    sourceUid: value.source_uid,
    sourceName: value.source_name,
    createdAt: value.created_at,
    metadata: metadata.ok ? metadata.metadata : {},
    isCallTold: callEventSchema.safeParse(value.metadata).data?.is_call_event_needed === true,
    lead: { ...lead.draft, stage },
    pipelineId: stage?.pipelineId ?? 0,
    contact: contact?.ok === true ? contact.draft : null,
    company: company?.ok === true ? company.draft : null,
  };
  if (isKnown(account, category, draft)) errors.push(alreadyThere);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, draft };
}

/** "There cannot be two identical ones" of them; in which words amoCRM refuses is not written. */
function isKnown(account: Account, category: AddedCategory, draft: Draft): boolean {
  const said = JSON.stringify([draft.sourceUid, draft.sourceName, draft.metadata]);
  return [...account.unsorted.values()].some(
    (row) =>
      row.category === category &&
      row.pipelineId === draft.pipelineId &&
      isWaiting(account, row) &&
      JSON.stringify([row.sourceUid, row.sourceName, row.metadata]) === said,
  );
}

const alreadyThere: FieldError = {
  code: 'AlreadyExists',
  path: 'source_uid',
  detail: 'Such an incoming lead already exists.',
};

function make(call: ApiCall, category: AddedCategory, draft: Draft, requestId: string): object {
  const { account } = call;
  const company =
    draft.company === null
      ? null
      : madeCompany(call, nextCardId(account, 'companies'), draft.company);
  if (company !== null) call.commit([cardChange('companies', null, company)], company.createdBy);
  const contact =
    draft.contact === null
      ? null
      : madeContact(call, nextCardId(account, 'contacts'), {
          ...draft.contact,
          companyId: company?.id ?? draft.contact.companyId,
        });
  if (contact !== null) call.commit([cardChange('contacts', null, contact)], contact.createdBy);
  const lead = madeLead(call, nextCardId(account, 'leads'), {
    ...draft.lead,
    contactIds: contact === null ? [] : [contact.id],
    companyId: company?.id ?? null,
  });
  const row = makeUnsorted(account, {
    category,
    sourceUid: draft.sourceUid,
    sourceName: draft.sourceName,
    pipelineId: draft.pipelineId,
    createdAt: draft.createdAt ?? call.now,
    metadata: draft.metadata,
    leadId: lead.id,
    contactIds: lead.contactIds,
    companyId: lead.companyId,
  });
  call.commit(
    [cardChange('leads', null, lead), { entity: 'unsorted', before: null, after: row }],
    lead.createdBy,
  );
  if (category === 'sip' && draft.isCallTold) tellCall(call, row);
  return {
    uid: row.uid,
    account_id: account.id,
    request_id: requestId,
    _links: self(call, `${path}/${row.uid}`),
    _embedded: embedded(call, lead),
  };
}

/** `is_call_event_needed`: the call is a note of the lead as well. */
function tellCall(call: ApiCall, { leadId, metadata, sourceName }: Unsorted): void {
  const params = paramsSchemas.call_in.safeParse({
    ...metadata,
    source: metadata['service_code'] ?? sourceName,
  }).data;
  const caller = call.viewer.user.id;
  const note: Note = {
    id: newRowId(call.account.notes),
    entityType: 'leads',
    entityId: leadId,
    noteType: 'call_in',
    params: params ?? { phone: metadata['phone'] },
    isPinned: false,
    responsibleUserId: caller,
    createdBy: caller,
    updatedBy: caller,
    createdAt: call.now,
    updatedAt: call.now,
  };
  call.commit([{ entity: 'note', before: null, after: note }]);
}
