import type { Account, Lead, Pipeline, Status } from '../../store/model.ts';
import type { Viewer } from '../rights.ts';
import { canSeeCompany, canSeeContact } from '../rights.ts';
import type { FieldError } from '../validate.ts';
import { fieldErrors } from '../validate.ts';
import { below, checkCard } from './draft.ts';
import type { CardDraft, Checked } from './draft.ts';
import type { GivenLead } from './given.ts';
import { cardOf } from './kinds.ts';
import { firstStage, isIncoming, isSystem, mainPipeline, stageOf } from './stages.ts';
import type { Stage } from './stages.ts';

/** What a write wants of a lead. */
export interface LeadDraft extends CardDraft {
  readonly price: number | undefined;
  readonly stage: Stage | undefined;
  /** Null clears. */
  readonly lossReasonId: number | null | undefined;
  readonly closedAt: number | null | undefined;
  /** The main contact first. */
  readonly contactIds: readonly number[];
  readonly companyId: number | null;
  readonly sourceId: number | null;
}

/** Everything of a lead but whom it is linked to: that differs between a plain and a complex one. */
export type PlainGivenLead = Omit<GivenLead, '_embedded'> & {
  readonly _embedded?:
    Pick<NonNullable<GivenLead['_embedded']>, 'tags' | 'source'> | null | undefined;
};

/**
 * @param before - the lead as it is, or null for a new one.
 * @param mayBeIncoming - an incoming lead's stage is one that nothing else may be put into.
 */
export function checkPlainLead(
  account: Account,
  given: PlainGivenLead,
  before: Lead | null,
  mayBeIncoming = false,
): { draft: Omit<LeadDraft, 'contactIds' | 'companyId'>; errors: FieldError[] } {
  const card = checkCard(account, 'leads', given, '');
  const stage = stageWanted(account, given, before, mayBeIncoming);
  const { source } = given._embedded ?? {};
  const known = [...account.sources.values()].find(
    ({ externalId }) => externalId === source?.external_id,
  );
  const errors = [...card.errors];
  if (stage !== undefined && !stage.ok) errors.push(stage.error);
  if (source !== null && source !== undefined && known === undefined) {
    errors.push(fieldErrors.choice('_embedded.source.external_id'));
  }
  if (!isLossReason(account, given.loss_reason_id)) {
    errors.push(fieldErrors.choice('loss_reason_id'));
  }
  const draft = {
    ...card.draft,
    price: given.price,
    stage: stage?.ok === true ? stage.stage : undefined,
    lossReasonId: given.loss_reason_id,
    closedAt: given.closed_at,
    sourceId: known?.id ?? null,
  };
  return { draft, errors };
}

/** Contacts and a company are linked when a lead is made; afterwards that is done with links. */
export function checkLead(
  account: Account,
  viewer: Viewer,
  given: GivenLead,
  before: Lead | null,
): Checked<LeadDraft> {
  const { draft, errors } = checkPlainLead(account, given, before);
  const contacts = given._embedded?.contacts ?? [];
  const companies = given._embedded?.companies ?? [];
  const linkErrors = [
    ...contacts.flatMap(({ id }, place) =>
      seesContact(account, viewer, id)
        ? []
        : [fieldErrors.choice(`_embedded.contacts.${place}.id`)],
    ),
    ...companies.flatMap(({ id }, place) =>
      seesCompany(account, viewer, id)
        ? []
        : [fieldErrors.choice(`_embedded.companies.${place}.id`)],
    ),
    ...(companies.length > 1 ? [fieldErrors.tooMany('_embedded.companies', 1)] : []),
  ];
  if (errors.length > 0 || linkErrors.length > 0) {
    return { ok: false, errors: [...errors, ...linkErrors] };
  }
  const main = contacts.find(({ is_main: isMain }) => isMain === true);
  const ids = contacts.map(({ id }) => id);
  const contactIds = [...new Set(main === undefined ? ids : [main.id, ...ids])];
  return { ok: true, draft: { ...draft, contactIds, companyId: companies[0]?.id ?? null } };
}

export function seesContact(account: Account, viewer: Viewer, id: number): boolean {
  const contact = cardOf(account, 'contacts', id);
  return contact !== undefined && canSeeContact(viewer, account, contact);
}

export function seesCompany(account: Account, viewer: Viewer, id: number): boolean {
  const company = cardOf(account, 'companies', id);
  return company !== undefined && canSeeCompany(viewer, account, company);
}

function isLossReason(account: Account, id: number | null | undefined): boolean {
  return id === null || id === undefined || account.lossReasons.some((reason) => reason.id === id);
}

type StageRead = { ok: true; stage: Stage } | { ok: false; error: FieldError };

function stageWanted(
  account: Account,
  given: PlainGivenLead,
  before: Lead | null,
  mayBeIncoming: boolean,
): StageRead | undefined {
  const { pipeline_id: pipelineId, status_id: statusId } = given;
  const pipeline = pipelineWanted(account, pipelineId, statusId, before);
  if (pipeline === undefined) {
    return { ok: false, error: fieldErrors.choice(below('', 'pipeline_id')) };
  }
  if (statusId === undefined) return stageUnnamed(account, pipeline, before);
  const status = pipeline.statuses.find(({ id }) => id === statusId);
  const isAllowed = status !== undefined && (mayBeIncoming || !isIncoming(status));
  // As seen: https://github.com/amocrm/amocrm-api-php/issues/156
  if (!isAllowed) return { ok: false, error: fieldErrors.choice('status_id') };
  return { ok: true, stage: { pipelineId: pipeline.id, statusId } };
}

/** The pipeline spoken of: named, that of the named stage (142 and 143 are in all), or the present. */
function pipelineWanted(
  account: Account,
  pipelineId: number | undefined,
  statusId: number | undefined,
  before: Lead | null,
): Pipeline | undefined {
  const named = pipelineId ?? before?.pipelineId;
  if (named !== undefined) return account.pipelines.find(({ id }) => id === named);
  const main = mainPipeline(account);
  if (statusId === undefined || isSystem(statusId)) return main;
  const holds = (statuses: readonly Status[]) => statuses.some(({ id }) => id === statusId);
  return account.pipelines.find(({ statuses }) => holds(statuses)) ?? main;
}

function stageUnnamed(
  account: Account,
  pipeline: Pipeline,
  before: Lead | null,
): StageRead | undefined {
  if (before === null) return { ok: true, stage: firstStage(pipeline) };
  // A move between pipelines names both.
  if (pipeline.id !== before.pipelineId) {
    return { ok: false, error: fieldErrors.missing('status_id') };
  }
  // Any change takes a lead out of the incoming ones: amocrm-api-php/issues/156.
  const present = stageOf(account, before);
  return present !== undefined && isIncoming(present)
    ? { ok: true, stage: firstStage(pipeline) }
    : undefined;
}
