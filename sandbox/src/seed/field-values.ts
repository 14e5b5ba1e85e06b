import { filled } from '../api/field-values.ts';
import { addressEnums } from '../api/fields/fixed-enums.ts';
import { startOfDay } from '../clock.ts';
import type { CustomField, FieldItem, FieldValue, Lead } from '../store/model.ts';
import { fieldIdAt, places, trackingNames } from './field-definitions.ts';
import { uuid } from './notes.ts';
import type { Plan } from './plan.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

const day = 86_400;
const dubaiOffset = 4 * 3600;

/**
 * Fills the fields that the plan itself does not know of, on some of the cards. It draws on chances
 * of its own, so that the cards stay what they are without it.
 * @param today - start of the account's day, Unix seconds.
 */
export function fillFields(plan: Plan, today: number): void {
  const random = createRandom(plan.seed + 2);
  const pen: Pen = { plan, random, today };
  const { leads, contacts, companies } = plan.account;
  for (const [id, lead] of leads) {
    // Some leads have no fields at all: amoCRM prints null there.
    if (lead.fields.length === 0) continue;
    leads.set(id, { ...lead, fields: [...lead.fields, ...leadValues(pen, lead)] });
  }
  for (const [id, contact] of contacts) {
    contacts.set(id, { ...contact, fields: [...contact.fields, ...contactValues(pen)] });
  }
  for (const [id, company] of companies) {
    const values = companyValues(pen, company.name, company.createdAt);
    companies.set(id, { ...company, fields: [...company.fields, ...values] });
  }
}

interface Pen {
  readonly plan: Plan;
  readonly random: Random;
  readonly today: number;
}

type Place = keyof typeof places;

/** One field of a card, filled with that probability. */
function maybe(
  { plan, random }: Pen,
  share: number,
  place: Place,
  values: (field: CustomField) => readonly FieldItem[],
): FieldValue[] {
  const field = plan.account.customFields.get(fieldIdAt(plan, places[place]));
  return field !== undefined && random.chance(share) ? [filled(field, values(field))] : [];
}

function leadValues(pen: Pen, lead: Lead): FieldValue[] {
  const { random, today, plan } = pen;
  const { texts } = plan.fields.words;
  const value = (of: FieldItem['value']) => () => [{ value: of ?? null }];
  const midnight = today + random.whole(10, 120) * day;
  return [
    ...maybe(pen, 0.4, 'mortgage', value(random.chance(0.7))),
    ...maybe(pen, 0.35, 'amenities', (field) => some(random, field)),
    ...maybe(pen, 0.3, 'payment', (field) => [one(random, field)]),
    ...maybe(pen, 0.25, 'moveIn', value(midnight)),
    ...maybe(pen, 0.2, 'viewing', value(midnight - 5 * day + random.whole(10, 18) * 3600)),
    ...maybe(pen, 0.3, 'listing', value(`https://homes.example/listing/${lead.id}`)),
    ...maybe(pen, 0.2, 'wishes', value(random.pick(texts.wishes))),
    ...maybe(pen, 0.15, 'address', value(`Building ${random.whole(2, 60)}, Marina Walk`)),
    // Two in a hundred, as brokers have it; numbers travel as strings.
    ...maybe(pen, 0.15, 'commission', value(String(Math.round(lead.price * 0.02)))),
    ...maybe(pen, 0.06, 'agreement', () => [{ value: file(random, lead.id) }]),
    ...(random.chance(0.3) ? tracking(pen) : []),
  ];
}

function file(random: Random, leadId: number): object {
  return {
    file_uuid: uuid(random),
    version_uuid: uuid(random),
    file_name: `agreement-${leadId}.pdf`,
    file_size: random.whole(80_000, 900_000),
  };
}

function tracking({ plan, random }: Pen): FieldValue[] {
  const visit = random.pick([
    { utm_source: 'search', utm_medium: 'cpc', utm_campaign: 'marina-apartments' },
    { utm_source: 'newsletter', utm_medium: 'email', utm_campaign: 'off-plan-week' },
    { utm_source: 'social', utm_medium: 'video', utm_campaign: 'villa-tour' },
  ]);
  const first = fieldIdAt(plan, places.tracking);
  return Object.entries(visit).flatMap(([name, value]) => {
    const place = trackingNames.findIndex((known) => known === name);
    const field = plan.account.customFields.get(first + 2 * place);
    return field === undefined ? [] : [filled(field, [{ value }])];
  });
}

function contactValues(pen: Pen): FieldValue[] {
  const { random, plan, today } = pen;
  const { positions } = plan.fields.words.texts;
  const born = startOfDay(today - random.whole(22 * 365, 70 * 365) * day, dubaiOffset);
  return [
    ...maybe(pen, 0.25, 'position', () => [{ value: random.pick(positions) }]),
    ...maybe(pen, 0.2, 'birthday', () => [{ value: born }]),
    ...maybe(pen, 0.1, 'home', () => home(random)),
    ...maybe(pen, 0.3, 'language', (field) => [one(random, field)]),
  ];
}

function home(random: Random): FieldItem[] {
  const lines = {
    address_line_1: `Villa ${random.whole(1, 90)}, Street ${random.whole(1, 30)}`,
    city: 'Dubai',
    country: 'AE',
  };
  return Object.entries(lines).map(([code, value]) => ({
    value,
    enum_id: addressEnums.find((known) => known.code === code)?.id ?? 1,
    enum_code: code,
  }));
}

function companyValues(pen: Pen, name: string, createdAt: number): FieldValue[] {
  const { random } = pen;
  const legal = {
    name,
    entity_type: 2,
    vat_id: `1000${random.whole(10_000_000, 99_999_999)}003`,
    tax_registration_reason_code: null,
    address: 'Business Bay, Dubai',
    real_address: null,
    kpp: null,
    director: null,
    bank_account_number: null,
    bank_code: null,
    unp: null,
    bin: null,
    egrpou: null,
    mfo: null,
    oked: null,
    external_uid: null,
  };
  return [
    ...maybe(pen, 0.6, 'web', () => [{ value: `https://company-${random.whole(10, 99)}.example` }]),
    ...maybe(pen, 0.5, 'companyAddress', () => [
      { value: `Office ${random.whole(101, 2400)}, Business Bay, Dubai` },
    ]),
    ...maybe(pen, 0.5, 'legal', () => [{ value: legal }]),
    ...maybe(pen, 0.5, 'markets', (field) => some(random, field)),
    ...maybe(pen, 0.4, 'since', () => [{ value: startOfDay(createdAt, dubaiOffset) }]),
  ];
}

function one(random: Random, { enums }: CustomField): FieldItem {
  const { id, value, code } = random.pick(enums ?? []);
  return { value, enum_id: id, enum_code: code };
}

function some(random: Random, { enums }: CustomField): FieldItem[] {
  const chosen = (enums ?? []).filter(() => random.chance(0.4));
  const any = chosen.length > 0 ? chosen : (enums ?? []).slice(0, 1);
  return any.map(({ id, value, code }) => ({ value, enum_id: id, enum_code: code }));
}
