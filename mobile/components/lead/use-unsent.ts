import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ApiFailure } from '@/api/failure';
import {
  checkAndSendAgain,
  discard,
  isOutcomeLost,
  send,
  sendAgain,
  unsentKey,
  type Intent,
  type Unsent,
} from './unsent';

export type UnsentNote = Extract<Unsent, { what: 'note' }>;
export type UnsentTask = Extract<Unsent, { what: 'task' }>;

export type Sending = {
  notes: UnsentNote[];
  tasks: UnsentTask[];
  /** Resolves to why it was not sent, or null. What was not stays among `notes` or `tasks`. */
  send: (intent: Intent) => Promise<ApiFailure | null>;
  retry: (item: Unsent) => Promise<ApiFailure | null>;
  discard: (item: Unsent) => void;
};

const none: Unsent[] = [];

/** What was written about a lead and is not confirmed by amoCRM: on its way, or refused. */
export function useUnsent(leadId: number, amoUserId: number | null): Sending {
  const queries = useQueryClient();
  const { data = none } = useQuery<Unsent[]>({
    queryKey: unsentKey(leadId),
    queryFn: skipToken,
    gcTime: Infinity,
  });
  return useMemo(
    () => ({
      notes: data.filter((item) => item.what === 'note'),
      tasks: data.filter((item) => item.what === 'task'),
      send: (intent) => send(queries, leadId, intent),
      retry: (item) =>
        item.failure !== null && isOutcomeLost(item.failure)
          ? checkAndSendAgain(queries, leadId, item, amoUserId)
          : sendAgain(queries, leadId, item),
      discard: (item) => discard(queries, leadId, item.id),
    }),
    [data, queries, leadId, amoUserId],
  );
}
