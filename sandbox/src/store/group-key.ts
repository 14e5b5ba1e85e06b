import type { CardKind } from './model.ts';

/** How an account keeps its field groups: groups of two kinds may have one id, `default`. */
export function groupKey(kind: CardKind, id: string): string {
  return `${kind}/${id}`;
}
