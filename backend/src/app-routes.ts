import { accountDeletedSchema, appInfoSchema, callerProfileSchema } from '@foryou-crm/contract/app';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { eq } from 'drizzle-orm';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { deleteMe, type DeleteMeParts } from './auth/delete-me.ts';
import { demoPeople } from './auth/demo-people.ts';
import type { Config } from './config.ts';
import { users } from './database/schema.ts';
import { apiError } from './http/problem.ts';

/** What the app asks before and right after somebody signs in, and the way out for good. */
export const appRoutes =
  (parts: DeleteMeParts & { config: Config }): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const { config, db } = parts;
    const { mode, demo, auth, amoCrm } = config;
    app.get(
      paths.app,
      {
        config: { access: 'public' },
        schema: {
          tags: ['App'],
          summary: 'What the sign-in screen has to know',
          security: [],
          response: { 200: dataOf(appInfoSchema) },
        },
      },
      () => ({
        data: {
          mode,
          signIn: auth.external === null ? ('password' as const) : ('external' as const),
          crm: amoCrm.vendor,
          demo: demo && {
            emails: demoPeople.map((person) => person.email),
            password: demo.password,
          },
        },
      }),
    );
    app.get(
      paths.me,
      {
        config: { access: 'user' },
        schema: {
          tags: ['App'],
          summary: 'Who am I?',
          response: { 200: dataOf(callerProfileSchema) },
        },
      },
      async ({ caller }) => {
        const [me] = await db.select().from(users).where(eq(users.id, caller.userId));
        if (!me) throw apiError.unauthenticated('There is no such person.');
        return { data: { id: me.id, email: me.email, name: me.name, role: caller.role } };
      },
    );
    app.delete(
      paths.me,
      {
        config: { access: 'user' },
        schema: {
          tags: ['App'],
          summary: 'Delete my account',
          description: 'Ends every session and the amoCRM connection. It cannot be undone.',
          response: { 200: dataOf(accountDeletedSchema) },
        },
      },
      async ({ caller }) => {
        await deleteMe(parts, caller.userId);
        return { data: { deleted: true as const } };
      },
    );
    done();
  };
