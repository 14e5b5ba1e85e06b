import type { CreatedLead, NewLead } from '@foryou-crm/contract/writing';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { failureOf, type ApiFailure } from '@/api/failure';
import { createLead } from '@/api/leads';
import { queryKeys } from '@/api/query-keys';

/**
 * What keeps a lead from being known as made. `unknown`: it may be there already; `refused`: it is not,
 * and the failure says why; `silent`: nobody answered, and sending again is safe.
 */
export type SaveProblem = {
  kind: 'unknown' | 'refused' | 'silent';
  failure: ApiFailure;
};

export type Saved = { ok: true; created: CreatedLead } | { ok: false; problem: SaveProblem };

/** Sends the lead under the form's key, and tells the lists of the app that there is a new one. */
export function useSaveLead() {
  const queries = useQueryClient();
  const [saving, setSaving] = useState(false);
  const save = async (lead: NewLead, key: string): Promise<Saved> => {
    setSaving(true);
    try {
      const created = await createLead(lead, key);
      void queries.invalidateQueries({ queryKey: queryKeys.crm });
      return { ok: true, created };
    } catch (error) {
      return { ok: false, problem: problemOf(failureOf(error)) };
    } finally {
      setSaving(false);
    }
  };
  return { saving, save };
}

function problemOf(failure: ApiFailure): SaveProblem {
  switch (failure.kind) {
    case 'conflict':
      // A key that was used for other words: what was sent first may have been made.
      return { kind: isUnknown(failure.reason) ? 'unknown' : 'refused', failure };
    case 'no_network':
    case 'server_down':
    case 'unreadable':
    case 'internal':
    case 'retry_later':
      return { kind: 'silent', failure };
    default:
      return { kind: 'refused', failure };
  }
}

const isUnknown = (reason: string | undefined) =>
  reason === 'outcome_unknown' || reason === 'key_reused';
