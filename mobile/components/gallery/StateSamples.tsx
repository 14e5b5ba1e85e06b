import Check from 'lucide-react-native/icons/check';
import Plus from 'lucide-react-native/icons/plus';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import WifiOff from 'lucide-react-native/icons/wifi-off';
import { Banner } from '@/components/ui/Banner';
import { Dots } from '@/components/ui/Dots';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { Skeleton } from '@/components/ui/Skeleton';
import { TwoKeys, type TwoKeysState } from '@/components/ui/TwoKeys';
import { Sample } from './Sample';

const keys: TwoKeysState[] = ['idle', 'waiting', 'done', 'failed'];
const nothing = () => undefined;

/** How a screen says that it waits, has nothing, or could not. */
export function StateSamples() {
  return (
    <>
      <Sample name="Banner" wide>
        <Banner tone="brass" icon={WifiOff} title="How things stand" text="And what follows." />
        <Banner tone="ok" icon={Check} title="Done" />
        <Banner
          tone="warn"
          icon={TriangleAlert}
          title="Take care"
          text={['One sentence.', 'Another one.']}
        />
        <Banner
          tone="danger"
          icon={TriangleAlert}
          title="It went wrong"
          action={{ label: 'What to do', onPress: nothing }}
        />
      </Sample>
      <Sample name="EmptyState" wide>
        <EmptyState
          title="На цьому етапі поки порожньо"
          text="Перетягніть сюди угоду або створіть нову."
          action={{ label: 'Нова угода', icon: Plus, onPress: nothing }}
        />
      </Sample>
      <Sample name="ErrorState" wide>
        <ErrorState
          title="What happened"
          text={['What is safe.', 'What to do.']}
          onRetry={nothing}
        />
        <ErrorState title="Trying again" text="What to do." onRetry={nothing} retrying />
      </Sample>
      <Sample name="Skeleton" wide>
        <Skeleton width="72%" />
        <Skeleton width="48%" />
      </Sample>
      <Sample name="TwoKeys">
        {keys.map((state) => (
          <TwoKeys key={state} state={state} label={state} />
        ))}
        <Dots size={5} tone="ink" />
      </Sample>
    </>
  );
}
