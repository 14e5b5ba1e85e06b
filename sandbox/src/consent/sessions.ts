import { randomBytes } from 'node:crypto';
import type { Account, User } from '../store/model.ts';

/**
 * Who is signed in at amoCRM in which browser. A person is an email address, which may have a seat in
 * several accounts. A closed browser forgets, and so does a restart.
 */
export interface Sessions {
  /** Begins a session; its id is for the browser alone. */
  begin(email: string): string;
  /** Whose session the browser's cookies name; null for a stranger. */
  emailOf(cookies: string | undefined): string | null;
  reset(): void;
}

export function createSessions(): Sessions {
  const emails = new Map<string, string>();
  return {
    begin(email) {
      const id = randomBytes(24).toString('base64url');
      emails.set(id, email);
      return id;
    },
    emailOf(cookies) {
      const id = /(?:^|;\s*)session_id=([\w-]+)/.exec(cookies ?? '')?.[1];
      return (id === undefined ? undefined : emails.get(id)) ?? null;
    },
    reset: () => emails.clear(),
  };
}

/** The header that gives a browser its session. Lax: the consent page is come to from elsewhere. */
export const sessionCookie = (id: string): string =>
  `session_id=${id}; Path=/; HttpOnly; SameSite=Lax`;

/** The seats a person has; the password is not looked at here, as there is none. */
export const seatOf = ({ users }: Account, email: string): User | undefined =>
  users.find((user) => user.isActive && user.email.toLowerCase() === email.toLowerCase());
