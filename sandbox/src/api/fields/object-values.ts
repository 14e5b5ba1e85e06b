import { z } from 'zod';
import type { FieldType } from '../../store/model.ts';

/** A value that is an object: what it must have, and what amoCRM prints when it was not given. */
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === undefined || value === null ? null : String(value)));
const id = z
  .int()
  .nullish()
  .transform((value) => value ?? null);
const amount = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).transform(Number);

/** `entity_type`: 1 a private person, 2 a legal one. */
const legalEntity = z.object({
  name: z.string().min(1),
  entity_type: z
    .union([z.literal(1), z.literal(2)])
    .nullish()
    .transform((value) => value ?? null),
  vat_id: text,
  tax_registration_reason_code: text,
  address: text,
  real_address: text,
  kpp: text,
  director: text,
  bank_account_number: text,
  bank_code: text,
  unp: text,
  bin: text,
  egrpou: text,
  mfo: text,
  oked: text,
  external_uid: text,
});

const file = z.object({
  file_uuid: z.string().min(1),
  version_uuid: text,
  file_name: text,
  file_size: id,
});

/** Totals and the two `is_…` are amoCRM's own reckoning: read, never written. */
const invoiceItem = z.object({
  sku: text,
  description: z.string(),
  unit_price: amount,
  quantity: amount,
  unit_type: text,
  discount: z
    .object({ type: z.enum(['percentage', 'amount']), value: amount })
    .nullish()
    .transform((value) => value ?? null),
  vat_rate_id: id,
  external_uid: text,
});

const linkedEntity = z.object({
  name: text,
  entity_id: z.int(),
  entity_type: z.string(),
  catalog_id: id,
});

const payer = z.object({
  name: text,
  entity_type: text,
  entity_id: id,
  vat_id: text,
  kpp: text,
  address: text,
  external_uid: text,
});

const supplier = z.object({ entity_id: z.int() });

export const objectValues: Partial<Record<FieldType, z.ZodType<object>>> = {
  legal_entity: legalEntity,
  file,
  items: invoiceItem.transform((item) => ({
    ...item,
    is_discount_recalculated: false,
    is_total_sum_recalculated: false,
    total_sum: total(item),
  })),
  linked_entity: linkedEntity,
  payer,
  supplier,
};

function total({ unit_price: price, quantity, discount }: z.output<typeof invoiceItem>): number {
  const whole = price * quantity;
  if (discount === null) return whole;
  return discount.type === 'amount' ? whole - discount.value : whole * (1 - discount.value / 100);
}
