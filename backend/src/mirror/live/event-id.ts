import { createHash } from 'node:crypto';
import type { Seeing } from '../rights/read-viewer.ts';

/** Where a device stands: of which account, with which rights, and up to which change. */
export interface Mark {
  accountId: number;
  rights: string;
  number: number;
}

/**
 * Another one for other rights: what an older id has left out may now be visible, or the reverse. Also
 * another one once the mirror is whole; see `follow`.
 */
export const rightsMark = ({ viewer, mirror }: Seeing): string =>
  createHash('sha256')
    .update(JSON.stringify([viewer, mirror.isFilling]))
    .digest('base64url')
    .slice(0, 12);

export const writeMark = ({ accountId, rights, number }: Mark): string =>
  `${String(accountId)}.${rights}.${String(number)}`;

/** Null for what is no id of ours. */
export function readMark(text: string): Mark | null {
  const [, account, rights, number] = /^(\d{1,16})\.([\w-]{12})\.(\d{1,16})$/.exec(text) ?? [];
  if (account === undefined || rights === undefined || number === undefined) return null;
  return { accountId: Number(account), rights, number: Number(number) };
}
