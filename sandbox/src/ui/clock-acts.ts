import { z } from 'zod';
import type { Act } from './act.ts';
import { number, ofSandbox } from './act.ts';
import { fromLocalInput } from './format.ts';
import { nothing, ordered } from './ordered.ts';
import { bad } from './outcome.ts';

/** The log can only be emptied. */
export const logActs: readonly Act[] = [
  ofSandbox('log/clear', nothing, async (hands) => {
    await hands.order('hooks/clear', {});
    return ordered(hands, '/log', 'requests/clear', {}, 'The log is empty.');
  }),
];

const clock = '/clock';
/** The sandbox’s time. */
export const clockActs: readonly Act[] = [
  ofSandbox(
    'clock/advance',
    z.object({ amount: number.min(1), unit: number.min(1) }),
    (hands, { amount, unit }) =>
      ordered(hands, clock, 'clock/advance', { seconds: amount * unit }, 'The clock was moved.'),
  ),
  ofSandbox('clock/freeze', nothing, (hands) =>
    ordered(hands, clock, 'clock/freeze', {}, 'The clock stands still.'),
  ),
  ofSandbox('clock/reset', nothing, (hands) =>
    ordered(hands, clock, 'clock/reset', {}, 'The clock runs with the machine.'),
  ),
  ofSandbox('clock/set', z.object({ at: z.string() }), async (hands, { at }) => {
    const now = fromLocalInput(hands.desk.account, at);
    if (now === null) return bad('Say the time to set the clock to.', clock);
    return ordered(hands, clock, 'clock/set', { now }, 'The clock was set.');
  }),
];
