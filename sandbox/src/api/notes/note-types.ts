import { z } from 'zod';

/*
 * The ten types of note that the API writes, and what each says in `params`.
 * https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 * Numbers and texts are taken for each other, as in PHP. Keys that a type does not have are dropped.
 */

const text = z.preprocess(
  (given) => (typeof given === 'number' ? String(given) : given),
  z.string(),
);
/** Coordinates travel as texts. */
const maybeText = text.nullish().transform((value) => value ?? undefined);
const seconds = z.preprocess(
  (given) => (typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given),
  z.int().min(0),
);

const plain = z.object({ text });
const service = z.object({ service: text, text });
const sms = z.object({ text, phone: text });

/** 1 message left, 2 call back, 3 not there, 4 talked, 5 wrong number, 6 no answer, 7 busy. */
export const callStatus = z.int().min(1).max(7);

const call = z.object({
  uniq: text.nullish().transform((value) => value ?? null),
  duration: seconds,
  source: text,
  link: text.nullish().transform((value) => value ?? null),
  phone: text,
  call_result: maybeText,
  call_status: callStatus.nullish().transform((value) => value ?? undefined),
  /** A user's id, or the name of somebody amoCRM does not know. */
  call_responsible: z
    .union([z.int(), z.string()])
    .nullish()
    .transform((value) => value ?? undefined),
});

const schemas = {
  common: plain,
  call_in: call,
  call_out: call,
  service_message: service,
  extended_service_message: service,
  message_cashier: z.object({
    status: z.string().pipe(z.enum(['created', 'shown', 'canceled'])),
    text,
  }),
  geolocation: z.object({ text: maybeText, address: text, longitude: text, latitude: text }),
  sms_in: sms,
  sms_out: sms,
  attachment: z.object({ file_uuid: text, version_uuid: maybeText, file_name: text }),
} as const;

export type WritableNoteType = keyof typeof schemas;

/** Types that amoCRM writes itself (mail, chats, visits …) are listed but not written. */
export const writableNoteType = z
  .string()
  .pipe(
    z.enum([
      'common',
      'call_in',
      'call_out',
      'service_message',
      'extended_service_message',
      'message_cashier',
      'geolocation',
      'sms_in',
      'sms_out',
      'attachment',
    ]),
  );

export function isWritable(type: string): type is WritableNoteType {
  return writableNoteType.safeParse(type).success;
}

type Params = Readonly<Record<string, unknown>>;

export const paramsSchemas: Readonly<Record<WritableNoteType, z.ZodType<Params>>> = schemas;

/** How the API prints a note's params: an attachment says more than was written. */
export function printedParams(type: string, params: Params): Params {
  if (type !== 'attachment') return params;
  return {
    ...params,
    original_name: params['file_name'] ?? null,
    is_drive_attachment: true,
    text: params['file_name'] ?? '',
  };
}
