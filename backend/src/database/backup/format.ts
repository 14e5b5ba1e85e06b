/*
 * A backup is a gzip file of lines, UTF-8:
 *
 *   {"kind":"foryou-crm-backup","format":1,"schema":[{"tag","hash"}…],"at":"…","mode":"production"}
 *   {"table":"users","columns":["id","issuer"…]}
 *   … its rows, as PostgreSQL's COPY writes them as text: tabs between columns, \N for null
 *   \.
 *   … the other tables, those that foreign keys point to first
 *   {"rows":{"users":3…},"sha256":"…"}
 *
 * The last line holds the number of rows of each table, and the sum of all lines before it: a file
 * that was cut or changed is known by it.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { StartRefusal } from '../../start-refusal.ts';
import { schemaVersionSchema } from './schema-version.ts';

const kind = 'foryou-crm-backup';
const format = 1;
const endOfRows = '\\.';
const newline = 0x0a;

const anyHeaderSchema = z.object({ kind: z.literal(kind), format: z.int() });
const headerSchema = z.object({
  kind: z.literal(kind),
  format: z.literal(format),
  schema: schemaVersionSchema,
  at: z.iso.datetime(),
  mode: z.enum(['demo', 'development', 'production']),
});
export type Header = z.infer<typeof headerSchema>;

const tableSchema = z.strictObject({
  table: z.string().min(1),
  columns: z.array(z.string().min(1)).min(1),
});
export type TableHead = z.infer<typeof tableSchema>;

const trailerSchema = z.strictObject({
  rows: z.record(z.string(), z.int().nonnegative()),
  sha256: z.hex(),
});
/** How many rows each table has. */
export type Counts = Record<string, number>;

/** The lines of a backup. `counts` is filled on the way. */
export async function* writeBackup(
  head: Omit<Header, 'kind' | 'format'>,
  tables: readonly TableHead[],
  rowsOf: (table: TableHead) => AsyncIterable<Buffer>,
  counts: Counts,
): AsyncGenerator<Buffer, void, undefined> {
  const sum = createHash('sha256');
  const summed = (bytes: Buffer) => {
    sum.update(bytes);
    return bytes;
  };
  const line = (value: object) => Buffer.from(`${JSON.stringify(value)}\n`);
  yield summed(line({ kind, format, ...head }));
  for (const { table, columns } of tables) {
    yield summed(line({ table, columns }));
    counts[table] = 0;
    for await (const chunk of rowsOf({ table, columns })) {
      counts[table] += linesIn(chunk);
      yield summed(chunk);
    }
    yield summed(Buffer.from(`${endOfRows}\n`));
  }
  yield line({ rows: counts, sha256: sum.digest('hex') });
}

/** COPY writes a newline inside a value as \n, so each newline is the end of a row. */
function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines += 1;
  return lines;
}

/**
 * Reads a backup from its first line to its last and hands each table to `take`. It has returned only
 * when the whole file was as it was written; what `take` did before must be undone otherwise.
 * @throws {StartRefusal} when it is no backup, another format's, cut or changed
 */
export async function readBackup(
  file: string,
  take: (head: TableHead, rows: AsyncIterable<Buffer>) => Promise<void> = () => Promise.resolve(),
): Promise<{ header: Header; counts: Counts }> {
  const lines = linesOf(file);
  const sum = createHash('sha256');
  const counts: Counts = {};
  const damaged = () =>
    new StartRefusal(`${file} is cut or damaged: it does not end as it was written.`);

  const next = async (): Promise<Buffer> => {
    const { done, value } = await lines.next();
    if (done === true) throw damaged();
    return value;
  };
  const summed = async () => {
    const line = await next();
    sum.update(line);
    return line;
  };

  async function* rowsOf(table: string): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const row = await summed();
      if (row.length === 3 && row.toString() === `${endOfRows}\n`) return;
      counts[table] = (counts[table] ?? 0) + 1;
      yield row;
    }
  }

  try {
    const header = readHeader(file, parsed(await summed()));
    for (;;) {
      const line = await next();
      const json = parsed(line);
      const trailer = trailerSchema.safeParse(json);
      if (trailer.success) {
        const isWhole = trailer.data.sha256 === sum.digest('hex');
        if (!isWhole || !isSame(trailer.data.rows, counts)) throw damaged();
        if ((await lines.next()).done !== true) throw damaged();
        return { header, counts };
      }
      const head = tableSchema.safeParse(json);
      if (!head.success || head.data.table in counts) throw damaged();
      sum.update(line);
      counts[head.data.table] = 0;
      const rows = rowsOf(head.data.table);
      await take(head.data, gathered(rows));
      // What was not taken is read past: it counts all the same.
      while ((await rows.next()).done !== true);
    }
  } finally {
    await lines.return();
  }
}

function readHeader(file: string, json: unknown): Header {
  const any = anyHeaderSchema.safeParse(json);
  if (!any.success) throw new StartRefusal(`${file} is no backup of For You CRM.`);
  if (any.data.format !== format) {
    throw new StartRefusal(
      `${file} is a backup in the format ${any.data.format}, and this version of the backend reads ` +
        `format ${format}.`,
    );
  }
  const header = headerSchema.safeParse(json);
  if (!header.success) throw new StartRefusal(`${file} is damaged: its first line cannot be read.`);
  return header.data;
}

function isSame(one: Counts, other: Counts): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  );
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return null;
  }
}

/** The rows again, many at a time: a message to the database for each would be slow. */
async function* gathered(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let some: Buffer[] = [];
  let size = 0;
  for await (const row of rows) {
    some.push(row);
    size += row.length;
    if (size < 65_536) continue;
    yield Buffer.concat(some);
    some = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(some);
}

/** The lines of a gzip file, each with its newline. */
async function* linesOf(file: string): AsyncGenerator<Buffer, void, undefined> {
  const source = createReadStream(file);
  const plain = createGunzip();
  source.once('error', (error) => plain.destroy(error));
  source.pipe(plain);
  const chunks: AsyncIterable<Buffer> = plain;
  try {
    let rest: Buffer[] = [];
    for await (const chunk of chunks) {
      let from = 0;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        const end = chunk.subarray(from, at + 1);
        yield rest.length === 0 ? end : Buffer.concat([...rest, end]);
        rest = [];
        from = at + 1;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    }
    if (rest.length > 0)
      throw new StartRefusal(`${file} is cut or damaged: its last line has no end.`);
  } catch (error) {
    throw inWords(file, error);
  } finally {
    source.destroy();
  }
}

function inWords(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_')) {
    return new StartRefusal(`${file} is cut or damaged, or no backup of For You CRM.`, {
      cause: error,
    });
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') return new StartRefusal(`There is no file ${file}.`);
  if (code === 'EISDIR') return new StartRefusal(`${file} is a folder.`);
  if (code === 'EACCES' || code === 'EPERM') {
    return new StartRefusal(`${file} cannot be read by this user.`);
  }
  return error;
}
