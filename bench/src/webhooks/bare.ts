import fastify from 'fastify';
import pg from 'pg';
import { z } from 'zod';
import { readSetup, serveChild } from '../serve-child.ts';

/*
 * The least that a durable webhook can be: a Fastify that writes the form, as it came, into a row and
 * answers. It asks nobody whose the form is, and reads nothing in it.
 */

const { databaseUrl } = readSetup(z.object({ databaseUrl: z.string() }));
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query('create table bare_hooks (id bigint generated always as identity, form text)');
const app = fastify();
app.addContentTypeParser(
  'application/x-www-form-urlencoded',
  { parseAs: 'string' },
  (_request, body, done) => done(null, body),
);
app.post('/', async ({ body }) => {
  await pool.query({
    name: 'bare_hook',
    text: 'insert into bare_hooks (form) values ($1)',
    values: [body],
  });
  return { data: { stored: 1 } };
});
const url = await app.listen({ port: 0, host: '127.0.0.1' });
serveChild(async () => {
  const { rows } = await pool.query<{ stored: string }>(
    'select count(*) as stored from bare_hooks',
  );
  return { url, stored: Number(rows[0]?.stored) };
});
