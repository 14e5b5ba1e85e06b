import type { LeadDetails } from '@foryou-crm/contract/lead';
import type { Lead } from '@foryou-crm/contract/leads';
import type { WrittenLead } from '@foryou-crm/contract/writing';
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { failureOf, type ApiFailure } from '@/api/failure';
import { changeLead, getLead } from '@/api/lead';
import { queryKeys } from '@/api/query-keys';
import { changeKey, type ChangeRequest } from './change';
import { refreshLists } from './use-lead';

/** A colleague was quicker: what was wanted, and the lead as it is now. */
export type LeadConflict = { request: ChangeRequest; now: Lead };

export type ChangeLead = {
  /** Shown at once, sent after the changes before it, taken back when it is refused. */
  change: (request: ChangeRequest) => void;
  conflict: LeadConflict | null;
  /** Writes the change over the lead as the conflict has shown it. */
  changeAnyway: () => void;
  /** Lets the lead be as it is now. */
  keepTheirs: () => void;
};

/**
 * The one way a lead is changed: stage, price, name, responsible user. While a change is under way
 * `useLead` shows it done. Changes of one lead go one after the other, each with the `updatedAt` that
 * the one before it has left; a lead that somebody else has changed meanwhile is a `conflict`.
 * @param onRefused what is told in words; the lead is shown as it was
 */
export function useChangeLead(
  leadId: number,
  onRefused: (failure: ApiFailure, request: ChangeRequest) => void,
): ChangeLead {
  const queries = useQueryClient();
  const [conflict, setConflict] = useState<LeadConflict | null>(null);
  const { mutate } = useMutation({
    mutationKey: changeKey(leadId),
    scope: { id: `lead-${leadId}` },
    mutationFn: async ({ change }: ChangeRequest) =>
      changeLead(leadId, { ...change, updatedAt: await knownUpdatedAt(queries, leadId) }),
    onSuccess: (written) => rememberWritten(queries, written),
    onError: (error, request) => {
      const failure = failureOf(error);
      if (failure.kind === 'conflict' && failure.lead !== undefined) {
        rememberChanged(queries, failure.lead);
        setConflict({ request, now: failure.lead });
        return;
      }
      // An answer that did not come may have been a yes.
      void queries.invalidateQueries({ queryKey: queryKeys.lead(leadId) });
      onRefused(failure, request);
    },
  });
  const change = useCallback((request: ChangeRequest) => mutate(request), [mutate]);
  const keepTheirs = useCallback(() => setConflict(null), []);
  const changeAnyway = useCallback(() => {
    setConflict(null);
    if (conflict !== null) mutate(conflict.request);
  }, [conflict, mutate]);
  return { change, conflict, changeAnyway, keepTheirs };
}

async function knownUpdatedAt(queries: QueryClient, leadId: number): Promise<string> {
  const queryKey = queryKeys.lead(leadId);
  // An answer that is on its way was asked for before this change, and must not undo it.
  await queries.cancelQueries({ queryKey });
  const lead = queries.getQueryData<LeadDetails>(queryKey) ?? (await getLead(leadId));
  return lead.updatedAt;
}

function rememberWritten(queries: QueryClient, { id, lead }: WrittenLead): void {
  // Done, and no longer the caller's to see: asked for again, it is not found.
  if (lead === null) void queries.resetQueries({ queryKey: queryKeys.lead(id) });
  else queries.setQueryData(queryKeys.lead(id), lead);
  void queries.invalidateQueries({ queryKey: queryKeys.timeline(id) });
  refreshLists(queries);
}

/** The card is known anew; what only the details have is asked for. */
function rememberChanged(queries: QueryClient, now: Lead): void {
  const queryKey = queryKeys.lead(now.id);
  queries.setQueryData<LeadDetails>(queryKey, (known) => known && { ...known, ...now });
  void queries.invalidateQueries({ queryKey });
  refreshLists(queries);
}
