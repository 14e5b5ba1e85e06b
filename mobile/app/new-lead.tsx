import { SignedIn } from '@/components/navigation/SignedIn';
import { NewLeadScreen } from '@/components/leads/new-lead/NewLeadScreen';

export default function NewLeadRoute() {
  return (
    <SignedIn>
      <NewLeadScreen />
    </SignedIn>
  );
}
