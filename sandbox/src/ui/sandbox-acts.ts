import type { Act } from './act.ts';
import { clockActs, logActs } from './clock-acts.ts';
import { failureActs } from './failure-acts.ts';
import { integrationActs } from './integration-acts.ts';
import { peopleActs } from './people-acts.ts';

/** What the sandbox does by itself, through the orders of the control API. */
export const sandboxActs: readonly Act[] = [
  ...peopleActs,
  ...integrationActs,
  ...failureActs,
  ...logActs,
  ...clockActs,
];
