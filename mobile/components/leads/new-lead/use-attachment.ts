import type { Duplicates } from '@foryou-crm/contract/duplicates';
import { useState } from 'react';

export type Attachment = {
  /** The contact that the new lead shall be of; undefined: a new one. */
  contactId: number | undefined;
  choose: (contactId: number | undefined) => void;
};

/**
 * Whose the new lead will be. One contact that is found is taken unless it is ticked off; of several
 * none, until one is chosen. What is not found any more is not taken either.
 */
export function useAttachment(found: readonly (Duplicates | undefined)[]): Attachment {
  const [chosen, setChosen] = useState<number | 'none' | null>(null);
  const ids = [...new Set(found.flatMap((one) => one?.contacts.map(({ id }) => id) ?? []))];
  const only = ids.length === 1 ? ids[0] : undefined;
  const contactId = chosen === null ? only : ids.find((id) => id === chosen);
  return { contactId, choose: (id) => setChosen(id ?? 'none') };
}
