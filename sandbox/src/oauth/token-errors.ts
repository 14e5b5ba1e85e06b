import type { Answer } from '../http/answer.ts';

const type = 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson';

/** A refused token call with amoCRM's hint. `bodyStatus` differs from HTTP in one known case. */
function refused(status: number, hint: string, bodyStatus = status): Answer {
  return {
    status,
    type: 'application/problem+json',
    body: {
      hint,
      title: 'Некорректный запрос',
      type,
      status: bodyStatus,
      detail: 'В запросе отсутствует ряд параметров или параметры невалидны',
    },
  };
}

/** Every way the token endpoint says no, in the words seen from amoCRM. */
export const tokenErrors = {
  clientId: refused(400, 'Check the `client_id` parameter'),
  clientSecret: refused(400, 'Check the `client_secret` parameter'),
  redirectUriMismatch: refused(400, 'Redirect URI is not associated with client'),
  invalidAccount: refused(400, 'Invalid account'),
  codeRevoked: refused(400, 'Authorization code has been revoked'),
  // Seen with HTTP 400 around a body that says 401.
  codeExpired: refused(400, 'Authorization code has expired', 401),
  cannotDecryptCode: refused(400, 'Cannot decrypt the authorization code'),
  refreshRevoked: refused(401, 'Token has been revoked'),
  invalidClient: {
    status: 401,
    type: 'application/problem+json',
    body: {
      title: 'Некорректный клиент',
      type,
      status: 401,
      detail: 'Авторизация клиента не прошла',
    },
  } satisfies Answer,

  // The rest was not observed: these are the hints of the OAuth server library whose shapes
  // amoCRM's answers match.
  code: refused(400, 'Check the `code` parameter'),
  refreshToken: refused(400, 'Check the `refresh_token` parameter'),
  redirectUri: refused(400, 'Check the `redirect_uri` parameter'),
  grantType: refused(400, 'Check that all required parameters have been provided'),
  refreshExpired: refused(401, 'Token has expired'),
  cannotDecryptRefresh: refused(401, 'Cannot decrypt the refresh token'),
} as const;
