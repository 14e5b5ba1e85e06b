import type { ReactNode, Ref } from 'react';
import { StyleSheet, View, type ViewProps } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { Logo } from '@/components/ui/Logo';
import { tabBarHeight } from '@/theme/tab-bar';
import { useTheme } from '@/theme/ThemeProvider';
import { border, space, width } from '@/theme/tokens';
import { navBar } from './nav-aria';

export interface NavBarProps extends ViewProps {
  /** `bar`: below, on the phone. `rail`: at the left. */
  shape: 'bar' | 'rail';
  /** Who is signed in, at the foot of the rail. */
  person: string;
  children?: ReactNode;
  ref?: Ref<View>;
}

/** Where the sections of the app are chosen. */
export function NavBar({ shape, person, children, ref, ...rest }: NavBarProps) {
  const { colours } = useTheme();
  const { t } = useTranslation('common');
  const insets = useSafeAreaInsets();
  const surface = { backgroundColor: colours.surface, borderColor: colours.line };
  if (shape === 'bar') {
    return (
      <View
        {...rest}
        ref={ref}
        {...navBar(t('tabs.label'))}
        style={[
          styles.bar,
          surface,
          { height: tabBarHeight(insets.bottom), paddingBottom: insets.bottom },
        ]}
      >
        {children}
      </View>
    );
  }
  return (
    <View
      {...rest}
      ref={ref}
      style={[
        styles.rail,
        surface,
        { paddingTop: insets.top + space.l + space.xs, paddingBottom: insets.bottom + space.xl },
      ]}
    >
      <Logo size={38} />
      <View {...navBar(t('tabs.label'))} style={styles.sections}>
        {children}
      </View>
      <Avatar name={person} size={36} own />
    </View>
  );
}

const styles = StyleSheet.create({
  bar: { flexDirection: 'row', borderTopWidth: border.hairline },
  rail: {
    width: width.rail,
    alignItems: 'center',
    gap: space.xl,
    borderRightWidth: border.hairline,
  },
  sections: { flex: 1, alignSelf: 'stretch', alignItems: 'center', gap: space.s },
});
