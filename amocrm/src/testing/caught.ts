import { expect } from 'vitest';
import { AmoError } from '../errors.ts';

/** The AmoError a call rejects with; anything else, success too, fails the test. */
export async function caught(call: Promise<unknown>): Promise<AmoError> {
  const error = await errorOf(call);
  if (error === null) throw new Error('expected an AmoError, the call succeeded');
  return error;
}

/** The AmoError a call rejects with, null when it resolves; any other error fails the test. */
export async function errorOf(call: Promise<unknown>): Promise<AmoError | null> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null || error instanceof AmoError) return error;
  expect(error).toBeInstanceOf(AmoError);
  return null;
}
