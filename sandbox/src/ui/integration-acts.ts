import { z } from 'zod';
import type { Act } from './act.ts';
import { line, number, ofSandbox } from './act.ts';
import { flag, here, ordered } from './ordered.ts';

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
/** Who is let in, and the doors of the account. */
export const integrationActs: readonly Act[] = [
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
