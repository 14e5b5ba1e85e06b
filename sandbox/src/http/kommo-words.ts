import type { FastifyInstance } from 'fastify';

/**
 * Error texts depend on the platform: amoCRM's are partly Russian, Kommo's are English. The first is
 * documented (https://developers.kommo.com/docs/http-codes); the others are those of the OAuth
 * library whose shapes the answers match.
 */
const english: ReadonlyMap<unknown, string> = new Map([
  ['Неверный логин или пароль', 'Invalid user name or password'],
  ['Некорректный запрос', 'Invalid request'],
  [
    'В запросе отсутствует ряд параметров или параметры невалидны',
    'The request is missing a required parameter or includes an invalid parameter value',
  ],
  ['Некорректный клиент', 'Invalid client'],
  ['Авторизация клиента не прошла', 'Client authentication failed'],
]);

/** Says problems in Kommo's language, wherever they come from. */
export function kommoWords(app: FastifyInstance): void {
  app.addHook('preSerialization', async (_request, reply, payload) => {
    if (reply.statusCode < 400 || typeof payload !== 'object' || payload === null) return payload;
    return Object.fromEntries(
      Object.entries(payload).map(([key, value]: [string, unknown]) => [
        key,
        english.get(value) ?? value,
      ]),
    );
  });
}
