import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { KeyboardAvoidingView, StyleSheet, useWindowDimensions, View } from 'react-native';
import { queryKeys } from '@/api/query-keys';
import { useTheme } from '@/theme/ThemeProvider';
import { space } from '@/theme/tokens';
import { LeadBar, type Back } from './LeadBar';
import { LeadBody } from './LeadBody';
import { LeadSkeleton } from './LeadSkeleton';
import { LeadTrouble } from './LeadTrouble';
import { useLead } from './use-lead';

/** From this width on the facts stand beside the history. */
const TWO_COLUMNS = 880;

/**
 * One lead, laid out by the panel's own width: alone on a phone, in two columns on a desktop, narrow
 * beside a board. Give it a `key` by lead, so that nothing that was typed goes to another one.
 */
export function LeadPanel({ leadId, back = null }: { leadId: number; back?: Back | null }) {
  const { colours } = useTheme();
  const window = useWindowDimensions();
  const [measured, setMeasured] = useState<number | null>(null);
  const queries = useQueryClient();
  const { lead, failure, isFetching, dataUpdatedAt } = useLead(leadId);
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: queryKeys.lead(leadId) });
    void queries.invalidateQueries({ queryKey: queryKeys.timeline(leadId) });
  };
  // What was taken away from the caller is not shown on, though it is still here.
  const known = failure?.kind === 'not_found' ? undefined : lead;
  return (
    <KeyboardAvoidingView
      behavior="padding"
      onLayout={({ nativeEvent }) => setMeasured(nativeEvent.layout.width)}
      style={[styles.panel, { backgroundColor: colours.paper }]}
    >
      {known === undefined ? (
        <>
          <LeadBar back={back} title={null} />
          {failure === null ? (
            <LeadSkeleton />
          ) : (
            <View style={styles.trouble}>
              <LeadTrouble failure={failure} onRetry={refresh} retrying={isFetching} />
            </View>
          )}
        </>
      ) : (
        <LeadBody
          lead={known}
          back={back}
          wide={(measured ?? window.width) >= TWO_COLUMNS}
          stale={failure === null ? null : { failure, updatedAt: dataUpdatedAt }}
          onRefresh={refresh}
          refreshing={isFetching}
        />
      )}
    </KeyboardAvoidingView>
  );
}

const styles = StyleSheet.create({
  panel: { flex: 1 },
  trouble: { padding: space.screen, width: '100%', maxWidth: 640, alignSelf: 'center' },
});
