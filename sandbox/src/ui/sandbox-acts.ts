import { z } from 'zod';
import { faultSchema } from '../control/faults.ts';
import { disorderSchema } from '../webhooks/disorder.ts';
import type { Act, Hands, OrderReply } from './act.ts';
import { line, maybeNumber, number, ofSandbox } from './act.ts';
import { fromLocalInput } from './format.ts';
import type { Outcome } from './outcome.ts';
import { bad, good } from './outcome.ts';

const flag = z.enum(['0', '1']).transform((text) => text === '1');
const nothing = z.object({});
const reach = z.enum(['A', 'G', 'M', 'D']);

/** Gives one order and says in the page's words that it was done, or in control's why not. */
async function ordered(
  { order }: Hands,
  to: string,
  path: string,
  body: object,
  done: string | ((reply: unknown) => string),
): Promise<Outcome> {
  const reply = await order(path, body);
  return told(reply, done, to);
}

function told(reply: OrderReply, done: string | ((reply: unknown) => string), to: string): Outcome {
  if (!reply.isGood) return bad(`Nothing was changed. ${reply.error}`, to);
  return good(typeof done === 'string' ? done : done(reply.body), to);
}

const here = ({ desk }: Hands) => ({ subdomain: desk.account.subdomain });

const peopleActs: readonly Act[] = [
  ofSandbox('people/:id/seat', z.object({ open: flag }), (hands, { open }) =>
    setUser(hands, { isActive: open }, open ? 'The seat is open.' : 'The seat is closed.'),
  ),
  ofSandbox('people/:id/admin', z.object({ admin: flag }), (hands, { admin }) =>
    setUser(
      hands,
      { isAdmin: admin },
      admin ? 'An administrator now.' : 'No administrator any more.',
    ),
  ),
  ofSandbox(
    'people/:id/rights',
    z.object({ view: reach, edit: reach, delete: reach }),
    async (hands, wanted) => {
      const user = hands.desk.account.users.find(({ id }) => id === Number(hands.id));
      if (user === undefined) return bad('There is no such person.', '/people');
      // The three kinds of card go together here; control sets them one by one.
      const rights = {
        leads: { ...user.leads, ...wanted },
        contacts: { ...user.contacts, ...wanted },
        companies: { ...user.companies, ...wanted },
      };
      return setUser(hands, { rights }, 'The rights were saved.');
    },
  ),
];

function setUser(hands: Hands, wanted: object, done: string): Promise<Outcome> {
  const body = { ...here(hands), userId: Number(hands.id), ...wanted };
  return ordered(hands, '/people', 'users/set', body, done);
}

const hooksSchema = z.object({ hooks: z.array(z.object({ status: z.number().nullable() })) });

function hookWords(reply: unknown): string {
  const read = hooksSchema.safeParse(reply);
  const [hook] = read.success ? read.data.hooks : [];
  if (hook === undefined) return 'No disconnect call was sent.';
  return hook.status === null
    ? 'The disconnect call was not answered.'
    : `The disconnect call was answered with ${hook.status}.`;
}

const integration = '/integration';
const integrationActs: readonly Act[] = [
  ofSandbox('integration/revoke', z.object({ user: number }), (hands, { user }) =>
    ordered(
      hands,
      integration,
      'grants/revoke',
      { ...here(hands), userId: user },
      (reply) => `Access was withdrawn. ${hookWords(reply)}`,
    ),
  ),
  ofSandbox(
    'integration/grant',
    z.object({ user: number, state: z.string().default('') }),
    (hands, { user, state }) => {
      const body = { ...here(hands), userId: user, ...(state !== '' && { state }) };
      return ordered(hands, integration, 'consent', body, (reply) => {
        const { location } = z.object({ location: z.string() }).parse(reply);
        return `Granted. Open this address in the client's browser: ${location}`;
      });
    },
  ),
  ofSandbox('integration/install', z.object({ user: number }), (hands, { user }) =>
    ordered(hands, integration, 'widget-install', { ...here(hands), userId: user }, (reply) => {
      const { status } = z.object({ status: z.number().nullable() }).parse(reply);
      return status === null || status === 0
        ? 'The install call was not answered.'
        : `The install call was answered with ${status}.`;
    }),
  ),
  ofSandbox('integration/switch', z.object({ enabled: flag }), (hands, { enabled }) =>
    ordered(hands, integration, 'integration', { ...here(hands), enabled }, (reply) =>
      enabled ? 'The integration is on.' : `The integration is off. ${hookWords(reply)}`,
    ),
  ),
  ofSandbox('integration/disconnect', z.object({ forged: flag }), (hands, { forged }) =>
    ordered(hands, integration, 'disconnect-hook', { ...here(hands), forged }, hookWords),
  ),
  ofSandbox('integration/rename', z.object({ to: line }), (hands, { to }) =>
    ordered(
      hands,
      integration,
      'accounts/rename',
      { from: hands.desk.account.subdomain, to },
      `The account is at ${to} now.`,
    ),
  ),
  ofSandbox(
    'integration/account',
    z.object({ subscription: z.string(), filters: flag, ips: z.string() }),
    (hands, { subscription, filters, ips }) => {
      const allowedIps = ips.split(/[\s,]+/).filter((ip) => ip !== '');
      const body = { ...here(hands), subscription, isApiFilterEnabled: filters, allowedIps };
      return ordered(hands, integration, 'accounts/set', body, 'The switches were saved.');
    },
  ),
];

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

const failureActs: readonly Act[] = [
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

const logActs: readonly Act[] = [
  ofSandbox('log/clear', nothing, async (hands) => {
    await hands.order('hooks/clear', {});
    return ordered(hands, '/log', 'requests/clear', {}, 'The log is empty.');
  }),
];

const clock = '/clock';
const clockActs: readonly Act[] = [
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

/** What the sandbox does by itself, through the orders of the control API. */
export const sandboxActs: readonly Act[] = [
  ...peopleActs,
  ...integrationActs,
  ...failureActs,
  ...logActs,
  ...clockActs,
];
