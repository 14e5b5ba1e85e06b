import type { AmoServer } from './server.ts';

/** How amoCRM's button looks and behaves. */
export interface ButtonLook {
  title?: string;
  isCompact?: boolean;
  className?: string;
  color?: 'default' | 'blue' | 'violet' | 'green' | 'orange' | 'red';
  state?: string;
  /** The name of a global function that gets `{client_id, error}`; only `access_denied` is known. */
  errorCallback?: string;
  mode?: 'popup' | 'post_message';
}

/** A registered integration, or an external one that is made when the button is pressed. */
export type ButtonIntegration =
  | { clientId: string }
  | {
      name: string;
      description: string;
      /** All three have to be https. */
      redirectUri: string;
      secretsUri: string;
      logo: string;
      scopes: readonly ('crm' | 'notifications')[];
    };

/**
 * The attributes of the script element that draws amoCRM's or Kommo's "connect" button: for
 * `document.createElement('script')`, or a template that escapes values. A sandbox has no button.
 * Throws a TypeError when an external integration's address is not https.
 * Source: https://www.amocrm.ru/developers/content/oauth/button
 */
export function buttonAttributes(
  server: { id: Exclude<AmoServer['id'], 'sandbox'> },
  integration: ButtonIntegration,
  look: ButtonLook = {},
): Record<string, string> {
  const site = server.id === 'kommo' ? 'https://www.kommo.com' : 'https://www.amocrm.ru';
  const attributes = {
    class: server.id === 'kommo' ? 'kommo_oauth' : 'amocrm_oauth',
    charset: 'utf-8',
    src: `${site}/auth/button.min.js`,
    ...integrationAttributes(integration),
    'data-title': look.title,
    'data-compact': look.isCompact === undefined ? undefined : String(look.isCompact),
    'data-class-name': look.className,
    'data-color': look.color,
    'data-state': look.state,
    'data-error-callback': look.errorCallback,
    'data-mode': look.mode,
  };
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) given[name] = value;
  }
  return given;
}

function integrationAttributes(integration: ButtonIntegration): Record<string, string> {
  if ('clientId' in integration) return { 'data-client-id': integration.clientId };
  const { name, description, redirectUri, secretsUri, logo, scopes } = integration;
  for (const address of [redirectUri, secretsUri, logo]) {
    if (!URL.canParse(address) || new URL(address).protocol !== 'https:') {
      throw new TypeError('An external integration needs https addresses');
    }
  }
  return {
    'data-name': name,
    'data-description': description,
    'data-redirect_uri': redirectUri,
    'data-secrets_uri': secretsUri,
    'data-logo': logo,
    'data-scopes': scopes.join(','),
  };
}
