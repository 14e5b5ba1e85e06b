import type { Named } from '../../batch.ts';
import { wireFields } from '../../names.ts';

/**
 * The types amoCRM documents; which of them an entity can have is on the vendor's page. Prices,
 * categories, items, payers and suppliers belong to lists (catalogs).
 * Source: https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export type CustomFieldType =
  | 'text'
  | 'numeric'
  | 'checkbox'
  | 'select'
  | 'multiselect'
  | 'date'
  | 'url'
  | 'textarea'
  | 'radiobutton'
  | 'streetaddress'
  | 'smart_address'
  | 'birthday'
  | 'legal_entity'
  | 'date_time'
  | 'price'
  | 'category'
  | 'items'
  | 'tracking_data'
  | 'linked_entity'
  | 'chained_list'
  | 'monetary'
  | 'file'
  | 'payer'
  | 'supplier'
  | 'multitext'
  | (string & {});

/** A choice to write. Without its id a choice that was there is a new one, and cards lose the old. */
export interface EnumInput {
  id?: number;
  value: string;
  sort?: number;
  code?: string;
}

/** A stage as fields name it. */
export interface FieldStage {
  pipelineId: number;
  statusId: number;
}

/** What may be said of a field at any time. */
export interface CustomFieldChanges {
  name?: string;
  code?: string | null;
  sort?: number;
  /** A group's id; null for the main group. */
  groupId?: string | null;
  /** Only the API may fill it. */
  isApiOnly?: boolean;
  /** In lists (catalogs) only. */
  isVisible?: boolean;
  isRequired?: boolean;
  /** All choices of a list: what is not named is gone. */
  enums?: readonly EnumInput[];
  /** Choices of a `category`; a parent that is new in the same call is named by its `requestId`. */
  nested?: readonly {
    id?: number;
    parentId?: number;
    parentRequestId?: string;
    value: string;
    sort: number;
    requestId?: string;
  }[];
  requiredStatuses?: readonly FieldStage[];
  hiddenStatuses?: readonly FieldStage[];
  /** When to be reminded of a birthday. */
  remind?: 'never' | 'day' | 'week' | 'month';
  /** ISO 4217, of a `monetary` field. */
  currency?: string;
  /** A function of the page that fills a `tracking_data` field. */
  trackingCallback?: string;
  chainedLists?: readonly { title: string; catalogId: number; parentCatalogId?: number }[];
}

/** A field to create; its type and whose field it is never change. */
export interface NewCustomField extends CustomFieldChanges, Named {
  name: string;
  type: CustomFieldType;
}

export interface NewFieldGroup extends Named {
  name: string;
  sort?: number;
}

export interface FieldGroupChanges {
  name?: string;
  sort?: number;
}

/** A field under amoCRM's names, those inside its lists too. */
export function customFieldBody(field: CustomFieldChanges): Record<string, unknown> {
  const { enums, nested, requiredStatuses, hiddenStatuses, chainedLists, ...plain } = field;
  return wireFields({
    ...plain,
    enums: bodies(enums),
    nested: bodies(nested),
    requiredStatuses: bodies(requiredStatuses),
    hiddenStatuses: bodies(hiddenStatuses),
    chainedLists: bodies(chainedLists),
  });
}

const bodies = (items: readonly object[] | undefined) => items?.map((item) => wireFields(item));
