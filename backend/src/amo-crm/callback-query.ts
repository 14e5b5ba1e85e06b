import { authorizationCodeSchema, token256Schema } from '@foryou-crm/contract/amo-crm';
import { appLinks } from '@foryou-crm/contract/paths';
import { z } from 'zod';

/** What a browser brings back from amoCRM, and what is handed on to the app. */
export type CallbackAnswer =
  | { kind: 'granted'; state: string; code: string; referer: string }
  | { kind: 'denied'; state: string };

/** What the callback's query says. Anything that amoCRM does not send is `malformed`. */
export type CallbackQuery = CallbackAnswer | { kind: 'widget_install' } | { kind: 'malformed' };

/** Only the characters a host name can have: whether it is amoCRM's is checked at the exchange. */
const refererSchema = z.string().regex(/^[A-Za-z0-9.-]{1,253}$/);
const grantedSchema = z.object({
  state: token256Schema,
  code: authorizationCodeSchema,
  referer: refererSchema,
  error: z.undefined().optional(),
});
const deniedSchema = z.object({
  state: token256Schema,
  error: z.literal('access_denied'),
  code: z.undefined().optional(),
});
const widgetSchema = z.object({
  from_widget: z.literal('1'),
  state: z.undefined().optional(),
});

/**
 * Reads the callback's query. A parameter that comes twice is a list, so it never passes. Others
 * that amoCRM adds (`platform`, `client_id`) decide nothing and are left behind.
 * Source: https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function readCallbackQuery(query: unknown): CallbackQuery {
  const granted = grantedSchema.safeParse(query);
  if (granted.success) {
    const { state, code, referer } = granted.data;
    return { kind: 'granted', state, code, referer };
  }
  const denied = deniedSchema.safeParse(query);
  if (denied.success) return { kind: 'denied', state: denied.data.state };
  // amoCRM's own server calls the redirect address when its widget is installed.
  // https://www.amocrm.ru/developers/content/oauth/auth-public-integrations
  return widgetSchema.safeParse(query).success ? { kind: 'widget_install' } : { kind: 'malformed' };
}

function handOverParameters(answer: CallbackAnswer): string {
  const { state } = answer;
  const parameters =
    answer.kind === 'granted'
      ? { code: answer.code, state, referer: answer.referer }
      : { error: 'access_denied', state };
  return new URLSearchParams(parameters).toString();
}

/** The web app's own callback page. The target is configuration, never Host or the query. */
export function webHandOver(publicUrl: URL, answer: CallbackAnswer): string {
  const target = new URL(appLinks.web, publicUrl);
  target.search = handOverParameters(answer);
  return target.href;
}

/** The link that opens the app, and the one that Android's browsers prefer. */
export function nativeHandOver(androidPackage: string, answer: CallbackAnswer) {
  const parameters = handOverParameters(answer);
  const path = appLinks.native.slice(`${appLinks.scheme}://`.length);
  return {
    link: `${appLinks.native}?${parameters}`,
    androidLink: `intent://${path}?${parameters}#Intent;scheme=${appLinks.scheme};package=${androidPackage};end`,
  };
}
