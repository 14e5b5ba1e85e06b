import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import CircleAlert from 'lucide-react-native/icons/circle-alert';
import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import Unplug from 'lucide-react-native/icons/unplug';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { Banner } from '@/components/ui/Banner';
import { Button } from '@/components/ui/Button';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import type { Freshness } from './badge-state';
import { staysReadable, useBrokenWords } from './broken-words';
import { DisconnectDialog } from './DisconnectDialog';
import { useNow } from './use-now';
import { useTroubleWords } from './use-trouble-words';
import { useWords } from './use-words';

/** The connection in detail: the account, since when, how fresh; refresh, reconnect, disconnect. */
export function ConnectionSheet({
  open,
  onClose,
  status,
  freshness,
  onReconnect,
}: {
  open: boolean;
  onClose: () => void;
  status: ConnectionStatus;
  freshness: Freshness;
  onReconnect: () => void;
}) {
  const words = useWords();
  const format = useFormat();
  const now = new Date(useNow(10_000));
  const [asking, setAsking] = useState(false);
  const broken = status.state === 'reconnect_required';
  const updatedAt = freshness.updatedAt === null ? null : new Date(freshness.updatedAt);
  return (
    <>
      <Sheet
        open={open && !asking}
        onClose={onClose}
        title={status.accountName}
        footer={
          <View style={styles.buttons}>
            {broken ? (
              <Button
                kind="secondary"
                label={words('badge.reconnect')}
                onPress={() => {
                  onClose();
                  onReconnect();
                }}
              />
            ) : (
              <Button
                kind="secondary"
                icon={RefreshCw}
                label={words('badge.refresh')}
                busy={freshness.refreshing}
                onPress={freshness.refresh}
              />
            )}
            <Button
              kind="destructive"
              icon={Unplug}
              label={words('disconnect.button')}
              onPress={() => setAsking(true)}
            />
          </View>
        }
      >
        <WhatIsTheMatter status={status} failure={freshness.failure} />
        <Group>
          <ListRow label={words('badge.domain')} value={status.domain} />
          {status.connectedAt !== null && (
            <ListRow
              label={words('badge.since')}
              value={format.day(new Date(status.connectedAt), now, status.timeZone)}
            />
          )}
          <ListRow
            label={words('badge.fresh')}
            value={
              updatedAt === null
                ? words('badge.never')
                : format.freshness(updatedAt, now > updatedAt ? now : updatedAt)
            }
          />
        </Group>
      </Sheet>
      <DisconnectDialog
        open={asking}
        accountName={status.accountName}
        onClose={() => setAsking(false)}
        onDone={() => {
          setAsking(false);
          onClose();
        }}
      />
    </>
  );
}

/** Why the account cannot be used now or any more, and what still can be read. */
function WhatIsTheMatter({
  status,
  failure,
}: {
  status: ConnectionStatus;
  failure: Freshness['failure'];
}) {
  const words = useWords();
  const why = useBrokenWords(status);
  const trouble = useTroubleWords(status, failure);
  const readable = words('broken.readable');
  if (status.state === 'reconnect_required') {
    return (
      <Banner
        tone="danger"
        icon={TriangleAlert}
        title={words('broken.title')}
        text={staysReadable(status) ? [why, readable] : why}
        announce={false}
      />
    );
  }
  if (trouble === null) return null;
  const { title, text } = trouble;
  return (
    <Banner
      tone="warn"
      icon={CircleAlert}
      title={title}
      text={[...text, readable]}
      announce={false}
    />
  );
}

const styles = StyleSheet.create({ buttons: { gap: space.m } });
