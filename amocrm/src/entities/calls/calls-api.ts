import { z } from 'zod';
import { largestBatch, prepare, type Named } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import { amoId, optionalId, optionalText } from '../common.ts';

/** 1 message left, 2 call back, 3 not there, 4 talked, 5 wrong number, 6 no answer, 7 busy. */
export type CallStatus = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export interface NewCall extends Named {
  direction: 'inbound' | 'outbound';
  /** Seconds. */
  duration: number;
  source: string;
  /** Matched by its last ten digits. */
  phone: string;
  uniq?: string;
  /** The recording. */
  link?: string;
  /** A user's id or name. */
  callResponsible?: number | string;
  callResult?: string;
  callStatus?: CallStatus;
  responsibleUserId?: number;
  createdBy?: number;
  updatedBy?: number;
  /** Unix seconds. */
  createdAt?: number;
  updatedAt?: number;
}

/** A call that found its card. */
export const callSchema = z
  .object({
    id: amoId,
    entity_id: optionalId,
    entity_type: optionalText,
    request_id: z.union([z.string(), z.number()]).transform(String).nullish(),
  })
  .transform((raw) => ({
    /** The id of the note that the call became. */
    id: raw.id,
    entityId: raw.entity_id,
    /** `lead`, `contact`, `company`, `customer`. */
    entityType: raw.entity_type,
    requestId: raw.request_id ?? null,
  }));

export type AddedCall = z.output<typeof callSchema>;

export interface CallsAdded {
  /** Calls whose number belongs to a card. */
  calls: AddedCall[];
  /** Calls that found none, as amoCRM sends them: the vendor does not say what is in them. */
  errors: unknown[];
}

export interface CallsApi {
  /**
   * Up to 250 in one request. Unlike other batches this one can be done in part: look at `errors`.
   * Where no number is known at all amoCRM may refuse (`invalid_request`) instead. Never sent twice.
   */
  add(calls: readonly NewCall[]): Promise<CallsAdded>;
}

const answerSchema = z
  .object({
    errors: z.array(z.unknown()).nullish(),
    _embedded: z
      .object({ calls: z.array(callSchema).nullish() })
      .nullish()
      .catch(null),
  })
  .transform((raw): CallsAdded => ({
    calls: raw._embedded?.calls ?? [],
    errors: raw.errors ?? [],
  }));

/** Source: https://www.amocrm.ru/developers/content/crm_platform/calls-api */
export function callsApi(client: Client): CallsApi {
  const path = '/api/v4/calls';
  const body = (call: NewCall) => wireFields(call);
  const plan = { method: 'POST' as const, place: { path, collection: 'calls', item: callSchema } };
  return {
    async add(calls) {
      if (calls.length > largestBatch) throw new RangeError(`At most ${largestBatch} items a call`);
      if (calls.length === 0) return { calls: [], errors: [] };
      const items = prepare({ ...plan, body }, calls);
      const requestIds = items.map(({ requestId }) => requestId);
      const sent = items.map((item) => item.body);
      return client.send({ method: 'POST', path, body: sent, requestIds }, answerSchema);
    },
  };
}
