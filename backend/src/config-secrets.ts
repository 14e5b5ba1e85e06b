import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartRefusal } from './start-refusal.ts';

const fileSchema = z.object({
  authSecret: z.string().min(32),
  tokenKey: z.object({ id: z.string(), key: z.base64() }),
});

export interface GeneratedSecrets {
  authSecret: string;
  tokenKeys: { id: string; key: Buffer }[];
}

/** The keys of a demo or development deployment: made once, mode 0600, then the same for ever. */
export function generatedSecrets(dataDir: string): GeneratedSecrets {
  const file = join(dataDir, 'keys.json');
  const made = {
    authSecret: randomBytes(32).toString('base64url'),
    tokenKey: { id: 'local', key: randomBytes(32).toString('base64') },
  };
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    throw new StartRefusal(`DATA_DIR ${dataDir} cannot be used as a folder: ${reason}`);
  }
  try {
    // Two programs that start at once make it once: the second one finds it there.
    writeFileSync(file, JSON.stringify(made), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      const reason = error instanceof Error ? error.message : 'unknown error';
      throw new StartRefusal(`The keys cannot be kept in DATA_DIR ${dataDir}: ${reason}`);
    }
  }
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    text = null;
  }
  const parsed = fileSchema.safeParse(text);
  if (!parsed.success) {
    throw new StartRefusal(
      `${file} cannot be read or is damaged. Without its keys, stored connections cannot be opened: ` +
        'bring the file back, or delete the data folder to begin again.',
    );
  }
  const { authSecret, tokenKey } = parsed.data;
  return {
    authSecret,
    tokenKeys: [{ id: tokenKey.id, key: Buffer.from(tokenKey.key, 'base64') }],
  };
}
