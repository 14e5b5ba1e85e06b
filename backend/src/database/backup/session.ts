import pg from 'pg';
import { StartRefusal } from '../../start-refusal.ts';
import { placeOf, wordsOf } from '../words.ts';

/**
 * A COPY may last, so nothing cuts it short; a lock is waited for only as long as a person would. The
 * rest makes the text of every value the same on whatever server it is written and read.
 */
const settings = `
  set statement_timeout = 0;
  set idle_in_transaction_session_timeout = 0;
  set lock_timeout = '20s';
  set client_encoding = 'UTF8';
  set datestyle = 'ISO, YMD';
  set intervalstyle = 'postgres';
  set timezone = 'UTC';
  set extra_float_digits = 1;
`;

/** Lends a connection of its own, without the deadlines of the backend's pool. */
export async function withSession<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'foryou-crm backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // What is under way fails with the connection; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new StartRefusal(`The database at ${placeOf(url)} cannot be used: ${wordsOf(cause)}`, {
      cause,
    });
  }
  try {
    await client.query(settings);
    return await work(client);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === '55P03')) throw error;
    throw new StartRefusal(
      `Something else holds a table of the database at ${placeOf(url)}. Try again when it is done.`,
      { cause: error },
    );
  } finally {
    await client.end();
  }
}
