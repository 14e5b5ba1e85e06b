import ExternalLink from 'lucide-react-native/icons/external-link';
import { useRouter } from 'expo-router';
import { StyleSheet, View } from 'react-native';
import { Banner } from '@/components/ui/Banner';
import { Button } from '@/components/ui/Button';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import type { Failed } from './callback-machine';
import { FactCard } from './CallbackParts';
import { CallbackFrame } from './CallbackFrame';
import { useConnect } from './use-connection';
import { menderOf, useFailureWords } from './use-failure-words';
import { clockOf, useNow } from './use-now';
import { useWords, type Words } from './use-words';

/** One failure: its own words, what happened when, and the one next step. */
export function CallbackFailed({
  state,
  onRetry,
  onLeave,
}: {
  state: Failed;
  onRetry: () => void;
  onLeave: () => void;
}) {
  const words = useWords();
  const router = useRouter();
  const connect = useConnect();
  const failureWords = useFailureWords();
  const facts = useFacts(state, words);
  const toCrm = () => router.replace('/crm');
  return (
    <CallbackFrame
      keys="failed"
      title={words(`failed.${state.why}.title`)}
      text={words(`failed.${state.why}.text`)}
      main={
        state.again === null ? (
          <Button
            label={words('callback.again')}
            icon={ExternalLink}
            iconAt="end"
            busy={connect.beginning}
            onPress={() => void connect.begin(false, toCrm)}
          />
        ) : (
          <RetryButton retryAt={state.retryAt} onRetry={onRetry} />
        )
      }
      second={<Button kind="quiet" label={words('callback.backToCrm')} onPress={onLeave} />}
    >
      <View style={styles.facts}>
        {facts.length > 0 && <FactCard title={words('callback.whatHappened')} lines={facts} />}
        {connect.problem !== null && (
          <Banner tone="danger" icon={TriangleAlert} {...failureWords(connect.problem)} />
        )}
      </View>
    </CallbackFrame>
  );
}

function RetryButton({ retryAt, onRetry }: { retryAt: number | null; onRetry: () => void }) {
  const words = useWords();
  const now = useNow(retryAt === null ? null : 1000);
  const wait = retryAt === null ? 0 : retryAt - now;
  return (
    <Button
      label={words('callback.retry')}
      onPress={onRetry}
      disabledReason={wait > 0 ? words('callback.retryIn', { time: clockOf(wait) }) : undefined}
    />
  );
}

/** Why one must wait, when it began and ended, how long the code still lives. */
function useFacts(state: Failed, words: Words): string[] {
  const format = useFormat();
  const arrived = useNow(null);
  const now = useNow(state.again === null ? null : 1000);
  const { attempt } = state;
  const facts: string[] = [];
  if (state.reason !== null) {
    facts.push(words(`wait.${state.reason}`));
    const mender = menderOf[state.reason];
    if (mender !== 'nobody') facts.push(words(`mender.${mender}`));
  }
  if (attempt !== null && state.why === 'expired') {
    facts.push(
      words('callback.timeline', {
        started: format.time(new Date(attempt.startedAt), null),
        received: format.time(new Date(arrived), null),
      }),
    );
  }
  if (attempt !== null && state.again?.name === 'exchanging') {
    const left = Date.parse(attempt.expiresAt) - now;
    facts.push(words('callback.validFor', { time: clockOf(left) }));
  }
  return facts;
}

const styles = StyleSheet.create({ facts: { gap: space.l } });
