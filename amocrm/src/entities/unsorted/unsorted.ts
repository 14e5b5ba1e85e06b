import { z } from 'zod';
import {
  linkedIds,
  looseNumber,
  looseText,
  optionalId,
  optionalText,
  optionalTime,
} from '../common.ts';

const sip = z
  .object({
    from: looseText,
    phone: looseText,
    call_responsible: looseText,
    called_at: looseNumber,
    duration: looseNumber,
    link: looseText,
    service_code: looseText,
    uniq: looseText,
  })
  .transform((raw) => ({
    from: raw.from,
    phone: raw.phone,
    callResponsible: raw.call_responsible,
    /** Unix seconds. */
    calledAt: raw.called_at,
    /** Seconds. */
    duration: raw.duration,
    link: raw.link,
    serviceCode: raw.service_code,
    uniq: raw.uniq,
  }));

const forms = z
  .object({
    form_id: looseText,
    form_name: looseText,
    form_page: looseText,
    ip: looseText,
    form_sent_at: looseNumber,
    referer: looseText,
  })
  .transform((raw) => ({
    formId: raw.form_id,
    formName: raw.form_name,
    formPage: raw.form_page,
    ip: raw.ip,
    /** Unix seconds. */
    formSentAt: raw.form_sent_at,
    referer: raw.referer,
  }));

const chats = z
  .object({
    from: looseText,
    to: looseText,
    received_at: looseNumber,
    service: looseText,
    client: z.object({ name: looseText, avatar: looseText }).nullish().catch(null),
    origin: z
      .object({ chat_id: looseText, ref: looseText, visitor_uid: looseText })
      .nullish()
      .catch(null),
    last_message_text: looseText,
    source_name: looseText,
  })
  .transform((raw) => ({
    from: raw.from,
    to: raw.to,
    /** Unix seconds. */
    receivedAt: raw.received_at,
    service: raw.service,
    client: raw.client ?? null,
    chatId: raw.origin?.chat_id ?? null,
    visitorUid: raw.origin?.visitor_uid ?? null,
    lastMessageText: raw.last_message_text,
    sourceName: raw.source_name,
  }));

const mail = z
  .object({
    from: z.object({ email: looseText, name: looseText }).nullish().catch(null),
    received_at: looseNumber,
    subject: looseText,
    thread_id: looseText,
    message_id: looseText,
    content_summary: looseText,
  })
  .transform((raw) => ({
    from: raw.from ?? null,
    /** Unix seconds. */
    receivedAt: raw.received_at,
    subject: raw.subject,
    threadId: raw.thread_id,
    messageId: raw.message_id,
    contentSummary: raw.content_summary,
  }));

/** How an incoming lead came; `other` is what is not documented, as amoCRM sent it. */
export type UnsortedOrigin =
  | { type: 'sip'; metadata: z.output<typeof sip> }
  | { type: 'forms'; metadata: z.output<typeof forms> }
  | { type: 'chats'; metadata: z.output<typeof chats> }
  | { type: 'mail'; metadata: z.output<typeof mail> }
  | { type: 'other'; metadata: unknown };

function originOf(category: string, metadata: unknown): UnsortedOrigin {
  switch (category) {
    case 'sip':
      return known('sip', sip, metadata);
    case 'forms':
      return known('forms', forms, metadata);
    case 'chats':
      return known('chats', chats, metadata);
    case 'mail':
      return known('mail', mail, metadata);
    default:
      return { type: 'other', metadata };
  }
}

function known<T extends string, M>(type: T, schema: z.ZodType<M>, metadata: unknown) {
  const parsed = schema.safeParse(metadata);
  return parsed.success ? { type, metadata: parsed.data } : { type: 'other' as const, metadata };
}

/** The cards that came with it; PHP's empty object is none. */
const cards = z
  .object({ leads: linkedIds, contacts: linkedIds, companies: linkedIds })
  .nullish()
  .catch(null)
  .transform((raw) => ({
    leadIds: raw?.leads ?? [],
    contactIds: raw?.contacts ?? [],
    companyIds: raw?.companies ?? [],
  }));

/**
 * An incoming lead ("unsorted"): a lead nobody has accepted yet. Until then its contact and company
 * are in no other list. Source: https://www.amocrm.ru/developers/content/crm_platform/unsorted-api
 */
export const unsortedSchema = z
  .object({
    uid: z.string().min(1),
    source_uid: optionalText,
    source_name: optionalText,
    category: z.string(),
    pipeline_id: optionalId,
    created_at: optionalTime,
    metadata: z.unknown(),
    account_id: optionalId,
    _embedded: cards,
  })
  .transform((raw) => ({
    uid: raw.uid,
    sourceUid: raw.source_uid,
    sourceName: raw.source_name,
    /** amoCRM's own word: `sip`, `mail`, `chats`, `forms`. */
    category: raw.category,
    origin: originOf(raw.category, raw.metadata),
    pipelineId: raw.pipeline_id,
    /** Unix seconds. */
    createdAt: raw.created_at,
    accountId: raw.account_id,
    ...raw._embedded,
  }));

export type Unsorted = z.output<typeof unsortedSchema>;

/** What a create, an accept, a decline or a link answers. */
export const unsortedWrittenSchema = z
  .object({
    uid: z.string().min(1),
    _embedded: cards,
  })
  .transform((raw) => ({
    uid: raw.uid,
    ...raw._embedded,
  }));

export type UnsortedWritten = z.output<typeof unsortedWrittenSchema>;

export const unsortedSummarySchema = z
  .object({
    total: z.int(),
    accepted: z.int(),
    declined: z.int(),
    average_sort_time: z.number().nullish(),
    categories: z.record(z.string(), z.object({ total: z.int() })).catch({}),
  })
  .transform((raw) => ({
    total: raw.total,
    accepted: raw.accepted,
    declined: raw.declined,
    /** Seconds. */
    averageSortTime: raw.average_sort_time ?? null,
    /** How many of each category. */
    categories: Object.fromEntries(
      Object.entries(raw.categories).map(([name, { total }]) => [name, total]),
    ),
  }));

export type UnsortedSummary = z.output<typeof unsortedSummarySchema>;
