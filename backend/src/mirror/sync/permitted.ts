import { AmoError } from '@foryou-crm/amocrm';

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
