import { useRouter } from 'expo-router';
import { StyleSheet, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTranslation } from 'react-i18next';
import { board } from '@/components/auth/return-path';
import { useTheme } from '@/theme/ThemeProvider';
import { LeadPanel } from './LeadPanel';

/** A lead as a screen of its own. Opened by a link, it leads back to the board. */
export function LeadScreen({ leadId }: { leadId: number }) {
  const { t } = useTranslation('common');
  const { colours } = useTheme();
  const insets = useSafeAreaInsets();
  const router = useRouter();
  const back = () => (router.canGoBack() ? router.back() : router.replace(board));
  return (
    <View style={[styles.screen, { backgroundColor: colours.paper, paddingTop: insets.top }]}>
      <LeadPanel key={leadId} leadId={leadId} back={{ label: t('tabs.leads'), onPress: back }} />
    </View>
  );
}

const styles = StyleSheet.create({ screen: { flex: 1 } });
