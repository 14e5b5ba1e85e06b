import { wireFields } from '../../names.ts';
import type { Right } from './rights.ts';

/** Rights on entities of one kind; `add` is `A` or `D`. What is not named stays, or is `D` at first. */
export interface CardRightsInput {
  view?: Right;
  edit?: Right;
  add?: 'A' | 'D';
  delete?: Right;
  export?: Right;
}

/** Where a stage allows less or more; every right is `A` or `D`. */
export interface StatusRightsInput {
  entityType: 'leads';
  pipelineId: number;
  statusId: number;
  rights: Partial<Record<'view' | 'edit' | 'delete' | 'export', 'A' | 'D'>>;
}

/** Rights to give: https://www.amocrm.ru/developers/content/crm_platform/users-api */
export interface RightsInput {
  leads?: CardRightsInput;
  contacts?: CardRightsInput;
  companies?: CardRightsInput;
  tasks?: { edit?: Right; delete?: Right };
  mailAccess?: boolean;
  catalogAccess?: boolean;
  /** Replaces all of them; null takes them away. */
  statusRights?: readonly StatusRightsInput[] | null;
}

/** An entity with `rights` under amoCRM's names. */
export function withRightsBody({
  rights,
  ...fields
}: { rights?: RightsInput } & object): Record<string, unknown> {
  if (rights === undefined) return wireFields(fields);
  const { statusRights, ...plain } = rights;
  const statuses = statusRights?.map((one) => wireFields(one));
  return {
    ...wireFields(fields),
    rights: {
      ...wireFields(plain),
      ...(statusRights === undefined ? {} : { status_rights: statuses ?? null }),
    },
  };
}
