import { useSyncExternalStore } from 'react';

/** Milliseconds for which a change by somebody else is news. */
const NEWS_FOR = 2000;

const changedAt = new Map<number, number>();
const listeners = new Set<() => void>();

/** Remembers for a moment that somebody else has changed this lead. */
export function noteChange(leadId: number, now = Date.now()): void {
  for (const [id, at] of changedAt) if (now - at > NEWS_FOR) changedAt.delete(id);
  changedAt.set(leadId, now);
  listeners.forEach((listener) => listener());
}

/** When somebody else changed the lead, if that was a moment ago; null: not lately. */
export const useRecentChange = (leadId: number): number | null =>
  useSyncExternalStore(subscribe, () => changedAt.get(leadId) ?? null);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
