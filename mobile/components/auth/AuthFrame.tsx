import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Logo } from '@/components/ui/Logo';
import { Screen } from '@/components/ui/Screen';
import { Text } from '@/components/ui/Text';
import { useLayout } from '@/theme/layout';
import { useTheme } from '@/theme/ThemeProvider';
import { border, space } from '@/theme/tokens';
import { BoardPreview } from './BoardPreview';
import { LanguageSwitch } from './LanguageSwitch';

export interface AuthFrameProps {
  title: string;
  subtitle: string;
  children: ReactNode;
}

/** The screens before the app: mark, serif title, form, languages. Wide windows get a second half. */
export function AuthFrame({ title, subtitle, children }: AuthFrameProps) {
  const { colours } = useTheme();
  const wide = useLayout() === 'desktop';
  return (
    <View style={[styles.frame, { backgroundColor: colours.paper }]}>
      {wide && <Aside />}
      <View style={styles.main}>
        <Screen room="form" bottomInset>
          <View style={[styles.column, wide && styles.centred]}>
            {!wide && <Logo size={56} />}
            <View style={[styles.titles, !wide && styles.below]}>
              <Text variant="display" heading={1}>
                {title}
              </Text>
              <Text tone="ink2">{subtitle}</Text>
            </View>
            {children}
            <View style={!wide && styles.atFoot}>
              <LanguageSwitch />
            </View>
          </View>
        </Screen>
      </View>
    </View>
  );
}

function Aside() {
  const { colours } = useTheme();
  const { t } = useTranslation('auth');
  return (
    <View
      style={[styles.aside, { backgroundColor: colours.sunken, borderRightColor: colours.line }]}
    >
      <Logo size={56} />
      <View style={styles.picture}>
        <BoardPreview />
      </View>
      <View style={styles.asideWords}>
        <Text variant="title">{t('aside.title')}</Text>
        <Text tone="ink2">{t('aside.text')}</Text>
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  frame: { flex: 1, flexDirection: 'row' },
  main: { flex: 1 },
  aside: {
    flexBasis: '46%',
    flexGrow: 0,
    padding: 48,
    gap: space.xxxl,
    borderRightWidth: border.hairline,
    overflow: 'hidden',
  },
  // The board goes on past the edge, as it does on a phone.
  picture: { flex: 1, justifyContent: 'center', overflow: 'hidden', marginRight: -48 },
  asideWords: { gap: space.m, maxWidth: 420 },
  column: { flexGrow: 1, paddingTop: space.xxxl + space.l, gap: space.xxl },
  centred: { justifyContent: 'center', paddingTop: space.xxl },
  atFoot: { marginTop: 'auto' },
  titles: { gap: space.xs },
  below: { paddingTop: space.xs },
});
