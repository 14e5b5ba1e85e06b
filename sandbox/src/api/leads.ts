import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Account, Lead } from '../store/model.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { printedFields } from './fields/printed.ts';
import { fieldSieve } from './filter-fields.ts';
import { reasonBody } from './loss-reasons.ts';
import { stagesIn } from './query.ts';
import { canSeeLead, groupOf } from './rights.ts';
import { rememberedLists } from './remembered-lists.ts';
import { mentions, sieve, walkOf } from './select.ts';
import { fieldTexts } from './shared.ts';
import { get, patch, post } from './route.ts';
import { createComplex } from './cards/complex.ts';
import { cardOf } from './cards/kinds.ts';
import { leadWriting } from './cards/lead-writing.ts';
import { companyLinks, presentContacts } from './cards/linked.ts';
import { changeCard, changeCards, createCards } from './cards/writing.ts';
import type { ApiRoute } from './route.ts';

export const leadsRoutes: readonly ApiRoute[] = [
  get('/api/v4/leads', listLeads),
  post('/api/v4/leads', (call) => createCards(call, leadWriting)),
  patch('/api/v4/leads', (call) => changeCards(call, leadWriting)),
  post('/api/v4/leads/complex', createComplex),
  get('/api/v4/leads/:first', oneLead),
  patch('/api/v4/leads/:first', (call, id) => changeCard(call, leadWriting, id)),
];

const listed = rememberedLists<Lead>();
const listedTrash = rememberedLists<Lead>();

/** `GET /api/v4/leads`. The filters work where the account has them (`is_api_filter_enabled`). */
export function listLeads(call: ApiCall): Answer {
  const { account, query, viewer } = call;
  if (query.with.has('only_deleted')) return listDeleted(call);
  const rows = listed(call, () => {
    const passes = account.isApiFilterEnabled ? filters(call) : () => true;
    return walkOf(
      account.leads,
      query,
      (lead) =>
        !lead.isDeleted && canSeeLead(viewer, account, lead) && passes(lead) && matches(call, lead),
      {
        created_at: (lead) => lead.createdAt,
        updated_at: (lead) => lead.updatedAt,
      },
    );
  });
  return page(call, 'leads', rows, (lead) => leadBody(call, lead));
}

/** `GET /api/v4/leads/{id}`; 204 for a lead that is not there or not for these eyes. */
export function oneLead(call: ApiCall, id: number): Answer {
  const lead = cardOf(call.account, 'leads', id);
  if (lead === undefined || !canSeeLead(call.viewer, call.account, lead)) return nothing();
  return ok(leadBody(call, lead));
}

function filters(call: ApiCall): (lead: Lead) => boolean {
  const { query } = call;
  const passes = sieve<Lead>(
    query,
    {
      id: (lead) => lead.id,
      name: (lead) => lead.name,
      created_by: (lead) => lead.createdBy,
      updated_by: (lead) => lead.updatedBy,
      responsible_user_id: (lead) => lead.responsibleUserId,
      pipeline_id: (lead) => lead.pipelineId,
    },
    {
      price: (lead) => lead.price,
      created_at: (lead) => lead.createdAt,
      updated_at: (lead) => lead.updatedAt,
      closed_at: (lead) => lead.closedAt,
      closest_task_at: (lead) => call.closestTask('leads', lead.id),
    },
    'same',
  );
  const fieldsPass = fieldSieve(query, call.account.customFields);
  const stages = stagesIn(query.filter);
  return (lead) =>
    passes(lead) &&
    fieldsPass(lead.fields) &&
    (stages?.some(
      (stage) => stage.pipelineId === lead.pipelineId && stage.statusId === lead.statusId,
    ) ??
      true);
}

function matches(call: ApiCall, lead: Lead): boolean {
  if (call.query.text === '') return true;
  const people = lead.contactIds.flatMap((id) => {
    const contact = call.account.contacts.get(id);
    return contact === undefined ? [] : [contact.name, ...fieldTexts(contact.fields)];
  });
  const tags = lead.tags.map((tag) => tag.name);
  return mentions(call.query, [lead.name, ...people, ...tags, ...fieldTexts(lead.fields)]);
}

/** Trashed leads come reduced to what identifies them. */
function listDeleted(call: ApiCall): Answer {
  const { account, query, viewer } = call;
  const rows = listedTrash(call, () =>
    walkOf(account.leads, query, (lead) => lead.isDeleted && canSeeLead(viewer, account, lead), {
      updated_at: (lead) => lead.updatedAt,
    }),
  );
  return page(call, 'leads', rows, (lead) => ({
    id: lead.id,
    updated_at: lead.updatedAt,
    updated_by: lead.updatedBy,
    is_deleted: true,
    _links: self(call, `/api/v4/leads/${lead.id}`),
  }));
}

function leadBody(call: ApiCall, lead: Lead): object {
  const { account, query } = call;
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    responsible_user_id: lead.responsibleUserId,
    group_id: groupOf(account, lead.responsibleUserId),
    status_id: lead.statusId,
    pipeline_id: lead.pipelineId,
    loss_reason_id: lead.lossReasonId,
    source_id: query.with.has('source_id') ? lead.sourceId : null,
    created_by: lead.createdBy,
    updated_by: lead.updatedBy,
    created_at: lead.createdAt,
    updated_at: lead.updatedAt,
    closed_at: lead.closedAt,
    closest_task_at: call.closestTask('leads', lead.id),
    is_deleted: false,
    custom_fields_values: printedFields(lead.fields),
    score: null,
    account_id: account.id,
    ...(query.with.has('is_price_modified_by_robot') && { is_price_modified_by_robot: false }),
    _links: self(call, `/api/v4/leads/${lead.id}`),
    _embedded: {
      tags: lead.tags,
      ...(query.with.has('catalog_elements') && { catalog_elements: [] }),
      ...(query.with.has('loss_reason') && { loss_reason: lossReason(call, account, lead) }),
      ...(query.with.has('source') && { source: sourceBody(account, lead) }),
      companies: companyLinks(call, lead),
      ...(query.with.has('contacts') && {
        contacts: presentContacts(account, lead).map((id, place) => ({
          id,
          is_main: place === 0,
          _links: self(call, `/api/v4/contacts/${id}`),
        })),
      }),
    },
  };
}

/** Where the lead came from, if a source of the account said so. */
function sourceBody(account: Account, { sourceId }: Lead): object | null {
  const source = sourceId === null ? undefined : account.sources.get(sourceId);
  return source === undefined ? null : { external_id: source.externalId, type: 'widget' };
}

/** amoCRM answers a list of one, whatever its table says. */
function lossReason(call: ApiCall, account: Account, lead: Lead): object[] {
  const reason = account.lossReasons.find((one) => one.id === lead.lossReasonId);
  return reason === undefined ? [] : [reasonBody(call, reason)];
}
