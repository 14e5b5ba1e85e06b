import { z } from 'zod';
import { grantsStateSchema } from '../oauth/grants-state.ts';
import { integrationChangesSchema } from '../oauth/integration.ts';
import { readSigningKey } from '../oauth/signing-key.ts';
import { SandboxStartError } from '../options.ts';
import { accountStateSchema } from '../store/account-state.ts';
import { errorCode, readIfThere } from './file.ts';

/** Raised whenever an older sandbox could not go on from what this one writes, or the other way. */
export const stateVersion = 2;

/** Version 1 is version 2 without what has a default here. */
const readableVersions: readonly number[] = [1, stateVersion];

const versionSchema = z.object({ version: z.int() });

const signingKeySchema = z.string().transform((text, check) => {
  const key = readSigningKey(text);
  if (key !== null) return key;
  check.addIssue({ code: 'custom', message: 'is not an RSA key' });
  return z.NEVER;
});

const stateSchema = z.strictObject({
  version: z.int(),
  /** Tokens are good for the integration they were given to. */
  clientId: z.uuid(),
  signingKey: signingKeySchema,
  clockOffset: z.int(),
  /** Null while it runs. */
  clockFrozenAt: z.int().nullable().default(null),
  integration: integrationChangesSchema,
  accounts: z.array(accountStateSchema),
  grants: grantsStateSchema,
});

/** What a restart must not forget. */
export type State = z.output<typeof stateSchema>;
/** The same as it stands in the file. */
export type StateText = z.input<typeof stateSchema>;

/**
 * What an earlier run left in the state file; null when there is no file yet. Changes nothing.
 * @throws {SandboxStartError} `state_refused`: unreadable, damaged, or of another version or
 * integration. The message names places in the file, never what stands there: those are secrets.
 */
export async function readState(file: string, clientId: string): Promise<State | null> {
  const text = await readIfThere(file).catch((cause: unknown) => {
    throw refusal(file, `cannot be read (${errorCode(cause)})`);
  });
  if (text === null) return null;
  const value = parseJson(text);
  if (value === undefined) throw refusal(file, 'is damaged: it is not JSON');
  const version = versionSchema.safeParse(value).data?.version;
  if (version === undefined) throw refusal(file, 'is not a state of a sandbox: it has no version');
  if (!readableVersions.includes(version)) {
    throw refusal(file, `has version ${version}, and this sandbox reads version ${stateVersion}`);
  }
  const state = stateSchema.safeParse(value);
  if (!state.success) throw refusal(file, `is damaged at ${damagedAt(state.error)}`);
  if (state.data.clientId !== clientId) {
    throw refusal(file, `belongs to another integration, ${state.data.clientId}`);
  }
  return state.data;
}

/** Undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser quotes what it read.
    return undefined;
  }
}

/** The place of the first thing that is wrong; what stands there is not said. */
export function damagedAt(error: z.ZodError): string {
  const path = error.issues[0]?.path ?? [];
  return path.length === 0 ? 'its top' : path.join('.');
}

function refusal(file: string, what: string): SandboxStartError {
  return new SandboxStartError(
    'state_refused',
    `The state file ${file} ${what}. It was left as it is. Name another file, or move this one away to start afresh.`,
  );
}
