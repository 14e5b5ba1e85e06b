import { useLocalSearchParams, useRouter } from 'expo-router';
import { lazy, Suspense, useCallback, type ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useLayout } from '@/theme/layout';
import { useTheme } from '@/theme/ThemeProvider';
import { border, width } from '@/theme/tokens';

/** On demand: a board is drawn before anybody opens a lead. */
const LeadPanel = lazy(async () => ({
  default: (await import('@/components/lead/LeadPanel')).LeadPanel,
}));

/** Opens a lead: beside the board where there is room for both, else as a screen of its own. */
export function useOpenLead(): (leadId: number) => void {
  const router = useRouter();
  const beside = useLayout() === 'desktop';
  return useCallback(
    (leadId) => {
      if (beside) router.setParams({ lead: String(leadId) });
      else router.push({ pathname: '/lead/[id]', params: { id: String(leadId) } });
    },
    [router, beside],
  );
}

/** The board, and at its right the lead that `?lead=` names, on windows as wide as a desktop's. */
export function LeadBeside({ children }: { children: ReactNode }) {
  const { t } = useTranslation('common');
  const { colours } = useTheme();
  const router = useRouter();
  const { lead } = useLocalSearchParams<{ lead?: string }>();
  const leadId =
    useLayout() === 'desktop' && /^[1-9]\d{0,15}$/.test(lead ?? '') ? Number(lead) : null;
  return (
    <View style={styles.row}>
      <View style={styles.board}>{children}</View>
      {leadId !== null && (
        <View
          role="complementary"
          style={[styles.panel, { borderColor: colours.line, backgroundColor: colours.paper }]}
        >
          <Suspense>
            <LeadPanel
              key={leadId}
              leadId={leadId}
              back={{ label: t('close'), onPress: () => router.setParams({ lead: undefined }) }}
            />
          </Suspense>
        </View>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flex: 1, flexDirection: 'row' },
  board: { flex: 1, minWidth: 0 },
  panel: { width: width.dialog, borderLeftWidth: border.hairline },
});
