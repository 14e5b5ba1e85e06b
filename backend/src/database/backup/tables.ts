import pg from 'pg';
import { z } from 'zod';

export interface Table {
  name: string;
  /** All but the generated ones, which the database fills by itself. */
  columns: string[];
  /** The tables that its foreign keys point to. */
  needs: string[];
}

/**
 * What a backup does without: who runs and who knocked just now is nobody's loss, and the keys that
 * sign JWTs of five minutes are made anew. (They are encrypted with AUTH_SECRET: where that one was
 * lost, they would lock everybody out.)
 */
const passing: ReadonlySet<string> = new Set([
  'amo_limiter',
  'auth_jwks',
  'auth_rate_limit',
  'backend_instances',
]);

/** The mirror is amoCRM's own data: it is read again, and read again it is of today. */
export const isLeftOut = (table: string): boolean =>
  passing.has(table) || table.startsWith('mirror_');

const tableSchema = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  needs: z.array(z.string()),
});

/** The tables as the database itself knows them, those that others point to first. */
export async function readTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query(`
    select
      t.relname as name,
      array(
        select c.attname::text from pg_attribute c
        where c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped and c.attgenerated = ''
        order by c.attnum
      ) as columns,
      array(
        select f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.conrelid = t.oid and k.contype = 'f'
      ) as needs
    from pg_class t
    where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
      and not t.relispartition
    order by t.relname`);
  const tables = z.array(tableSchema).parse(rows);
  return inOrder(tables.filter(({ name }) => !isLeftOut(name)));
}

/** What is pointed to comes before what points; a table may point to itself. */
export function inOrder(tables: readonly Table[]): Table[] {
  const ordered = new Map<string, Table>();
  const waiting = new Map(tables.map((table) => [table.name, table]));
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ name, needs }) =>
      needs.every((other) => other === name || !waiting.has(other)),
    );
    if (ready.length === 0) {
      throw new Error(`These tables point to each other: ${[...waiting.keys()].join(', ')}`);
    }
    for (const table of ready) {
      waiting.delete(table.name);
      ordered.set(table.name, table);
    }
  }
  return [...ordered.values()];
}

/** For a statement: the names come from a catalogue or a file. */
export const quoted = (table: string) => `"public".${pg.escapeIdentifier(table)}`;
export const quotedList = (columns: readonly string[]) =>
  columns.map((column) => pg.escapeIdentifier(column)).join(', ');

/** After rows came with their own numbers: the next number is a new one, in every table. */
export async function setSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`
    select * from (
      select t.relname as "table", c.attname as "column",
        pg_get_serial_sequence(format('%I.%I', 'public', t.relname), c.attname) as sequence
      from pg_attribute c join pg_class t on t.oid = c.attrelid
      where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
        and c.attnum > 0 and not c.attisdropped
    ) numbered where sequence is not null`);
  const numbered = z.array(
    z.object({ table: z.string(), column: z.string(), sequence: z.string() }),
  );
  for (const { table, column, sequence } of numbered.parse(rows)) {
    const name = pg.escapeIdentifier(column);
    await client.query(
      `select setval($1::regclass, max(${name})) from ${quoted(table)} having max(${name}) is not null`,
      [sequence],
    );
  }
}
