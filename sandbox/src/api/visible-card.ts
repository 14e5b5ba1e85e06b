import type { CardKind } from '../store/model.ts';
import { cardOf } from './cards/kinds.ts';
import type { CardOf } from './cards/kinds.ts';
import type { ApiCall } from './envelope.ts';
import { canSeeCard } from './rights.ts';

/** A card that is there and for the caller's eyes. */
export function visibleCard<Kind extends CardKind>(
  call: ApiCall,
  kind: Kind,
  id: number,
): CardOf[Kind] | undefined {
  const card = cardOf(call.account, kind, id);
  return card !== undefined && canSeeCard(call.viewer, call.account, kind, card) ? card : undefined;
}
