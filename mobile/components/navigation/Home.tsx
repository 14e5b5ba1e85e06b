import { Redirect } from 'expo-router';
import { useConnectionStatus } from '@/components/amo-crm/use-connection';
import { useSession } from '@/session/SessionProvider';
import { Opening } from './Opening';

/** `/`: a connected broker's day first; everybody else begins where connecting is. */
export function Home() {
  const { state } = useSession();
  const status = useConnectionStatus();
  if (state === 'signedOut') return <Redirect href="/sign-in" />;
  if (state === 'loading' || status.isPending) return <Opening />;
  return <Redirect href={status.data?.connected === true ? '/my-day' : '/crm'} />;
}
