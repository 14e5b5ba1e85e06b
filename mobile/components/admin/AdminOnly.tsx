import { Redirect } from 'expo-router';
import type { ReactNode } from 'react';
import { Opening } from '@/components/navigation/Opening';
import { useSession } from '@/session/SessionProvider';

/** Administrators only. The backend asks again; this keeps others from empty screens. */
export function AdminOnly({ children }: { children: ReactNode }) {
  const { state, profile } = useSession();
  if (state === 'loading') return <Opening />;
  if (state === 'signedOut') return <Redirect href="/sign-in" />;
  return profile?.role === 'admin' ? children : <Redirect href="/settings" />;
}
