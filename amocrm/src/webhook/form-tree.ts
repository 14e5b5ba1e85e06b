import { AmoError } from '../errors.ts';

/** A form body as PHP reads it: texts, and branches of them by name. Lists have "0", "1", … */
export type FormTree = string | FormBranch;
export interface FormBranch {
  readonly [key: string]: FormTree;
}

type Growing = Map<string, Growing | string>;

/** Far beyond what amoCRM sends, and little enough to be read at once. */
const maxChars = 2_000_000;
const maxPairs = 20_000;
const maxDepth = 16;

/**
 * Reads `application/x-www-form-urlencoded` with PHP's brackets, whether those are percent-encoded or
 * not. Never throws but AmoError `invalid_response`, for a body that is too large or too deep. What a
 * key says twice, the later text wins; a branch wins over a text. Brackets that do not close are part
 * of the name. Names like `__proto__` are names like any other.
 */
export function parseForm(body: string): FormBranch {
  if (body.length > maxChars) throw unreadable('the form is too large');
  const root: Growing = new Map();
  let pairs = 0;
  for (const [key, value] of new URLSearchParams(body)) {
    pairs += 1;
    if (pairs > maxPairs) throw unreadable('the form has too many fields');
    const path = pathOf(key);
    if (path.length > maxDepth) throw unreadable('the form is too deep');
    put(root, path, value);
  }
  return frozen(root);
}

/** The AmoError for something received that cannot be read; it quotes nothing. */
export function unreadable(why: string): AmoError {
  return new AmoError('invalid_response', { cause: new Error(why) });
}

function pathOf(key: string): string[] {
  const open = key.indexOf('[');
  if (open <= 0 || !key.endsWith(']')) return [key];
  const inside = key.slice(open + 1, -1).split('][');
  return inside.some((part) => /[[\]]/.test(part)) ? [key] : [key.slice(0, open), ...inside];
}

function put(root: Growing, path: readonly string[], value: string): void {
  let branch = root;
  path.forEach((part, depth) => {
    const name = part === '' ? String(branch.size) : part;
    const there = branch.get(name);
    if (depth === path.length - 1) {
      if (!(there instanceof Map)) branch.set(name, value);
      return;
    }
    const next: Growing = there instanceof Map ? there : new Map<string, Growing | string>();
    if (next !== there) branch.set(name, next);
    branch = next;
  });
}

function frozen(branch: Growing): FormBranch {
  const entries = [...branch].map(([name, value]) => {
    return [name, typeof value === 'string' ? value : frozen(value)] as const;
  });
  return Object.fromEntries(entries);
}

/** What stands under a name, if anything. */
export function at(tree: FormTree | undefined, name: string): FormTree | undefined {
  if (tree === undefined || typeof tree === 'string') return undefined;
  return Object.hasOwn(tree, name) ? tree[name] : undefined;
}

/** The text under a name; null when there is none, or an empty one: amoCRM's word for absent. */
export function textAt(tree: FormTree | undefined, name: string): string | null {
  const value = at(tree, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The whole number under a name; null when there is none that keeps all its digits. */
export function numberAt(tree: FormTree | undefined, name: string): number | null {
  const value = textAt(tree, name);
  return value === null ? null : wholeNumber(value);
}

/** A text of digits as a number that keeps them all, else null. */
export function wholeNumber(value: string): number | null {
  const number = /^-?\d{1,16}$/.test(value) ? Number(value) : NaN;
  return Number.isSafeInteger(number) ? number : null;
}

/** The members of a list; a branch that is no list, or a text, is a list of one. */
export function members(tree: FormTree | undefined): FormTree[] {
  if (tree === undefined) return [];
  if (typeof tree === 'string') return [tree];
  const names = Object.keys(tree);
  const isList = names.length > 0 && names.every((name) => /^\d+$/.test(name));
  return isList ? Object.values(tree) : [tree];
}
