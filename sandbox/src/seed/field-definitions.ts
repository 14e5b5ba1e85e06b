import { addressEnums, emailCodes, labelEnums, phoneCodes } from '../api/fields/fixed-enums.ts';
import { groupKey } from '../store/group-key.ts';
import type { CardKind, CustomField, FieldType } from '../store/model.ts';
import type { Field, Plan } from './plan.ts';

/** Where one label of a phone or a mail has its id: after the field's own, in amoCRM's order. */
export function labelId(field: Field, code: 'PHONE' | 'EMAIL', label: string): number {
  const codes: readonly string[] = code === 'PHONE' ? phoneCodes : emailCodes;
  return field.id + 1 + codes.indexOf(label);
}

/** A place for a field and up to nineteen choices, beginning at a round number of the account. */
export function fieldIdAt({ fields }: Plan, place: number): number {
  return fields.phone.id + 100 + 20 * place;
}

/** Where the fields below stand in an account; their ids follow from it. */
export const places = {
  mortgage: 0,
  amenities: 1,
  payment: 2,
  moveIn: 3,
  viewing: 4,
  listing: 5,
  wishes: 6,
  address: 7,
  commission: 8,
  agreement: 9,
  position: 10,
  birthday: 11,
  home: 12,
  language: 13,
  web: 14,
  companyAddress: 15,
  legal: 16,
  markets: 17,
  since: 18,
  companyEmail: 19,
  tracking: 20,
} as const;

/**
 * What amoCRM counts visitors by: in every account, for leads, written by the API only.
 * https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export const trackingNames = [
  'utm_content',
  'utm_medium',
  'utm_campaign',
  'utm_source',
  'utm_term',
  'utm_referrer',
  'roistat',
  'referrer',
  'openstat_service',
  'openstat_campaign',
  'openstat_ad',
  'openstat_source',
  'from',
  'gclientid',
  '_ym_uid',
  '_ym_counter',
  'gclid',
  'yclid',
  'fbclid',
] as const;

/** Gives an account its field definitions and their groups. */
export function defineFields(plan: Plan): void {
  const { account } = plan;
  defineGroups(plan);
  for (const field of [...leadFields(plan), ...contactFields(plan), ...companyFields(plan)]) {
    account.customFields.set(field.id, field);
  }
}

function defineGroups({ account, fields }: Plan): void {
  const { main, statistic, own } = fields.words.groups;
  const add = (kind: CardKind, id: string, name: string, sort: number) => {
    const isPredefined = id === 'default' || id === 'statistic';
    account.fieldGroups.set(groupKey(kind, id), { id, kind, name, sort, isPredefined });
  };
  for (const kind of ['leads', 'contacts', 'companies'] as const) add(kind, 'default', main, 0);
  add('leads', 'statistic', statistic, 1);
  add('leads', ownGroup, own, 2);
}

const ownGroup = 'leads_10010117128';

type Shape = Pick<CustomField, 'id' | 'name' | 'type'> & Partial<CustomField>;

function definition(kind: CardKind, sort: number, shape: Shape): CustomField {
  return {
    kind,
    code: null,
    sort,
    isPredefined: false,
    isApiOnly: false,
    groupId: null,
    enums: null,
    remind: null,
    currency: null,
    trackingCallback: null,
    chainedLists: null,
    requiredStatuses: [],
    hiddenStatuses: [],
    ...shape,
  };
}

function leadFields(plan: Plan): CustomField[] {
  const { account, fields } = plan;
  const { words, district, bedrooms, purpose } = fields;
  const named = words.leads;
  const own = ownField(plan);
  const [pipeline] = account.pipelines;
  // The last stage before won and lost: nobody books without a commission.
  const late = pipeline?.statuses.at(-3);
  const lateStatuses =
    pipeline === undefined || late === undefined
      ? []
      : [{ pipelineId: pipeline.id, statusId: late.id }];
  const shapes: Shape[] = [
    { ...district, type: 'text', groupId: ownGroup },
    { ...bedrooms, type: 'numeric', groupId: ownGroup },
    {
      id: purpose.id,
      name: purpose.name,
      type: 'select',
      enums: choices(purpose.id, purpose.choices),
    },
    own('mortgage', named.mortgage, 'checkbox'),
    choice(plan, 'amenities', named.amenities, 'multiselect'),
    choice(plan, 'payment', named.payment, 'radiobutton'),
    own('moveIn', named.moveIn, 'date'),
    own('viewing', named.viewing, 'date_time'),
    own('listing', named.listing, 'url', { groupId: ownGroup }),
    own('wishes', named.wishes, 'textarea'),
    own('address', named.address, 'streetaddress', { groupId: ownGroup }),
    own('commission', named.commission, 'monetary', {
      currency: account.currency,
      requiredStatuses: lateStatuses,
    }),
    own('agreement', named.agreement, 'file', { hiddenStatuses: firstStage(plan) }),
  ];
  return [...numbered('leads', shapes), ...trackingFields(plan)];
}

function firstStage({ account }: Plan): CustomField['hiddenStatuses'] {
  const [pipeline] = account.pipelines;
  const first = pipeline?.statuses[1];
  if (pipeline === undefined || first === undefined) return [];
  return [{ pipelineId: pipeline.id, statusId: first.id }];
}

function trackingFields(plan: Plan): CustomField[] {
  const first = fieldIdAt(plan, places.tracking);
  return trackingNames.map((name, place) =>
    definition('leads', 2 + place, {
      id: first + 2 * place,
      name,
      code: name.toUpperCase(),
      type: 'tracking_data',
      isPredefined: true,
      isApiOnly: true,
      groupId: 'statistic',
    }),
  );
}

function contactFields(plan: Plan): CustomField[] {
  const { fields } = plan;
  const named = fields.words.contacts;
  const own = ownField(plan);
  const predefined = [
    own('position', named.position, 'text', { code: 'POSITION' }),
    labelled(fields.phone, 'PHONE'),
    labelled(fields.email, 'EMAIL'),
  ].map((shape, place) => definition('contacts', 2 * place + 4, { ...shape, isPredefined: true }));
  return [
    ...predefined,
    ...numbered('contacts', [
      own('birthday', named.birthday, 'birthday', { remind: 'week' }),
      own('home', named.home, 'smart_address', { enums: addressEnums }),
      choice(plan, 'language', named.language, 'select'),
    ]),
  ];
}

function companyFields(plan: Plan): CustomField[] {
  const { fields } = plan;
  const named = fields.words.companies;
  const own = ownField(plan);
  const email = { id: fieldIdAt(plan, places.companyEmail), name: fields.email.name };
  const predefined = [
    labelled(fields.companyPhone, 'PHONE'),
    labelled(email, 'EMAIL'),
    own('web', named.web, 'url', { code: 'WEB' }),
    own('companyAddress', named.address, 'textarea', { code: 'ADDRESS' }),
  ].map((shape, place) => definition('companies', 2 * place + 4, { ...shape, isPredefined: true }));
  return [
    ...predefined,
    ...numbered('companies', [
      own('legal', named.legal, 'legal_entity'),
      choice(plan, 'markets', named.markets, 'multiselect'),
      own('since', named.since, 'date'),
    ]),
  ];
}

/** An account's own fields stand after amoCRM's, from some 500 on. */
function numbered(kind: CardKind, shapes: readonly Shape[]): CustomField[] {
  return shapes.map((shape, place) => definition(kind, 500 + place, shape));
}

function ownField(plan: Plan) {
  return (
    place: keyof typeof places,
    name: string,
    type: FieldType,
    more: Partial<CustomField> = {},
  ): Shape => ({ ...more, id: fieldIdAt(plan, places[place]), name, type });
}

function choice(
  plan: Plan,
  place: keyof typeof places,
  named: { readonly name: string; readonly choices: readonly string[] },
  type: FieldType,
): Shape {
  const id = fieldIdAt(plan, places[place]);
  return { id, name: named.name, type, enums: choices(id, named.choices) };
}

function choices(fieldId: number, words: readonly string[]): CustomField['enums'] {
  return words.map((value, place) => ({
    id: fieldId + 1 + place,
    value,
    sort: (place + 1) * 2,
    code: null,
  }));
}

function labelled({ id, name }: Field, code: 'PHONE' | 'EMAIL'): Shape {
  const codes = code === 'PHONE' ? phoneCodes : emailCodes;
  return {
    id,
    name,
    code,
    type: 'multitext',
    enums: labelEnums(codes, (place) => id + 1 + place),
  };
}
