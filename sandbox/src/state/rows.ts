import { z } from 'zod';
import type { Settings } from '../options.ts';
import { SandboxStartError } from '../options.ts';
import { accountRowsSchema, printRows } from '../store/account-rows.ts';
import type { Account } from '../store/model.ts';
import { errorCode, readIfThere } from './file.ts';
import { damagedAt, parseJson } from './state.ts';

/** Raised whenever rows that are kept could not be read as they stand. */
const rowsVersion = 1;

const headSchema = z.object({ version: z.int() });
const rowsSchema = z.strictObject({
  version: z.literal(rowsVersion),
  /** What the rows were seeded with; null: as usual. */
  leads: z.int().nullable(),
  seed: z.int().nullable(),
  accounts: z.array(accountRowsSchema),
});

type Seeded = Pick<Settings, 'leads' | 'seed'>;

/** Rows stand beside the state they belong to. */
export const rowsFileOf = (stateFile: string): string => `${stateFile}.rows`;

/** The text of a file of rows. */
export function rowsText(accounts: readonly Account[], { leads, seed }: Seeded): string {
  return JSON.stringify({
    version: rowsVersion,
    leads: leads ?? null,
    seed: seed ?? null,
    accounts: accounts.map(printRows),
  });
}

/**
 * The accounts that an earlier run has left; null when there is no file yet. Changes nothing.
 * @throws {SandboxStartError} `state_refused`: unreadable, damaged, of another version, or seeded
 * otherwise than this start asks for.
 */
export async function readRows(file: string, { leads, seed }: Seeded): Promise<Account[] | null> {
  const text = await readIfThere(file).catch((cause: unknown) => {
    throw refusal(file, `cannot be read (${errorCode(cause)})`);
  });
  if (text === null) return null;
  const value = parseJson(text);
  const head = headSchema.safeParse(value);
  if (!head.success) throw refusal(file, 'is damaged: it is no file of rows');
  if (head.data.version !== rowsVersion) {
    throw refusal(file, `has version ${head.data.version}, and this sandbox reads ${rowsVersion}`);
  }
  const rows = rowsSchema.safeParse(value);
  if (!rows.success) {
    throw refusal(file, `is damaged at ${damagedAt(rows.error)}`);
  }
  if (rows.data.leads !== (leads ?? null) || rows.data.seed !== (seed ?? null)) {
    throw refusal(file, 'was seeded with another --leads or --seed');
  }
  return rows.data.accounts;
}

function refusal(file: string, what: string): SandboxStartError {
  return new SandboxStartError(
    'state_refused',
    `The rows in ${file} cannot be gone on from: the file ${what}. It was left as it is. Move it away to start with fresh rows.`,
  );
}
