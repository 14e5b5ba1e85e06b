import type { SandboxContext } from '../context.ts';
import type { ExternalAsk } from '../oauth/external.ts';
import type { Account, User } from '../store/model.ts';

/** Where a browser goes back to after Allow: the registered address with a fresh code. */
export function allowedAddress(
  context: SandboxContext,
  account: Account,
  user: User,
  state: string | undefined,
  { grants, integration }: Allowed = context,
): string {
  return addressWith(integration.redirectUri, {
    code: grants.issueCode(account, user),
    referer: `${account.subdomain}.${context.settings.baseHost}`,
    state,
    platform: platformOf(context),
    client_id: integration.clientId,
  });
}

/** Who was let in: the registered integration unless an external one was. */
type Allowed = Pick<SandboxContext, 'grants' | 'integration'>;

/** Where a browser goes back to after Deny. An external integration has no id yet. */
export function deniedAddress(
  { integration }: SandboxContext,
  state: string | undefined,
  external: ExternalAsk | null = null,
): string {
  const error = 'access_denied';
  if (external !== null) return addressWith(external.redirect_uri, { error, state });
  return addressWith(integration.redirectUri, { error, client_id: integration.clientId, state });
}

/** What amoCRM's own server calls when a widget is installed: no state, and `from_widget=1`. */
export function installAddress(context: SandboxContext, account: Account, user: User): string {
  return addressWith(context.integration.redirectUri, {
    code: context.grants.issueCode(account, user),
    referer: `${account.subdomain}.${context.settings.baseHost}`,
    platform: platformOf(context),
    client_id: context.integration.clientId,
    from_widget: '1',
  });
}

/** 1 is amocrm.ru, 2 is kommo.com: https://www.amocrm.ru/developers/content/oauth/step-by-step */
function platformOf({ settings }: SandboxContext): '1' | '2' {
  return settings.vendor === 'kommo' ? '2' : '1';
}

/** The redirect address is the integration's own; nothing a caller sends can change it. */
function addressWith(
  redirectUri: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.append(name, value);
  }
  return url.href;
}

/**
 * While the integration is off in an account, only an administrator may let it in. An external one is
 * new in every account.
 */
export function mayGrant(account: Account, user: User, isExternal = false): boolean {
  return user.isActive && (user.isAdmin || (account.isIntegrationOn && !isExternal));
}
