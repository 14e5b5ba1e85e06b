import { z } from 'zod';
import type { Account, EntityRights, Rights, StageRights } from '../../store/model.ts';
import { fieldErrors } from '../validate.ts';
import type { FieldError } from '../validate.ts';

/** https://www.amocrm.ru/developers/content/crm_platform/users-api */
const reach = z.string().pipe(z.enum(['A', 'G', 'M', 'D']));
/** A right that is given whole or not at all. */
const whole = z.string().pipe(z.enum(['A', 'D']));

const entitySchema = z
  .object({ view: reach, edit: reach, add: whole, delete: reach, export: reach })
  .partial();
const statusSchema = z.object({
  entity_type: z.literal('leads'),
  pipeline_id: z.int(),
  status_id: z.int(),
  rights: z.object({ view: whole, edit: whole, delete: whole, export: whole.optional() }).partial(),
});

/** Rights as they are written; what is not named stays as it was. */
export const rightsSchema = z.object({
  leads: entitySchema.optional(),
  contacts: entitySchema.optional(),
  companies: entitySchema.optional(),
  tasks: z.object({ edit: reach, delete: reach }).partial().optional(),
  mail_access: z.boolean().optional(),
  catalog_access: z.boolean().optional(),
  /** Null or an empty list takes them all away. */
  status_rights: z.array(statusSchema).nullish(),
});
export type GivenRights = z.output<typeof rightsSchema>;

const nothingAllowed: EntityRights = { view: 'D', edit: 'D', add: 'D', delete: 'D', export: 'D' };

/** What somebody may do to whom nothing was said. */
export const noRights: Rights = {
  leads: nothingAllowed,
  contacts: nothingAllowed,
  companies: nothingAllowed,
  tasks: { edit: 'D', delete: 'D' },
  mailAccess: false,
  catalogAccess: false,
  stages: [],
};

export function changedRights(before: Rights, given: GivenRights): Rights {
  return {
    leads: entity(before.leads, given.leads),
    contacts: entity(before.contacts, given.contacts),
    companies: entity(before.companies, given.companies),
    tasks: {
      edit: given.tasks?.edit ?? before.tasks.edit,
      delete: given.tasks?.delete ?? before.tasks.delete,
    },
    mailAccess: given.mail_access ?? before.mailAccess,
    catalogAccess: given.catalog_access ?? before.catalogAccess,
    stages:
      given.status_rights === undefined ? before.stages : (given.status_rights ?? []).map(stage),
  };
}

function entity(before: EntityRights, given: GivenRights['leads']): EntityRights {
  return {
    view: given?.view ?? before.view,
    edit: given?.edit ?? before.edit,
    add: given?.add ?? before.add,
    delete: given?.delete ?? before.delete,
    export: given?.export ?? before.export,
  };
}

/** What is not said of a stage is not taken away. */
function stage({ pipeline_id, status_id, rights }: z.output<typeof statusSchema>): StageRights {
  return {
    pipelineId: pipeline_id,
    statusId: status_id,
    view: rights.view ?? 'A',
    edit: rights.edit ?? 'A',
    delete: rights.delete ?? 'A',
    ...(rights.export !== undefined && { export: rights.export }),
  };
}

/** Stages that are not there cannot be taken away. */
export function stageErrors(account: Account, given: GivenRights): FieldError[] {
  return (given.status_rights ?? []).flatMap((one, place) => {
    const at = `rights.status_rights.${place}`;
    const pipeline = account.pipelines.find(({ id }) => id === one.pipeline_id);
    if (pipeline === undefined) return [fieldErrors.choice(`${at}.pipeline_id`)];
    const isKnown = pipeline.statuses.some(({ id }) => id === one.status_id);
    return isKnown ? [] : [fieldErrors.choice(`${at}.status_id`)];
  });
}

/** The half of `rights` that users and roles have in common. */
export function rightsBody(rights: Rights): object {
  return {
    leads: entityBody(rights.leads),
    contacts: entityBody(rights.contacts),
    companies: entityBody(rights.companies),
    tasks: { edit: rights.tasks.edit, delete: rights.tasks.delete },
    mail_access: rights.mailAccess,
    catalog_access: rights.catalogAccess,
    // Null where no stage is said anything of, as for the administrator in the vendor's example.
    status_rights: rights.stages.length === 0 ? null : rights.stages.map(stageBody),
  };
}

function stageBody(one: StageRights): object {
  return {
    entity_type: 'leads',
    pipeline_id: one.pipelineId,
    status_id: one.statusId,
    rights: {
      view: one.view,
      edit: one.edit,
      delete: one.delete,
      ...(one.export !== undefined && { export: one.export }),
    },
  };
}

function entityBody(rights: EntityRights): object {
  return {
    view: rights.view,
    edit: rights.edit,
    add: rights.add,
    delete: rights.delete,
    export: rights.export,
  };
}
