import { sql } from 'drizzle-orm';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Database } from '../../database/open.ts';
import { together } from '../../database/together.ts';
import { apiError } from '../../http/problem.ts';
import { mirrorAccounts } from '../tables.ts';
import { hookHashOf, hookSecretPattern, hooksPath } from './address.ts';
import { createHookStore } from './hook-store.ts';
import { readHooks } from './read-hooks.ts';

/** Far beyond what amoCRM sends in one call. */
const bodyLimit = 512 * 1024;
const paramsSchema = z.object({ secret: z.string() });

/**
 * Where amoCRM tells changes. A hook is stored before it is answered, and read later: what it says is
 * only taken as a hint of what to read.
 */
export const hookRoutes =
  ({ db, wake }: { db: Database; wake: () => void }): FastifyPluginAsyncZod =>
  (app) => {
    const store = createHookStore(db);
    const accountsQuery = db
      .select({ hookHash: mirrorAccounts.hookHash, accountId: mirrorAccounts.accountId })
      .from(mirrorAccounts)
      .where(sql`${mirrorAccounts.hookHash} = any(${sql.placeholder('hashes')})`)
      .prepare('hook_accounts');
    const accountWith = together(async (hashes: readonly string[]) => {
      const rows = await accountsQuery.execute({ hashes });
      return new Map(rows.map(({ hookHash, accountId }) => [hookHash ?? '', accountId]));
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit },
      (_request, body, done) => {
        const form = utf8Of(body);
        if (form === null) done(unreadable('The form is not UTF-8.'));
        else done(null, form);
      },
    );

    async function accountOf(secret: string): Promise<number> {
      // An address that no account has costs no question.
      const accountId = hookSecretPattern.test(secret)
        ? await accountWith(hookHashOf(secret))
        : undefined;
      if (accountId === undefined) throw apiError.notFound('No account has this address.');
      return accountId;
    }

    app.post(
      `${hooksPath}/:secret`,
      {
        config: { access: 'public' },
        bodyLimit,
        logLevel: 'warn',
        schema: {
          tags: ['amoCRM connection'],
          summary: 'amoCRM tells that something has changed',
          description: 'The address is known to amoCRM alone; a body is a form as amoCRM sends it.',
          security: [],
          consumes: ['application/x-www-form-urlencoded'],
          params: paramsSchema,
          response: { 200: z.object({ data: z.object({ stored: z.number().int() }) }) },
        },
      },
      async ({ params, body, headers }) => {
        const accountId = await accountOf(params.secret);
        const encoding = headers['content-encoding'];
        if (encoding !== undefined && encoding !== 'identity') {
          throw unreadable('The form must not be compressed.');
        }
        if (typeof body !== 'string') throw unreadable('The body is empty.');
        const hooks = readHooks(accountId, body);
        await store(hooks);
        wake();
        return { data: { stored: hooks.length } };
      },
    );
    return Promise.resolve();
  };

const unreadable = (message: string) => apiError.invalidInput([{ path: 'body', message }]);

function utf8Of(body: Buffer | string): string | null {
  if (typeof body === 'string') return body;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}
