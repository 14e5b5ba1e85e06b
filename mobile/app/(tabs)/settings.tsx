import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { AgencyRows } from '@/components/admin/AgencyRows';
import { AmoCrmConnectionCard } from '@/components/amo-crm/AmoCrmConnectionCard';
import { AppSettings } from '@/components/settings/AppSettings';
import { ProfileHeader } from '@/components/settings/ProfileHeader';
import { SignOutRows } from '@/components/settings/SignOutRows';
import { Screen } from '@/components/ui/Screen';
import { useSession } from '@/session/SessionProvider';
import { useLayout } from '@/theme/layout';
import { space, width } from '@/theme/tokens';

export default function SettingsScreen() {
  const { t } = useTranslation('settings');
  const { profile } = useSession();
  const wide = useLayout() === 'desktop';
  return (
    <Screen title={t('title')} room={wide ? 'full' : 'reading'}>
      <View style={wide ? styles.wide : styles.stack}>
        <View style={[styles.stack, wide && styles.half]}>
          {profile && <ProfileHeader profile={profile} />}
          <AmoCrmConnectionCard />
        </View>
        <View style={[styles.stack, wide && styles.half]}>
          <AppSettings />
          {profile?.role === 'admin' && <AgencyRows />}
          <SignOutRows />
        </View>
      </View>
    </Screen>
  );
}

const styles = StyleSheet.create({
  stack: { gap: space.l + space.xxs },
  wide: { flexDirection: 'row', gap: space.xxxl, maxWidth: width.reading * 1.6 },
  half: { flex: 1 },
});
