import { createContext, use } from 'react';

/** What the cards need to know about the account they come from. */
export type BoardAccount = {
  currency: string | null;
  /** A zone this device knows, or null for the device's own. */
  timeZone: string | null;
  /** The broker's own amoCRM user, whose initials are drawn in brass. */
  amoUserId: number | null;
  /** The broker's name in this app, for an account that does not let him read its users. */
  ownName: string | null;
  /** Milliseconds since 1970, moving once a minute: when "overdue" begins. */
  now: number;
  /** False while the account is still being read: figures are what is known so far. */
  whole: boolean;
};

export const BoardAccountContext = createContext<BoardAccount | null>(null);

export function useBoardAccount(): BoardAccount {
  const account = use(BoardAccountContext);
  if (account === null) throw new Error('useBoardAccount needs a board above it');
  return account;
}
