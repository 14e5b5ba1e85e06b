import { Redirect } from 'expo-router';
import { useLanding } from '@/components/amo-crm/use-connection';
import { CrmPage } from '@/components/board/CrmPage';

/** The CRM tab. An answer of amoCRM that waited for a sign-in is worked on first. */
export default function CrmRoute() {
  const link = useLanding();
  return link === null ? <CrmPage /> : <Redirect href="/amo-crm/callback" />;
}
