import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import Unplug from 'lucide-react-native/icons/unplug';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { Button } from '@/components/ui/Button';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import type { Freshness } from './badge-state';
import { DisconnectDialog } from './DisconnectDialog';
import { useNow } from './use-now';
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

const styles = StyleSheet.create({ buttons: { gap: space.m } });
