import { Redirect, usePathname } from 'expo-router';
import type { ReactNode } from 'react';
import { useSession } from '@/session/SessionProvider';
import { Opening } from './Opening';

/** A screen outside the sections that is for signed-in people; others sign in and come back. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { state } = useSession();
  const next = usePathname();
  if (state === 'loading') return <Opening />;
  if (state === 'signedOut') return <Redirect href={{ pathname: '/sign-in', params: { next } }} />;
  return children;
}
