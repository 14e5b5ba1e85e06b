import { Redirect, useLocalSearchParams } from 'expo-router';
import { LeadScreen } from '@/components/lead/LeadScreen';
import { Opening } from '@/components/navigation/Opening';
import { useSession } from '@/session/SessionProvider';
import NotFoundScreen from '../+not-found';

/** `/lead/123`: one lead, for whoever is signed in. */
export default function LeadRoute() {
  const { state } = useSession();
  const { id } = useLocalSearchParams<{ id: string }>();
  if (!/^[1-9]\d{0,15}$/.test(id)) return <NotFoundScreen />;
  if (state === 'loading') return <Opening />;
  if (state === 'signedOut') {
    return <Redirect href={{ pathname: '/sign-in', params: { next: `/lead/${id}` } }} />;
  }
  return <LeadScreen leadId={Number(id)} />;
}
