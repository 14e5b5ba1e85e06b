import type { Named } from '../../batch.ts';
import { wireFields } from '../../names.ts';
import type { CallStatus } from '../calls/calls-api.ts';

interface CallNote {
  uniq: string;
  /** Seconds. */
  duration: number;
  source: string;
  link?: string;
  phone: string;
  /** A user's id or name. */
  callResponsible?: number | string;
  callResult?: string;
  callStatus?: CallStatus;
}

/**
 * The content of a note to write: the ten types amoCRM takes.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export type NoteInput =
  | { type: 'common'; params: { text: string } }
  /** For amoCRM's call analytics `createdBy` and `responsibleUserId` must be the same. */
  | { type: 'call_in' | 'call_out'; params: CallNote }
  | {
      type: 'service_message' | 'extended_service_message';
      params: { service: string; text: string };
    }
  | {
      type: 'message_cashier';
      params: { status: 'created' | 'shown' | 'canceled'; text: string };
    }
  | {
      type: 'geolocation';
      params: { text: string; address: string; longitude: string; latitude: string };
    }
  | { type: 'sms_in' | 'sms_out'; params: { text: string; phone: string } }
  | { type: 'attachment'; params: { fileUuid: string; versionUuid?: string; fileName: string } };

interface NoteFields {
  createdBy?: number;
  updatedBy?: number;
  responsibleUserId?: number;
  /** Unix seconds. */
  createdAt?: number;
  updatedAt?: number;
}

/** A note to create under an entity. */
export interface NewNote extends NoteFields, Named {
  content: NoteInput;
  /** True when not given. */
  isNeedToTriggerDigitalPipeline?: boolean;
}

/** A note to create among those of many entities. */
export interface NewEntityNote extends NewNote {
  entityId: number;
}

/** A note's content is changed whole; its type stays what it is. */
export interface NoteChanges extends NoteFields {
  content?: NoteInput;
}

/** A note under amoCRM's names. */
export function noteBody(
  note: NoteFields & Named & { content?: NoteInput },
): Record<string, unknown> {
  const { content, ...fields } = note;
  return {
    ...wireFields(fields),
    ...(content && { note_type: content.type, params: wireFields(content.params) }),
  };
}
