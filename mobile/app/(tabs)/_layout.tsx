import CalendarCheck from 'lucide-react-native/icons/calendar-check';
import Search from 'lucide-react-native/icons/search';
import Settings from 'lucide-react-native/icons/settings';
import SquareKanban from 'lucide-react-native/icons/square-kanban';
import { Redirect, usePathname } from 'expo-router';
import { TabList, Tabs, TabSlot, TabTrigger } from 'expo-router/ui';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { NavBar } from '@/components/navigation/NavBar';
import { NavItem } from '@/components/navigation/NavItem';
import { NewLeadTab } from '@/components/navigation/NewLeadButton';
import { Opening } from '@/components/navigation/Opening';
import { ShortcutKeys } from '@/components/navigation/ShortcutKeys';
import { useSession } from '@/session/SessionProvider';
import { useLayout } from '@/theme/layout';
import { useTheme } from '@/theme/ThemeProvider';

/** The signed-in app: sections below on the phone, at the left elsewhere. */
export default function TabsLayout() {
  const { t } = useTranslation(['common', 'leads']);
  const { colours } = useTheme();
  const { state, profile } = useSession();
  const pathname = usePathname();
  // While nothing of the tabs is drawn the router forgets which of them was asked for.
  const [asked, setAsked] = useState(pathname);
  if (pathname !== '/' && pathname !== asked) setAsked(pathname);
  const rail = useLayout() !== 'phone';
  if (state === 'loading') return <Opening />;
  if (state === 'signedOut') {
    return <Redirect href={{ pathname: '/sign-in', params: { next: asked } }} />;
  }
  const shape = rail ? 'rail' : 'bar';
  const sections = (
    <TabList asChild>
      <NavBar shape={shape} person={profile?.name ?? ''}>
        <TabTrigger name="crm" href="/crm" asChild>
          <NavItem shape={shape} icon={SquareKanban} label={t('tabs.leads')} />
        </TabTrigger>
        <TabTrigger name="my-day" href="/my-day" asChild>
          <NavItem shape={shape} icon={CalendarCheck} label={t('tabs.myDay')} />
        </TabTrigger>
        {!rail && <NewLeadTab />}
        <TabTrigger name="search" href="/search" asChild>
          <NavItem shape={shape} icon={Search} label={t('leads:nav.search')} />
        </TabTrigger>
        <TabTrigger name="settings" href="/settings" asChild>
          <NavItem shape={shape} icon={Settings} label={t('tabs.settings')} />
        </TabTrigger>
      </NavBar>
    </TabList>
  );
  return (
    <Tabs
      style={[rail ? styles.beside : styles.below, styles.fill, { backgroundColor: colours.paper }]}
    >
      {rail && sections}
      <View style={styles.fill}>
        <TabSlot style={styles.fill} />
      </View>
      {!rail && sections}
      <ShortcutKeys />
    </Tabs>
  );
}

const styles = StyleSheet.create({
  fill: { flex: 1 },
  beside: { flexDirection: 'row' },
  below: { flexDirection: 'column' },
});
