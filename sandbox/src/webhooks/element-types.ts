import type { CardKind } from '../store/model.ts';

/** How hooks name kinds of cards by number. */
export const elementTypes: Readonly<Record<CardKind, number>> = {
  contacts: 1,
  leads: 2,
  companies: 3,
};
