import { apiTokenSchema } from '@foryou-crm/contract/app';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { apiError } from '../http/problem.ts';
import { addressKey, countAttempt, emailKey, forgetAttempts } from './rate-limit.ts';
import { CLIENT_IP_HEADER, PASSWORD_LENGTH, type SignIn } from './sign-in.ts';

const email = z.email().max(320);
const newPassword = z
  .string()
  .min(PASSWORD_LENGTH.min, `At least ${String(PASSWORD_LENGTH.min)} characters.`)
  .max(PASSWORD_LENGTH.max, `At most ${String(PASSWORD_LENGTH.max)} characters.`);
/** What a one-time link holds: PostgreSQL takes no NUL, and no link of ours has other signs. */
const linkToken = z
  .string()
  .max(256)
  .regex(/^[\x21-\x7e]+$/, 'This is no token of a link.');
const signedInSchema = z.object({ name: z.string(), email: z.string() });

const perAddress = { max: 60, windowSeconds: 60 };
const perEmail = { max: 10, windowSeconds: 15 * 60 };
const perAddressAndLink = { max: 30, windowSeconds: 60 };

/**
 * The few endpoints of the sign-in that the app needs; whatever else better-auth could do has no
 * address. A browser gets its session as an HttpOnly cookie and never sees the token; a program
 * without cookies (the phone, a script) gets it in the header `set-auth-token`.
 */
export const signInRoutes =
  (parts: {
    db: Database;
    signIn: SignIn;
    publicUrl: URL;
    clock: Clock;
  }): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const { db, signIn, publicUrl } = parts;
    // better-auth knows no HEAD, and a HEAD for a token makes no sense.
    const common = { config: { access: 'public' }, exposeHeadRoute: false } as const;
    const tags = ['Sign in'];

    /** Hands a request to better-auth, with nothing of it but what is listed here. */
    async function ask(
      request: FastifyRequest,
      reply: FastifyReply,
      path: string,
      body?: Record<string, string>,
    ): Promise<{ status: number; body: unknown }> {
      const headers = new Headers({ [CLIENT_IP_HEADER]: request.ip });
      for (const name of ['authorization', 'cookie', 'origin', 'referer', 'user-agent'] as const) {
        const value = request.headers[name];
        if (value !== undefined) headers.set(name, value.slice(0, 4_096));
      }
      // Browsers send the three together; Node's fetch sends one, and is no browser to be checked.
      if (request.headers['sec-fetch-site'] !== undefined) {
        for (const name of ['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest']) {
          const value = request.headers[name];
          if (typeof value === 'string') headers.set(name, value);
        }
      }
      if (body) headers.set('content-type', 'application/json');
      const answer = await signIn.handler(
        new Request(new URL(path, publicUrl), {
          method: request.method,
          headers,
          ...(body ? { body: JSON.stringify(body) } : {}),
        }),
      );
      passSession(request, reply, answer.headers);
      void reply.header('cache-control', 'no-store');
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
    }

    app.post(
      paths.auth.signIn,
      {
        ...common,
        schema: {
          tags,
          summary: 'Sign in',
          security: [],
          body: z.strictObject({ email, password: z.string().min(1).max(PASSWORD_LENGTH.max) }),
          response: { 200: dataOf(signedInSchema) },
        },
      },
      async (request, reply) => {
        const byEmail = emailKey('sign-in', request.body.email);
        await countAttempt(parts, addressKey('sign-in', request.ip), perAddress);
        await countAttempt(parts, byEmail, perEmail);
        const answer = await ask(request, reply, paths.auth.signIn, request.body);
        if (answer.status === 401) {
          // The same words whether the address is unknown or the password wrong.
          throw apiError.unauthenticated('The e-mail or the password is wrong.');
        }
        if (answer.status !== 200) throw refusalOf(answer);
        await forgetAttempts(db, byEmail);
        return { data: z.object({ user: signedInSchema }).parse(answer.body).user };
      },
    );

    app.get(
      paths.auth.token,
      {
        ...common,
        schema: {
          tags,
          summary: 'A JWT for the API, for five minutes',
          description:
            'Asks for the session: the cookie, or `Authorization: Bearer` with its token.',
          response: { 200: apiTokenSchema },
        },
      },
      async (request, reply) => {
        const answer = await ask(request, reply, paths.auth.token);
        if (answer.status !== 200) throw refusalOf(answer);
        return apiTokenSchema.parse(answer.body);
      },
    );

    app.get(
      '/api/auth/jwks',
      {
        ...common,
        schema: {
          tags,
          summary: 'The public keys our JWTs are signed with',
          security: [],
          response: { 200: z.object({ keys: z.array(z.record(z.string(), z.string())) }) },
        },
      },
      async (request, reply) => {
        const answer = await ask(request, reply, '/api/auth/jwks');
        return z.object({ keys: z.array(z.record(z.string(), z.string())) }).parse(answer.body);
      },
    );

    for (const [path, summary] of [
      [paths.auth.signOut, 'Sign out on this device'],
      [paths.auth.signOutEverywhere, 'Sign out on every device'],
    ] as const) {
      app.post(
        path,
        {
          ...common,
          schema: {
            tags,
            summary,
            body: z.object({}).nullish(),
            response: { 200: dataOf(z.object({ signedOut: z.literal(true) })) },
          },
        },
        async (request, reply) => {
          const answer = await ask(request, reply, path, {});
          if (answer.status !== 200) throw refusalOf(answer);
          return { data: { signedOut: true as const } };
        },
      );
    }

    app.post(
      paths.auth.setPassword,
      {
        ...common,
        schema: {
          tags,
          summary: 'Set the password by a one-time link',
          description: 'Ends every session of the person. The link works once.',
          security: [],
          body: z.strictObject({ token: linkToken, newPassword }),
          response: { 200: dataOf(z.object({ passwordSet: z.literal(true) })) },
        },
      },
      async (request, reply) => {
        await countAttempt(parts, addressKey('one-time-link', request.ip), perAddressAndLink);
        const answer = await ask(request, reply, paths.auth.setPassword, request.body);
        if (answer.status === 400) {
          throw apiError.invalidInput([
            { path: 'token', message: 'This link was used, has expired, or was never ours.' },
          ]);
        }
        if (answer.status !== 200) throw refusalOf(answer);
        return { data: { passwordSet: true as const } };
      },
    );
    done();
  };

/**
 * A session goes to a browser as a cookie only, to anybody else as a token only: script in a page
 * cannot read the one, and a phone's network layer keeps no second copy of the other.
 */
function passSession(request: FastifyRequest, reply: FastifyReply, from: Headers): void {
  const { origin, cookie } = request.headers;
  const isBrowser =
    origin !== undefined || cookie !== undefined || request.headers['sec-fetch-site'] !== undefined;
  if (isBrowser) {
    for (const value of from.getSetCookie()) void reply.header('set-cookie', value);
    return;
  }
  const token = from.get('set-auth-token');
  if (token !== null) void reply.header('set-auth-token', token);
}

const codeSchema = z.object({ code: z.string() });

function refusalOf({ status, body }: { status: number; body: unknown }) {
  if (status === 401) return apiError.unauthenticated('Sign in first.');
  if (status !== 403) return apiError.internal('The sign-in did not answer as expected.');
  const code = codeSchema.safeParse(body).data?.code ?? '';
  return apiError.forbidden(
    /ORIGIN|CROSS_SITE/.test(code)
      ? 'This came from another site than the one people open.'
      : 'This person is blocked. An administrator can undo it.',
  );
}
