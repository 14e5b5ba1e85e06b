import { useRouter } from 'expo-router';
import { useEffect } from 'react';
import { Button } from '@/components/ui/Button';
import { Text } from '@/components/ui/Text';
import { dropAttempt } from '@/storage/connect-attempt';
import type { CallbackState } from './callback-machine';
import { CallbackFailed } from './CallbackFailed';
import { CallbackFrame } from './CallbackFrame';
import { AccountChangeCard, FinishingSteps } from './CallbackParts';
import { landing } from './landing';
import { useCallbackMachine } from './use-callback';
import { useNow } from './use-now';
import { useWords } from './use-words';

/** The done screen is read, then leads on by itself. */
const LEAVES_AFTER = 2000;

/** Where amoCRM's answer arrives: finishing, done, or failed in words. */
export function CallbackScreen() {
  const { state, dispatch } = useCallbackMachine();
  const router = useRouter();
  const toCrm = () => {
    const link = landing.current();
    if (link !== null) landing.finish(link);
    router.replace('/crm');
  };
  switch (state.name) {
    case 'reading':
    case 'exchanging':
    case 'asking':
      return <Finishing state={state} onLeave={toCrm} />;
    case 'done':
      return <Done account={state.account} onGo={toCrm} />;
    case 'sign_in':
      return <SignInFirst />;
    case 'confirm_change':
      return (
        <ConfirmChange
          change={state.change}
          onConfirm={() => dispatch({ type: 'confirm' })}
          onKeep={() => void dropAttempt(state.attempt.state).then(toCrm)}
        />
      );
    case 'failed':
      return (
        <CallbackFailed
          state={state}
          onRetry={() => dispatch({ type: 'retry', now: Date.now() })}
          onLeave={toCrm}
        />
      );
  }
}

function Finishing({ state, onLeave }: { state: CallbackState; onLeave: () => void }) {
  const words = useWords();
  return (
    <CallbackFrame
      keys="waiting"
      title={words('callback.finishingTitle')}
      text={words('callback.finishingText')}
      main={<Button kind="secondary" label={words('callback.leave')} onPress={onLeave} />}
    >
      <FinishingSteps checked={state.name !== 'reading'} />
    </CallbackFrame>
  );
}

function Done({ account, onGo }: { account: { name: string; domain: string }; onGo: () => void }) {
  const words = useWords();
  const router = useRouter();
  const now = useNow(250);
  const start = useNow(null);
  const left = Math.max(0, LEAVES_AFTER - (now - start));
  useEffect(() => {
    const timer = setTimeout(() => router.replace('/crm'), LEAVES_AFTER);
    return () => clearTimeout(timer);
  }, [router]);
  return (
    <CallbackFrame
      keys="done"
      title={words('callback.doneTitle')}
      text={`${account.name} · ${account.domain}`}
      main={<Button label={words('callback.goToLeads')} onPress={onGo} />}
      second={
        <Text variant="label" tone="ink3" align="center" aria-hidden>
          {words('callback.opensIn', { count: Math.max(1, Math.ceil(left / 1000)) })}
        </Text>
      }
    />
  );
}

function SignInFirst() {
  const words = useWords();
  const router = useRouter();
  return (
    <CallbackFrame
      keys="idle"
      title={words('callback.signInTitle')}
      text={words('callback.signInText')}
      main={
        <Button
          label={words('callback.signInButton')}
          onPress={() =>
            router.replace({ pathname: '/sign-in', params: { next: '/amo-crm/callback' } })
          }
        />
      }
    />
  );
}

function ConfirmChange({
  change,
  onConfirm,
  onKeep,
}: {
  change: Extract<CallbackState, { name: 'confirm_change' }>['change'];
  onConfirm: () => void;
  onKeep: () => void;
}) {
  const words = useWords();
  return (
    <CallbackFrame
      keys="idle"
      title={words('callback.changeTitle')}
      text={words('callback.changeText')}
      main={
        <Button
          label={words('callback.changeConfirm', { name: change.to.name })}
          onPress={onConfirm}
        />
      }
      second={
        <Button
          kind="quiet"
          label={words('callback.changeKeep', { name: change.from.name })}
          onPress={onKeep}
        />
      }
    >
      <AccountChangeCard change={change} />
    </CallbackFrame>
  );
}
