import type { Account } from '../store/model.ts';
import { fill } from './fill.ts';
import { oasisKey } from './oasis-key.ts';
import { palmAndCo } from './palm-and-co.ts';

/** The accounts of a fresh sandbox: the same for every start on the same day. */
export function seedAccounts(now: number): Account[] {
  return [fill(oasisKey(), now), fill(palmAndCo(), now)];
}
