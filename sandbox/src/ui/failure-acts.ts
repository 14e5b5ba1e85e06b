import { z } from 'zod';
import { faultSchema } from '../control/faults.ts';
import { disorderSchema } from '../webhooks/disorder.ts';
import type { Act } from './act.ts';
import { line, maybeNumber, number, ofSandbox } from './act.ts';
import { flag, nothing, ordered } from './ordered.ts';
import { bad } from './outcome.ts';

const failures = '/failures';
const place = z.object({ place: z.string().default('') });
/** All inputs of the form; which of them belong to the order, its kind says. */
const faultForm = place.extend({
  kind: z.string(),
  match: line,
  times: number,
  status: maybeNumber,
  format: z.string().optional(),
  retryAfter: maybeNumber,
  ms: maybeNumber,
  megabytes: maybeNumber,
  set: z.string().default('{}'),
  remove: z.string().default(''),
  contentType: line.default(''),
});

/** Faults, disturbed webhooks and the limiter. */
export const failureActs: readonly Act[] = [
  ofSandbox('failures/fault', faultForm, async (hands, form) => {
    const read = jsonIn(form.set);
    if (read === undefined) return bad('The keys to put in are no JSON.', failures);
    const { kind, match, times, status, ms, megabytes, contentType } = form;
    const more: Record<string, object> = {
      status: {
        status,
        ...(form.format !== '' && { format: form.format }),
        ...(form.retryAfter !== undefined && { retryAfter: form.retryAfter }),
      },
      delay: { ms },
      huge_body: { megabytes },
      rewrite: {
        set: read,
        remove: form.remove
          .split(',')
          .map((key) => key.trim())
          .filter((key) => key !== ''),
        ...(contentType !== '' && { contentType }),
      },
    };
    const body = { kind, match, times, ...where(form), ...more[kind] };
    const fault = faultSchema.safeParse(body);
    if (!fault.success)
      return bad(`Nothing was ordered. ${z.prettifyError(fault.error)}`, failures);
    return ordered(hands, failures, 'faults', body, 'It is ordered.');
  }),
  ofSandbox('failures/clear', nothing, (hands) =>
    ordered(hands, failures, 'faults/clear', {}, 'Requests are answered as they should be again.'),
  ),
  ofSandbox(
    'failures/disorder',
    place.extend({ kind: z.string(), times: number, code: line.default(''), seconds: maybeNumber }),
    async (hands, form) => {
      const { kind, times, code, seconds } = form;
      const body = {
        kind,
        times,
        ...where(form),
        ...(code !== '' && { code }),
        ...(kind === 'delay' && { seconds }),
      };
      const disorder = disorderSchema.safeParse(body);
      if (!disorder.success)
        return bad(`Nothing was ordered. ${z.prettifyError(disorder.error)}`, failures);
      return ordered(hands, failures, 'webhooks/disorder', body, 'It is ordered.');
    },
  ),
  ofSandbox('failures/order', nothing, (hands) =>
    ordered(hands, failures, 'webhooks/disorder/clear', {}, 'Hooks go out in their order again.'),
  ),
  ofSandbox('failures/flush', nothing, (hands) =>
    ordered(hands, failures, 'webhooks/flush', {}, 'Everything that is due was sent.'),
  ),
  ofSandbox(
    'failures/limits',
    z.object({ on: flag, perCaller: number, blockAfter: number }),
    (hands, { on, perCaller, blockAfter }) =>
      ordered(
        hands,
        failures,
        'limits/set',
        { isOn: on, perCaller, blockAfter },
        on ? 'The limiter is on.' : 'The limiter is off.',
      ),
  ),
  ofSandbox('failures/lift', nothing, (hands) =>
    ordered(hands, failures, 'limits/lift', {}, 'Every block is lifted.'),
  ),
];

function where({ place: subdomain }: z.output<typeof place>): object {
  return subdomain === '' ? {} : { subdomain };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
