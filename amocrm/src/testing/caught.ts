import { AmoError } from '../errors.ts';

/** The AmoError a call rejects with; fails the test when it does not, or with something else. */
export async function caught(call: Promise<unknown>): Promise<AmoError> {
  const outcome: unknown = await call.then(
    () => new Error('expected an AmoError, the call succeeded'),
    (error: unknown) => error,
  );
  if (outcome instanceof AmoError) return outcome;
  throw outcome instanceof Error ? outcome : new Error('not an error');
}
