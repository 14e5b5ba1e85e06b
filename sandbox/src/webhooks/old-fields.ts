import type { Account, FieldItem, FieldValue } from '../store/model.ts';
import { formValue } from './form.ts';
import type { FormTree, FormValue } from './form.ts';
import type { HookStyle } from './hook.ts';
import { dayIn } from './times.ts';

/**
 * Custom fields as hooks print them, in the model before API v4: `{id, name, values, code}`. The
 * oddities are amoCRM's: a date is a bare scalar in its list, a radio button an object in place of
 * one, a birthday a text. https://www.amocrm.ru/developers/content/crm_platform/webhooks-format and
 * raw bodies in public repositories.
 * @returns undefined when nothing is filled: the key is then missing.
 */
export function oldFields(
  account: Account,
  fields: readonly FieldValue[],
  style: HookStyle,
): readonly FormTree[] | undefined {
  if (fields.length === 0) return undefined;
  return fields.map((field) => ({
    id: field.field_id,
    name: field.field_name,
    values: valuesOf(account, field, style),
    code: field.field_code ?? undefined,
  }));
}

function valuesOf(account: Account, field: FieldValue, style: HookStyle): FormValue {
  const { field_type: type, values } = field;
  if (style.fieldValues === 'bare') return values.map((item) => printed(account, type, item));
  switch (type) {
    case 'date':
    case 'date_time':
      return values.map((item) => printed(account, type, item));
    case 'radiobutton': {
      const [chosen] = values;
      return chosen === undefined ? {} : wrapped(account, type, chosen);
    }
    default:
      return values.map((item) => wrapped(account, type, item));
  }
}

function wrapped(account: Account, type: string, item: FieldItem): FormTree {
  if (type === 'chained_list') {
    return { catalog_id: item.catalog_id, catalog_element_id: item.catalog_element_id };
  }
  return { value: printed(account, type, item), enum: item.enum_id };
}

function printed(account: Account, type: string, { value }: FieldItem): FormValue {
  if (type === 'birthday' && typeof value === 'number') return dayIn(account, value);
  return formValue(value ?? '');
}
