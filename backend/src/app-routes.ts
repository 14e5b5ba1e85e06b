import { appInfoSchema, callerProfileSchema } from '@foryou-crm/contract/app';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { eq } from 'drizzle-orm';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { demoPeople } from './auth/demo-people.ts';
import type { Config } from './config.ts';
import type { Database } from './database/open.ts';
import { users } from './database/schema.ts';
import { apiError } from './http/problem.ts';

/** What the app asks before and right after somebody signs in. */
export const appRoutes =
  ({ config, db }: { config: Config; db: Database }): FastifyPluginCallbackZod =>
  (app, _options, done) => {
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
    done();
  };
