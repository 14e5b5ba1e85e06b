import type { CallerProfile } from '@foryou-crm/contract/app';
import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  use,
  useEffect,
  useMemo,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import type { SetPasswordResult, SignInResult } from './auth-api';
import { session, type DeleteAccountResult, type SignOutResult } from './session';

export type Session = {
  state: 'loading' | 'signedOut' | 'signedIn';
  profile: CallerProfile | null;
  signIn: (email: string, password: string) => Promise<SignInResult>;
  signOut: () => Promise<SignOutResult>;
  signOutEverywhere: () => Promise<SignOutResult>;
  deleteAccount: () => Promise<DeleteAccountResult>;
  /** `token` comes from an invitation's or a reset's one-time link. */
  setPassword: (token: string, newPassword: string) => Promise<SetPasswordResult>;
};

const SessionContext = createContext<Session | null>(null);

/**
 * Starts the session and gives it to the tree. What one user has fetched is dropped before another
 * one, or nobody, is shown. Needs a `QueryClientProvider` above it.
 */
export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const current = useSyncExternalStore(session.subscribe, session.current, session.current);

  useEffect(() => {
    let user: string | null = null;
    const stop = session.subscribe(() => {
      const next = session.current().profile?.id ?? null;
      if (user !== null && next !== user) queries.clear();
      user = next;
    });
    void session.start();
    return stop;
  }, [queries]);

  const value = useMemo<Session>(
    () => ({
      ...current,
      signIn: session.signIn,
      signOut: session.signOut,
      signOutEverywhere: session.signOutEverywhere,
      deleteAccount: session.deleteAccount,
      setPassword: session.setPassword,
    }),
    [current],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): Session {
  const value = use(SessionContext);
  if (value === null) throw new Error('useSession needs a SessionProvider above it');
  return value;
}
