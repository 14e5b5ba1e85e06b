import { AmoError, type AmoApi } from '@foryou-crm/amocrm';
import { ApiError } from '../../http/problem.ts';

/**
 * What a broker asks may be closed to him as a whole, where an administrator sees all: then there is
 * nothing that he sees. An administrator who is refused is trouble.
 */
export async function permitted<T, F>(
  seesAll: boolean,
  nothing: F,
  work: () => Promise<T>,
): Promise<T | F> {
  try {
    return await work();
  } catch (error) {
    if (!seesAll && error instanceof AmoError && error.code === 'forbidden') return nothing;
    throw error;
  }
}

/** One connection that has ended keeps nobody from the others. */
export async function usable(api: Promise<AmoApi>): Promise<AmoApi | null> {
  try {
    return await api;
  } catch (error) {
    const kind = error instanceof ApiError ? error.problem.kind : null;
    if (kind === 'not_connected' || kind === 'reconnect_required') return null;
    throw error;
  }
}
