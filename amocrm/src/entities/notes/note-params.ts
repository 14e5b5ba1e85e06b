import { z } from 'zod';
import { flag, looseNumber, looseText, optionalFlag, optionalText } from '../common.ts';

/**
 * What stands in a note, by its type. Source, also for the types that can be written:
 * https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */

const words = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const callParams = z
  .object({
    uniq: looseText,
    duration: looseNumber,
    source: looseText,
    link: looseText,
    phone: looseText,
    call_responsible: z.union([z.number(), z.string()]).nullish().catch(null),
    call_result: looseText,
    call_status: looseNumber,
  })
  .transform((raw) => ({
    uniq: raw.uniq,
    /** Seconds. */
    duration: raw.duration,
    source: raw.source,
    /** The recording. */
    link: raw.link,
    phone: raw.phone,
    /** A user's id, or a name. */
    callResponsible: raw.call_responsible ?? null,
    callResult: raw.call_result,
    callStatus: raw.call_status,
  }));
const serviceParams = z.object({ service: words, text: words });
const smsParams = z.object({ text: words, phone: looseText });

const schemas = {
  common: z.object({ text: words }),
  call_in: callParams,
  call_out: callParams,
  service_message: serviceParams,
  extended_service_message: serviceParams,
  /** `status`: `created`, `shown`, `canceled`. */
  message_cashier: z.object({ status: optionalText, text: words }),
  geolocation: z.object({
    text: words,
    address: looseText,
    longitude: looseText,
    latitude: looseText,
  }),
  sms_in: smsParams,
  sms_out: smsParams,
  attachment: z
    .object({
      file_uuid: optionalText,
      version_uuid: optionalText,
      file_name: optionalText,
      original_name: optionalText,
      is_drive_attachment: optionalFlag.catch(null),
      text: words,
    })
    .transform((raw) => ({
      fileUuid: raw.file_uuid,
      versionUuid: raw.version_uuid,
      fileName: raw.file_name,
      originalName: raw.original_name,
      isDriveAttachment: raw.is_drive_attachment,
      text: raw.text,
    })),
};

type Schemas = typeof schemas;
export type KnownNoteType = keyof Schemas;

/**
 * The content of a note: `type` tells what is in `params`. `other` is a type that is not documented,
 * or a documented one whose content is not: `params` is then as amoCRM sent it.
 */
export type NoteContent =
  | { [T in KnownNoteType]: { type: T; params: z.output<Schemas[T]> } }[KnownNoteType]
  | { type: 'other'; params: unknown };

/** The content of a note of `noteType`. Never fails: what it does not know it keeps. */
export function noteContent(noteType: string, params: unknown): NoteContent {
  switch (noteType) {
    case 'common':
      return known('common', schemas.common, params);
    case 'call_in':
      return known('call_in', schemas.call_in, params);
    case 'call_out':
      return known('call_out', schemas.call_out, params);
    case 'service_message':
      return known('service_message', schemas.service_message, params);
    case 'extended_service_message':
      return known('extended_service_message', schemas.extended_service_message, params);
    case 'message_cashier':
      return known('message_cashier', schemas.message_cashier, params);
    case 'geolocation':
      return known('geolocation', schemas.geolocation, params);
    case 'sms_in':
      return known('sms_in', schemas.sms_in, params);
    case 'sms_out':
      return known('sms_out', schemas.sms_out, params);
    case 'attachment':
      return known('attachment', schemas.attachment, params);
    default:
      return { type: 'other', params };
  }
}

function known<T extends KnownNoteType, P>(
  type: T,
  schema: z.ZodType<P>,
  params: unknown,
): { type: T; params: P } | { type: 'other'; params: unknown } {
  const parsed = schema.safeParse(params);
  return parsed.success ? { type, params: parsed.data } : { type: 'other', params };
}

/** Whether a note is pinned; Kommo and clients know it, amoCRM's page does not. */
export const pinned = flag.catch(false);
