import type { CustomField, FieldGroup } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import { self } from '../envelope.ts';
import type { Item } from '../validate.ts';

/**
 * A definition as amoCRM prints it. All three kinds of card have these keys; only leads have chained
 * lists and tracking callbacks, whatever the type. `is_visible`, `is_required`, `nested` and
 * `search_in` are keys of lists' fields.
 * https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export function fieldBody(call: ApiCall, field: CustomField, item?: Item): object {
  const isLeads = field.kind === 'leads';
  return {
    id: field.id,
    name: field.name,
    type: field.type,
    account_id: call.account.id,
    code: field.code,
    sort: field.sort,
    settings: null,
    is_api_only: field.isApiOnly,
    enums: field.enums === null ? null : field.enums.map((one) => ({ ...one })),
    group_id: field.groupId,
    required_statuses: statuses(field.requiredStatuses),
    hidden_statuses: statuses(field.hiddenStatuses),
    is_computed: false,
    is_deletable: !field.isPredefined,
    is_predefined: field.isPredefined,
    entity_type: field.kind,
    remind: field.remind,
    triggers: [],
    currency: field.currency,
    ...(isLeads && {
      chained_lists:
        field.chainedLists?.map((list) => ({
          title: list.title,
          catalog_id: list.catalogId,
          parent_catalog_id: list.parentCatalogId,
        })) ?? null,
      tracking_callback: field.trackingCallback,
    }),
    ...(item !== undefined && { request_id: item.requestId }),
    _links: self(call, `/api/v4/${field.kind}/custom_fields/${field.id}`),
  };
}

function statuses(given: CustomField['requiredStatuses']): object[] {
  return given.map(({ pipelineId, statusId }) => ({
    status_id: statusId,
    pipeline_id: pipelineId,
  }));
}

export function groupBody(call: ApiCall, group: FieldGroup, item?: Item): object {
  return {
    id: group.id,
    name: group.name,
    is_predefined: group.isPredefined,
    type: 'custom_field_group',
    entity_type: group.kind,
    sort: group.sort,
    ...(item !== undefined && { request_id: item.requestId }),
    _links: self(call, `/api/v4/${group.kind}/custom_fields/groups/${group.id}`),
  };
}
