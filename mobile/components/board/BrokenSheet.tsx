import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import ExternalLink from 'lucide-react-native/icons/external-link';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useBrokenWords } from '@/components/amo-crm/broken-words';
import type { useConnect } from '@/components/amo-crm/use-connection';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useWords } from '@/components/amo-crm/use-words';
import { Banner } from '@/components/ui/Banner';
import { Button } from '@/components/ui/Button';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';
import { TwoKeys } from '@/components/ui/TwoKeys';
import { space } from '@/theme/tokens';

/** The broken connection over leads that can still be read: when, why, and the way back. */
export function BrokenSheet({
  status,
  connect,
}: {
  status: ConnectionStatus;
  connect: ReturnType<typeof useConnect>;
}) {
  const words = useWords();
  const failureWords = useFailureWords();
  const why = useBrokenWords(status);
  const [open, setOpen] = useState(true);
  return (
    <Sheet
      open={open}
      onClose={() => setOpen(false)}
      title={words('broken.title')}
      titleVariant="title"
      description={why}
      picture={<TwoKeys state="failed" label={words('broken.title')} />}
      footer={
        <View style={styles.buttons}>
          <Button
            label={words('broken.button')}
            icon={ExternalLink}
            iconAt="end"
            busy={connect.beginning}
            onPress={() => void connect.begin()}
          />
          <Button kind="quiet" label={words('broken.browse')} onPress={() => setOpen(false)} />
        </View>
      }
    >
      <Text tone="ink2">{words('broken.readable')}</Text>
      {connect.problem !== null && (
        <Banner tone="danger" icon={TriangleAlert} {...failureWords(connect.problem)} />
      )}
    </Sheet>
  );
}

const styles = StyleSheet.create({ buttons: { gap: space.m } });
