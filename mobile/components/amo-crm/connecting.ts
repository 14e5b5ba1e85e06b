import { buildAmoAuthUrl } from '@/api/amo-crm';
import { failureOf, type ApiFailure } from '@/api/failure';
import { AttemptNotKept } from '@/storage/connect-attempt';
import { landing } from './landing';
import { openConsent } from './open-consent';

/** Why a connection could not be begun. */
export type BeginProblem = ApiFailure | { kind: 'storage_refused' };

let browserOpen = false;
const listeners = new Set<() => void>();

/** Whether amoCRM's page, opened by us, is in front of the app right now. */
export const consentWindow = {
  isOpen: (): boolean => browserOpen,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function setBrowserOpen(open: boolean): void {
  browserOpen = open;
  listeners.forEach((listener) => listener());
}

/** Begins an attempt and keeps it: the address to open, or why there is none. */
export async function beginAttempt(): Promise<
  { ok: true; url: string } | { ok: false; problem: BeginProblem }
> {
  try {
    return { ok: true, url: await buildAmoAuthUrl() };
  } catch (error) {
    const refused = error instanceof AttemptNotKept;
    return { ok: false, problem: refused ? { kind: 'storage_refused' } : failureOf(error) };
  }
}

/** Shows amoCRM's page until it is left. True: it answered, and the answer waits in `landing`. */
export async function visitAmoCrm(url: string, privately: boolean): Promise<boolean> {
  setBrowserOpen(true);
  try {
    const left = await openConsent(url, privately);
    if (left.kind === 'link') landing.deliver(left.link);
    return left.kind === 'link';
  } finally {
    setBrowserOpen(false);
  }
}
