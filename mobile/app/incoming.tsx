import { SignedIn } from '@/components/navigation/SignedIn';
import { IncomingScreen } from '@/components/leads/incoming/IncomingScreen';

export default function IncomingRoute() {
  return (
    <SignedIn>
      <IncomingScreen />
    </SignedIn>
  );
}
