import { html } from '../consent/html.ts';
import type { Markup } from '../consent/html.ts';
import type { Account, CustomField, FieldItem, FieldValue } from '../store/model.ts';
import { fromLocalInput, localInput, moment } from './format.ts';
import { option } from './parts.ts';

/** The name a field has in a form. */
const formName = ({ id }: CustomField) => `f${id}`;

/** Fields of the account's leads, in their order; types that only programs fill are left to them. */
export function leadFields(account: Account): CustomField[] {
  return [...account.customFields.values()]
    .filter(({ kind, type }) => kind === 'leads' && type !== 'tracking_data')
    .sort((a, b) => a.sort - b.sort);
}

type Values = readonly FieldItem[];

/** One custom field to fill in. What a form cannot hold is shown and not touched. */
export function fieldInput(
  account: Account,
  field: CustomField,
  filled: FieldValue | undefined,
): Markup {
  const values = filled?.values ?? [];
  const id = formName(field);
  if (field.type === 'multiselect') {
    return html`<fieldset class="field">
      <legend>${field.name}</legend>
      <input type="hidden" name="${id}" value="" />
      ${(field.enums ?? []).map((choice) => {
        const isOn = values.some((item) => item.enum_id === choice.id);
        return html`<label class="check"
          ><input
            type="checkbox"
            name="${id}"
            value="${choice.id}"
            ${isOn ? html`checked` : null}
          />${choice.value}</label
        >`;
      })}
    </fieldset>`;
  }
  return html`<p class="field">
    <label for="${id}">${field.name}</label>${control(account, field, values)}
  </p>`;
}

function control(account: Account, field: CustomField, values: Values): Markup {
  const id = formName(field);
  const text = inputText(account, field, values);
  switch (field.type) {
    case 'text':
    case 'streetaddress':
      return html`<input id="${id}" name="${id}" value="${text}" />`;
    case 'url':
      return html`<input id="${id}" name="${id}" type="url" value="${text}" />`;
    case 'textarea':
      return html`<textarea id="${id}" name="${id}" rows="3">${text}</textarea>`;
    case 'numeric':
    case 'price':
    case 'monetary':
      return html`<input id="${id}" name="${id}" type="number" step="any" value="${text}" />`;
    case 'date':
    case 'birthday':
      return html`<input id="${id}" name="${id}" type="date" value="${text}" />`;
    case 'date_time':
      return html`<input id="${id}" name="${id}" type="datetime-local" value="${text}" />`;
    case 'checkbox':
      return html`<select id="${id}" name="${id}">
        ${option('', 'Not said', text === '')}${option('1', 'Yes', text === '1')}${option('0', 'No', text === '0')}
      </select>`;
    case 'select':
    case 'radiobutton':
    case 'category':
      return html`<select id="${id}" name="${id}">
        ${option('', 'None', text === '')}
        ${(field.enums ?? []).map((choice) => option(choice.id, choice.value, text === String(choice.id)))}
      </select>`;
    default:
      return html`<output id="${id}"
        >${values.length === 0 ? 'Empty' : shownValue(account, field.type, values)}</output
      >`;
  }
}

/** What the form holds of a field as it stands now. */
function inputText(account: Account, field: CustomField, values: Values): string {
  const [first] = values;
  if (first === undefined) return '';
  switch (field.type) {
    case 'select':
    case 'radiobutton':
    case 'category':
      return String(first.enum_id ?? '');
    case 'multiselect':
      return values
        .map(({ enum_id: id }) => id ?? 0)
        .sort((a, b) => a - b)
        .join();
    case 'checkbox':
      return first.value === true ? '1' : '0';
    case 'date':
    case 'birthday':
      return typeof first.value === 'number' ? localInput(account, first.value).slice(0, 10) : '';
    case 'date_time':
      return typeof first.value === 'number' ? localInput(account, first.value) : '';
    default:
      return plainText(first.value);
  }
}

function plainText(value: FieldItem['value']): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A field's values in one line, for reading. */
export function shownValue(account: Account, type: string, values: Values): string {
  const isTime = type === 'date' || type === 'birthday' || type === 'date_time';
  return values
    .map(({ value }) => {
      if (isTime && typeof value === 'number') return moment(account, value);
      if (typeof value === 'boolean') return value ? 'Yes' : 'No';
      return plainText(value);
    })
    .join(', ');
}

type Sent = Readonly<Record<string, string | readonly string[]>>;

/**
 * What a form changed, as the API takes it. A field that says what it said before is not sent: a person
 * who presses Save has not touched it.
 */
export function changedFields(
  account: Account,
  filled: readonly FieldValue[],
  sent: Sent,
): { field_id: number; values: object[] | null }[] {
  return leadFields(account).flatMap((field) => {
    const given = sent[formName(field)];
    if (given === undefined) return [];
    const parts = (typeof given === 'string' ? [given] : given).filter((part) => part !== '');
    const values = filled.find((one) => one.field_id === field.id)?.values ?? [];
    const isSame = normal(field, parts) === inputText(account, field, values);
    if (isSame) return [];
    const wanted = parts.map((part) => wantedValue(account, field, part));
    return [{ field_id: field.id, values: wanted.length === 0 ? null : wanted }];
  });
}

function normal({ type }: CustomField, parts: readonly string[]): string {
  if (type !== 'multiselect') return (parts[0] ?? '').replaceAll('\r\n', '\n');
  return parts
    .map(Number)
    .sort((a, b) => a - b)
    .join();
}

function wantedValue(account: Account, { type }: CustomField, part: string): object {
  switch (type) {
    case 'select':
    case 'radiobutton':
    case 'category':
    case 'multiselect':
      return { enum_id: Number(part) };
    case 'checkbox':
      return { value: part === '1' };
    case 'date':
    case 'birthday':
    case 'date_time':
      return { value: fromLocalInput(account, part) ?? part };
    default:
      return { value: part.replaceAll('\r\n', '\n') };
  }
}
