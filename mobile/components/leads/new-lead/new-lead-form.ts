import { newLeadSchema, type NewLead } from '@foryou-crm/contract/writing';
import { z } from 'zod';
import { wholeOf } from '../whole-number';

const valuesSchema = z.object({
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  price: z.string(),
  pipelineId: z.number().optional(),
  stageId: z.number().optional(),
  comment: z.string(),
});

/** The request that the form stands for: an empty field is none. */
function requestOf(values: z.output<typeof valuesSchema>): z.input<typeof newLeadSchema> {
  const { name, phone, email, price, pipelineId, stageId, comment } = values;
  const given = (text: string) => (text.trim() === '' ? undefined : text);
  return {
    name: given(name),
    phone: given(phone),
    email: given(email),
    price: wholeOf(price),
    pipelineId,
    stageId,
    comment: given(comment),
  };
}

/** The contract decides what may be sent; its errors carry the fields' own names. */
export const newLeadFormSchema = valuesSchema.transform(requestOf).pipe(newLeadSchema);

/** The same lead for a contact that is there: the phone and the email are the contact's already. */
export function ofContact(lead: NewLead, contactId: number | undefined): NewLead {
  if (contactId === undefined) return lead;
  const { phone: _phone, email: _email, ...rest } = lead;
  return { ...rest, contactId };
}

const fields = ['name', 'phone', 'email', 'price', 'comment'] as const;
export type FieldName = (typeof fields)[number];
export const isField = (path: string): path is FieldName => fields.some((field) => field === path);
