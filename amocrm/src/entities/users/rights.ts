import { z } from 'zod';
import { amoId, flag, optionalId } from '../common.ts';

/**
 * What a user may do with entities of one kind: A all, G those of the own group, M the own, D none;
 * `add` and the rights of a stage are A or D. Null where amoCRM does not say, or says something new.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/users-api
 */
export type Right = 'A' | 'G' | 'M' | 'D';

const right = z.enum(['A', 'G', 'M', 'D']).nullable().catch(null);

const cardRights = z.object({
  view: right,
  edit: right,
  add: right,
  delete: right,
  export: right,
});
/** Missing altogether (PHP's `[]` included): nothing is known. */
const nothingKnown = { view: null, edit: null, add: null, delete: null, export: null };
const card = cardRights.catch(nothingKnown);

const statusRight = z
  .object({
    entity_type: z.string(),
    pipeline_id: amoId,
    status_id: amoId,
    rights: z
      .object({ view: right, edit: right, delete: right, export: right })
      .catch({ view: null, edit: null, delete: null, export: null }),
  })
  .transform((raw) => ({
    entityType: raw.entity_type,
    pipelineId: raw.pipeline_id,
    statusId: raw.status_id,
    rights: raw.rights,
  }));

/** The rights of a user or a role. */
export const rightsSchema = z
  .object({
    leads: card,
    contacts: card,
    companies: card,
    tasks: z.object({ edit: right, delete: right }).catch({ edit: null, delete: null }),
    mail_access: flag.catch(false),
    catalog_access: flag.catch(false),
    status_rights: z
      .array(statusRight)
      .nullish()
      .transform((list) => list ?? [])
      .catch([]),
    is_admin: flag,
    is_free: flag,
    is_active: flag,
    group_id: optionalId,
    role_id: optionalId,
  })
  .transform((raw) => ({
    leads: raw.leads,
    contacts: raw.contacts,
    companies: raw.companies,
    tasks: raw.tasks,
    mailAccess: raw.mail_access,
    catalogAccess: raw.catalog_access,
    /** Where a stage allows less or more than the rights above. */
    statusRights: raw.status_rights,
    isAdmin: raw.is_admin,
    isFree: raw.is_free,
    isActive: raw.is_active,
    groupId: raw.group_id,
    roleId: raw.role_id,
  }));

export type Rights = z.output<typeof rightsSchema>;
