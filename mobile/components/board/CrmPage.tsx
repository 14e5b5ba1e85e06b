import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { StyleSheet, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { failureOf } from '@/api/failure';
import { queryKeys } from '@/api/query-keys';
import { AmoCrmAuthScreen } from '@/components/amo-crm/AmoCrmAuthScreen';
import { staysReadable } from '@/components/amo-crm/broken-words';
import { useAttempt, useConnect, useConnectionStatus } from '@/components/amo-crm/use-connection';
import { useNow } from '@/components/amo-crm/use-now';
import { useSession } from '@/session/SessionProvider';
import { dropAttempt, isOpen } from '@/storage/connect-attempt';
import { useTheme } from '@/theme/ThemeProvider';
import { space } from '@/theme/tokens';
import { Board, Failed } from './Board';
import { BoardHeader } from './BoardHeader';
import { BoardSkeleton } from './BoardSkeleton';
import { BrokenSheet } from './BrokenSheet';
import { useOnEntry } from './use-on-entry';

/** The CRM: asks for the status whenever it is entered, and shows what that status calls for. */
export function CrmPage() {
  const { colours } = useTheme();
  const insets = useSafeAreaInsets();
  const queries = useQueryClient();
  const status = useConnectionStatus();
  const { refetch } = status;

  useOnEntry(
    useCallback(() => {
      void refetch({ cancelRefetch: false });
      void queries.invalidateQueries({ queryKey: queryKeys.attempt });
      void queries.refetchQueries({ queryKey: queryKeys.crm, type: 'active', stale: true });
    }, [refetch, queries]),
  );

  const paper = [styles.paper, { backgroundColor: colours.paper, paddingTop: insets.top }];
  if (status.data !== undefined) {
    const failure = status.isError ? failureOf(status.error) : null;
    return (
      <Known status={status.data} failure={failure} paper={paper} onAsk={() => void refetch()} />
    );
  }
  return (
    <View style={paper}>
      <BoardHeader />
      <View style={styles.margin}>
        {status.isError ? (
          <Failed
            failure={failureOf(status.error)}
            onRetry={() => void refetch()}
            retrying={status.isFetching}
          />
        ) : (
          <BoardSkeleton />
        )}
      </View>
    </View>
  );
}

function Known({
  status,
  failure,
  paper,
  onAsk,
}: {
  status: ConnectionStatus;
  failure: ReturnType<typeof failureOf> | null;
  paper: object;
  onAsk: () => void;
}) {
  const queries = useQueryClient();
  const { profile } = useSession();
  const attempt = useAttempt().data ?? null;
  const now = useNow(attempt === null ? null : 1000);
  const connect = useConnect();
  const readable = status.state === 'reconnect_required' && staysReadable(status);
  const keepsBoard = readable && queries.getQueryData(queryKeys.pipelines) !== undefined;
  const waiting = attempt !== null && isOpen(attempt, profile?.id ?? '', now);

  // An exchange whose answer was lost: the connection is there, so the attempt is over.
  useEffect(() => {
    if (!status.connected || attempt?.userId !== profile?.id || attempt === null) return;
    void dropAttempt(attempt.state).then(() =>
      queries.invalidateQueries({ queryKey: queryKeys.attempt }),
    );
  }, [status.connected, attempt, profile?.id, queries]);

  // Mended: what could not be refreshed until now is asked for at once.
  const inTrouble = status.trouble !== null;
  const wasInTrouble = useRef(inTrouble);
  useEffect(() => {
    const over = wasInTrouble.current && !inTrouble;
    wasInTrouble.current = inTrouble;
    if (over && status.connected) void queries.invalidateQueries({ queryKey: queryKeys.crm });
  }, [inTrouble, status.connected, queries]);

  // Access was taken away, or there is none: nothing of the account stays on this device.
  const nothingStays = !status.connected && !readable;
  useEffect(() => {
    if (nothingStays) queries.removeQueries({ queryKey: queryKeys.crm });
  }, [nothingStays, queries]);

  if (!status.connected && (waiting || !keepsBoard)) return <AmoCrmAuthScreen status={status} />;
  return (
    <View style={paper}>
      <Board
        status={status}
        statusFailure={failure}
        onRefreshStatus={onAsk}
        onReconnect={() => void connect.begin()}
      />
      {!status.connected && <BrokenSheet status={status} connect={connect} />}
    </View>
  );
}

const styles = StyleSheet.create({
  paper: { flex: 1 },
  margin: { flex: 1, paddingHorizontal: space.screen },
});
