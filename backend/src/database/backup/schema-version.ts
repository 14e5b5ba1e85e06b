import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type pg from 'pg';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../migrations');

export const schemaVersionSchema = z.array(z.object({ tag: z.string(), hash: z.string() })).min(1);
/** The migrations that made a database what it is, in their order. */
export type SchemaVersion = z.infer<typeof schemaVersionSchema>;

const journalSchema = z.object({ entries: z.array(z.object({ tag: z.string() })) });

/** What this version of the backend makes of an empty database. */
export function ourSchemaVersion(): SchemaVersion {
  const journal: unknown = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8'));
  const { entries } = journalSchema.parse(journal);
  const files = readMigrationFiles({ migrationsFolder: folder });
  return files.map(({ hash }, n) => ({ tag: entries[n]?.tag ?? hash, hash }));
}

/** What was done to this database; null: nothing of ours was. */
export async function appliedSchemaVersion(client: pg.Client): Promise<SchemaVersion | null> {
  const table = 'drizzle.__drizzle_migrations';
  const found = await client.query('select from pg_class where oid = to_regclass($1)', [table]);
  if (found.rowCount === 0) return null;
  const applied = await client.query(`select hash from ${table} order by created_at, id`);
  const tags = new Map(ourSchemaVersion().map(({ tag, hash }) => [hash, tag]));
  const version = z
    .array(z.object({ hash: z.string() }))
    .parse(applied.rows)
    .map(({ hash }) => ({ tag: tags.get(hash) ?? 'another', hash }));
  return version.length === 0 ? null : version;
}

export const isSameVersion = (one: SchemaVersion, other: SchemaVersion): boolean =>
  one.length === other.length && one.every(({ hash }, n) => hash === other[n]?.hash);

/** For people: the last migration, with as much of its hash as tells two of the same name apart. */
export function nameOf(version: SchemaVersion): string {
  const last = version.at(-1);
  return last ? `${last.tag} (${last.hash.slice(0, 8)})` : 'none';
}
