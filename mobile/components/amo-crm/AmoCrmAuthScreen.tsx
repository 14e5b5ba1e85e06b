import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import CircleAlert from 'lucide-react-native/icons/circle-alert';
import ExternalLink from 'lucide-react-native/icons/external-link';
import Info from 'lucide-react-native/icons/info';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { useEffect, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { Banner } from '@/components/ui/Banner';
import { Button } from '@/components/ui/Button';
import { Screen } from '@/components/ui/Screen';
import { Sheet } from '@/components/ui/Sheet';
import { useSession } from '@/session/SessionProvider';
import { isOpen } from '@/storage/connect-attempt';
import { space } from '@/theme/tokens';
import { ConnectBroken } from './ConnectBroken';
import { ConnectIntro, ConnectSteps } from './ConnectIntro';
import { ConnectWaiting } from './ConnectWaiting';
import { hasPrivateSession } from './private-session';
import { TextLink } from './TextLink';
import { useAttempt, useBrowserOpen, useConnect } from './use-connection';
import { useFailureWords } from './use-failure-words';
import { useNow } from './use-now';
import { useWords } from './use-words';

/**
 * Asks to connect: the first time, while amoCRM's page is open, and when a connection is broken.
 * `onBrowse`: where leads loaded before may still be read.
 */
export function AmoCrmAuthScreen({
  status,
  onBrowse,
}: {
  status: ConnectionStatus;
  onBrowse?: () => void;
}) {
  const { profile } = useSession();
  const attempt = useAttempt().data ?? null;
  const now = useNow(attempt === null ? null : 1000);
  const connect = useConnect();
  const [ended, setEnded] = useState<'cancelled' | 'expired' | null>(null);
  const userId = profile?.id ?? '';
  const waiting = attempt !== null && isOpen(attempt, userId, now);
  const ranOut = attempt?.userId === userId && !waiting;
  const { cancel } = connect;

  useEffect(() => {
    if (!ranOut) return;
    void cancel().then(() => setEnded('expired'));
  }, [ranOut, cancel]);

  if (waiting) {
    return (
      <Waiting
        left={Date.parse(attempt.expiresAt) - now}
        onOpen={() => void connect.reopen(attempt.url, false)}
        onCancel={() => void connect.cancel().then(() => setEnded('cancelled'))}
      />
    );
  }
  const begin = (privately: boolean) => {
    setEnded(null);
    void connect.begin(privately);
  };
  return (
    <Invitation
      status={status}
      userName={profile?.name ?? ''}
      ended={ended}
      connect={connect}
      begin={begin}
      {...(onBrowse && { onBrowse })}
    />
  );
}

function Waiting({
  left,
  onOpen,
  onCancel,
}: {
  left: number;
  onOpen: () => void;
  onCancel: () => void;
}) {
  const words = useWords();
  const browserOpen = useBrowserOpen();
  return (
    <Screen
      room="form"
      testID="connect-waiting"
      footer={
        <View style={styles.buttons}>
          <Button
            label={words('waiting.openAgain')}
            icon={ExternalLink}
            iconAt="end"
            onPress={onOpen}
          />
          <Button kind="quiet" label={words('waiting.cancel')} onPress={onCancel} />
        </View>
      }
    >
      <ConnectWaiting left={left} closed={!browserOpen} />
    </Screen>
  );
}

function Invitation({
  status,
  userName,
  ended,
  connect,
  begin,
  onBrowse,
}: {
  status: ConnectionStatus;
  userName: string;
  ended: 'cancelled' | 'expired' | null;
  connect: ReturnType<typeof useConnect>;
  begin: (privately: boolean) => void;
  onBrowse?: () => void;
}) {
  const words = useWords();
  const [sheet, setSheet] = useState<'another' | 'not_offered' | null>(null);
  const broken = status.state === 'reconnect_required';
  return (
    <Screen
      room="form"
      testID="connect-invitation"
      footer={
        <View style={styles.buttons}>
          {!broken && <ConnectSteps />}
          <Button
            label={words(broken ? 'broken.button' : 'connect.button')}
            icon={ExternalLink}
            iconAt="end"
            busy={connect.beginning}
            onPress={() => begin(false)}
          />
          {onBrowse && <Button kind="quiet" label={words('broken.browse')} onPress={onBrowse} />}
          <Button
            kind="quiet"
            label={words('connect.another')}
            onPress={() => setSheet('another')}
          />
        </View>
      }
    >
      {broken ? <ConnectBroken status={status} /> : <ConnectIntro userName={userName} />}
      <TextLink label={words('connect.notOffered')} onPress={() => setSheet('not_offered')} />
      <Notes ended={ended} connect={connect} />
      <Sheet
        open={sheet === 'not_offered'}
        onClose={() => setSheet(null)}
        title={words('connect.notOfferedTitle')}
        description={words('connect.notOfferedText')}
      />
      <Sheet
        open={sheet === 'another'}
        onClose={() => setSheet(null)}
        title={words('connect.anotherTitle')}
        description={words(
          hasPrivateSession() ? 'connect.anotherTextPrivate' : 'connect.anotherTextShared',
        )}
        footer={
          <Button
            label={words('connect.anotherButton')}
            icon={ExternalLink}
            iconAt="end"
            onPress={() => {
              setSheet(null);
              begin(true);
            }}
          />
        }
      />
    </Screen>
  );
}

/** How the last attempt ended, or why none could be begun. */
function Notes({
  ended,
  connect,
}: {
  ended: 'cancelled' | 'expired' | null;
  connect: ReturnType<typeof useConnect>;
}) {
  const words = useWords();
  const failureWords = useFailureWords();
  if (connect.problem !== null) {
    return (
      <View style={styles.note}>
        <Banner tone="danger" icon={TriangleAlert} {...failureWords(connect.problem)} />
      </View>
    );
  }
  if (ended === null) return null;
  return (
    <View style={styles.note}>
      <Banner
        tone={ended === 'expired' ? 'warn' : 'brass'}
        icon={ended === 'expired' ? CircleAlert : Info}
        title={words(`ended.${ended}Title`)}
        text={words(`ended.${ended}Text`)}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  buttons: { gap: space.m },
  note: { paddingTop: space.xl },
});
