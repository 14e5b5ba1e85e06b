import type { CustomField, FieldEnum } from '../../store/model.ts';

/** https://www.amocrm.ru/developers/content/crm_platform/custom-fields */
export const phoneCodes = ['WORK', 'WORKDD', 'MOB', 'FAX', 'HOME', 'OTHER'] as const;
export const emailCodes = ['WORK', 'PRIV', 'OTHER'] as const;
const addressCodes = [
  'address_line_1',
  'address_line_2',
  'city',
  'state',
  'zip',
  'country',
] as const;

/** The lines of an address: the same ids in every account. */
export const addressEnums: readonly FieldEnum[] = addressCodes.map((code, place) => ({
  id: place + 1,
  value: code,
  sort: place + 1,
  code,
}));

/** Labels of phones and mails, which have ids of their own in every account. */
export function labelEnums(
  codes: readonly string[],
  idAt: (place: number) => number,
): CustomField['enums'] {
  return codes.map((code, place) => ({
    id: idAt(place),
    value: code,
    sort: (place + 1) * 2,
    code,
  }));
}
