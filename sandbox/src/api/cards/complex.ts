import { forbidden, ok } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { Change } from '../../store/changes.ts';
import type { Lead } from '../../store/model.ts';
import { makeUnsorted } from '../../store/unsorted.ts';
import type { ApiCall } from '../envelope.ts';
import { mayAdd, mayPutInto } from '../rights.ts';
import type { FieldError, Item, ItemErrors } from '../validate.ts';
import { checkItem, fieldErrors, readBatch, validationProblem } from '../validate.ts';
import { checkCompany, madeCompany } from './company-write.ts';
import { checkContact, madeContact } from './contact-write.ts';
import type { ContactDraft } from './contact-write.ts';
import type { CardDraft, Checked } from './draft.ts';
import { complexSchema } from './given.ts';
import type { GivenComplex } from './given.ts';
import { nextCardId } from './ids.ts';
import { cardChange, cardOf } from './kinds.ts';
import { checkPlainLead, seesCompany, seesContact } from './lead-draft.ts';
import type { LeadDraft } from './lead-draft.ts';
import { madeLead } from './lead-row.ts';
import { readIncoming } from './incoming.ts';
import type { Incoming } from './incoming.ts';

/** Both limits: https://www.amocrm.ru/developers/content/crm_platform/leads-api */
const largestBatch = 50;
const mostFieldValues = 40;

/** A card beside the lead: one that is there, a new one, or none. */
type Beside<Draft> =
  | { readonly kind: 'known'; readonly id: number }
  | { readonly kind: 'new'; readonly draft: Draft }
  | { readonly kind: 'none' };

interface ComplexDraft {
  readonly lead: Omit<LeadDraft, 'contactIds' | 'companyId'>;
  readonly contact: Beside<ContactDraft>;
  readonly company: Beside<CardDraft>;
  readonly incoming: Incoming | undefined;
}

/** `POST /api/v4/leads/complex`: leads with a contact and a company each; the answer is a bare list. */
export function createComplex(call: ApiCall): Answer {
  if (!mayAdd(call.viewer, 'leads')) return forbidden;
  const items = readBatch(call, largestBatch);
  if (!Array.isArray(items)) return items;
  const plans: { item: Item; draft: ComplexDraft }[] = [];
  const failed: ItemErrors[] = [];
  for (const item of items) {
    const read = checkItem(complexSchema, item);
    const checked = read.ok ? check(call, read.value) : read;
    if (checked.ok) plans.push({ item, draft: checked.draft });
    else failed.push({ requestId: item.requestId, errors: checked.errors });
  }
  if (failed.length > 0) return validationProblem(failed);
  if (!plans.every(({ draft }) => mayMake(call, draft))) return forbidden;
  const made = plans.map(({ item, draft }) => make(call, draft, item.requestId));
  return ok(made);
}

function mayMake({ viewer }: ApiCall, { lead, contact, company }: ComplexDraft): boolean {
  return (
    (lead.stage === undefined || mayPutInto(viewer, lead.stage)) &&
    (contact.kind !== 'new' || mayAdd(viewer, 'contacts')) &&
    (company.kind !== 'new' || mayAdd(viewer, 'companies'))
  );
}

function check(call: ApiCall, given: GivenComplex): Checked<ComplexDraft> {
  const { account, viewer } = call;
  const { contacts, companies, metadata } = given._embedded ?? {};
  // Only an incoming lead, which has metadata, may name an incoming stage.
  const { draft, errors } = checkPlainLead(account, given, null, isGiven(metadata));
  const incoming = isGiven(metadata)
    ? readIncoming(account, metadata, draft.stage?.pipelineId)
    : undefined;
  const contact = beside(
    contacts ?? [],
    '_embedded.contacts',
    (id) => seesContact(account, viewer, id),
    (one, path) => checkContact(account, viewer, one, path),
  );
  const company = beside(
    companies ?? [],
    '_embedded.companies',
    (id) => seesCompany(account, viewer, id),
    (one, path) => checkCompany(account, one, path),
  );
  const found: FieldError[] = [
    ...errors,
    ...fieldCount(given.custom_fields_values, 'custom_fields_values'),
    ...(contact.ok ? [] : contact.errors),
    ...(company.ok ? [] : company.errors),
    ...(incoming?.ok === false ? incoming.errors : []),
  ];
  if (found.length > 0 || !contact.ok || !company.ok) return { ok: false, errors: found };
  const waiting = incoming?.ok === true ? incoming.incoming : undefined;
  return {
    ok: true,
    draft: {
      lead: { ...draft, stage: waiting?.stage ?? draft.stage },
      contact: contact.draft,
      company: company.draft,
      incoming: waiting,
    },
  };
}

interface GivenBeside {
  readonly id?: number | null | undefined;
  readonly custom_fields_values?: unknown;
}

function beside<Given extends GivenBeside, Draft>(
  given: readonly Given[],
  path: string,
  isThere: (id: number) => boolean,
  read: (one: Given, path: string) => Checked<Draft>,
): Checked<Beside<Draft>> {
  const [one] = given;
  if (one === undefined) return { ok: true, draft: { kind: 'none' } };
  if (given.length > 1) return { ok: false, errors: [fieldErrors.tooMany(path, 1)] };
  if (typeof one.id === 'number') {
    return isThere(one.id)
      ? { ok: true, draft: { kind: 'known', id: one.id } }
      : { ok: false, errors: [fieldErrors.choice(`${path}.0.id`)] };
  }
  const checked = read(one, `${path}.0`);
  const tooMany = fieldCount(one.custom_fields_values, `${path}.0.custom_fields_values`);
  const errors = [...tooMany, ...(checked.ok ? [] : checked.errors)];
  if (errors.length > 0 || !checked.ok) return { ok: false, errors };
  return { ok: true, draft: { kind: 'new', draft: checked.draft } };
}

function fieldCount(given: unknown, path: string): FieldError[] {
  const isTooMany = Array.isArray(given) && given.length > mostFieldValues;
  return isTooMany ? [fieldErrors.tooMany(path, mostFieldValues)] : [];
}

function isGiven<Value>(value: Value): value is NonNullable<Value> {
  return value !== null && value !== undefined;
}

/** The contact and the company are linked to the lead and to each other. Nothing is ever merged. */
function make(call: ApiCall, draft: ComplexDraft, requestId: string): object {
  const companyId = makeCompany(call, draft.company);
  const contactId = makeContact(call, draft.contact, companyId);
  const lead = madeLead(call, nextCardId(call.account, 'leads'), {
    ...draft.lead,
    contactIds: contactId === null ? [] : [contactId],
    companyId,
  });
  call.commit([cardChange('leads', null, lead), ...waiting(call, draft, lead)], lead.createdBy);
  return {
    id: lead.id,
    contact_id: contactId,
    company_id: companyId,
    request_id: [requestId],
    merged: false,
  };
}

/** With metadata the lead waits among the incoming ones, and so do the cards made with it. */
function waiting({ account, now }: ApiCall, draft: ComplexDraft, lead: Lead): Change[] {
  if (draft.incoming === undefined) return [];
  const { category, metadata, sourceName, stage } = draft.incoming;
  const row = makeUnsorted(account, {
    category,
    sourceUid: '',
    sourceName,
    pipelineId: stage.pipelineId,
    createdAt: now,
    metadata,
    leadId: lead.id,
    contactIds: draft.contact.kind === 'new' ? lead.contactIds : [],
    companyId: draft.company.kind === 'new' ? lead.companyId : null,
  });
  return [{ entity: 'unsorted', before: null, after: row }];
}

function makeCompany(call: ApiCall, company: Beside<CardDraft>): number | null {
  if (company.kind === 'none') return null;
  if (company.kind === 'known') return company.id;
  const made = madeCompany(call, nextCardId(call.account, 'companies'), company.draft);
  call.commit([cardChange('companies', null, made)], made.createdBy);
  return made.id;
}

function makeContact(
  call: ApiCall,
  contact: Beside<ContactDraft>,
  companyId: number | null,
): number | null {
  if (contact.kind === 'none') return null;
  if (contact.kind === 'known') {
    const before = cardOf(call.account, 'contacts', contact.id);
    if (before !== undefined && companyId !== null && before.companyId !== companyId) {
      call.commit([cardChange('contacts', before, { ...before, companyId })]);
    }
    return contact.id;
  }
  const { draft } = contact;
  const made = madeContact(call, nextCardId(call.account, 'contacts'), {
    ...draft,
    companyId: companyId ?? draft.companyId,
  });
  call.commit([cardChange('contacts', null, made)], made.createdBy);
  return made.id;
}
