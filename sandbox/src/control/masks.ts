/*
 * What a log of exchanges must not keep: tokens, codes, secrets and states. Masked by name where they
 * have one and by their looks wherever they stand, so that text that is cut or is no JSON is safe too.
 */

const mask = '***';
const secretNames =
  'access_token|refresh_token|client_secret|secret|authorization|x-refresh-token|cookie|set-cookie|signature';
/** A code or a state is secret in a sign-in; elsewhere `code` is a word like any other. */
const signInNames = `${secretNames}|code|state`;

const inJson = (names: string) => new RegExp(`("(?:${names})"\\s*:\\s*")[^"]*`, 'gi');
const inQuery = (names: string) => new RegExp(`((?:^|[?&;])(?:${names})=)[^&\\s"]*`, 'gi');
/** Codes and refresh tokens; access tokens, whole or cut. */
const byLooks = /def502[0-9a-f]+|eyJ[\w-]{10,}(?:\.[\w-]*){0,2}/g;

const patterns = {
  plain: [inJson(secretNames), inQuery(secretNames)],
  signIn: [inJson(signInNames), inQuery(signInNames)],
} as const;

/** @param path - where it was sent to, without the query. */
export function masked(text: string, path: string): string {
  const isSignIn = path.startsWith('/oauth');
  const [json, query] = isSignIn ? patterns.signIn : patterns.plain;
  return text
    .replaceAll(json, `$1${mask}`)
    .replaceAll(query, `$1${mask}`)
    .replaceAll(byLooks, mask);
}

const secretHeaders = /^(authorization|x-refresh-token|cookie|set-cookie|proxy-authorization)$/;

export function maskedHeaders(
  headers: Readonly<Record<string, unknown>>,
  path: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secretHeaders.test(name) ? mask : masked(String(value), path),
    ]),
  );
}
