import ChevronLeft from 'lucide-react-native/icons/chevron-left';
import type { ReactNode, ReactElement } from 'react';
import {
  KeyboardAvoidingView,
  ScrollView,
  StyleSheet,
  View,
  type RefreshControlProps,
} from 'react-native';
import { useTranslation } from 'react-i18next';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useLayout } from '@/theme/layout';
import { useTheme } from '@/theme/ThemeProvider';
import { height, space, width } from '@/theme/tokens';
import { IconButton } from './IconButton';
import { Text } from './Text';

export interface ScreenProps {
  children: ReactNode;
  /** The one serif title; without it the screen brings its own. */
  title?: string;
  /** A way back at the left of the title, for a screen that another has opened. */
  onBack?: () => void;
  /** At the right of the title: a badge, a button. */
  headerEnd?: ReactNode;
  /** How wide the content may grow: a form, a page to read, or everything. */
  room?: 'form' | 'reading' | 'full';
  scroll?: boolean;
  /** Always in reach below the content: the screen's main button. */
  footer?: ReactNode;
  /** Screens inside the tabs leave the bottom to the tab bar. */
  bottomInset?: boolean;
  /** Side margin: 16, 24 on forms. */
  refreshControl?: ReactElement<RefreshControlProps>;
  testID?: string;
}

/** A screen's paper: safe areas, margins, widths, scrolling, and room for the keyboard. */
export function Screen({
  children,
  title,
  onBack,
  headerEnd,
  room = 'reading',
  scroll = true,
  footer,
  bottomInset = false,
  refreshControl,
  testID,
}: ScreenProps) {
  const { colours } = useTheme();
  const insets = useSafeAreaInsets();
  const layout = useLayout();
  const { t } = useTranslation('common');
  // A short form in a tall window: its buttons stay with it, in the middle.
  const together = room === 'form' && footer !== undefined && layout !== 'phone';
  const margin = room === 'form' ? space.form : space.screen;
  const measure = [
    styles.measure,
    { paddingHorizontal: margin },
    room !== 'full' && { maxWidth: width[room] + 2 * margin },
  ];
  const header = title !== undefined && (
    <View style={[styles.header, onBack && styles.withBack]}>
      {onBack && <IconButton icon={ChevronLeft} label={t('back')} onPress={onBack} />}
      <Text variant="title" heading={1} style={styles.grow}>
        {title}
      </Text>
      {headerEnd}
    </View>
  );
  return (
    <KeyboardAvoidingView
      behavior="padding"
      {...(testID !== undefined && { testID })}
      style={[
        styles.paper,
        together && styles.middle,
        { backgroundColor: colours.paper, paddingTop: insets.top },
      ]}
    >
      {scroll ? (
        <ScrollView
          style={together ? styles.asTall : styles.grow}
          contentContainerStyle={styles.content}
          keyboardShouldPersistTaps="handled"
          {...(refreshControl && { refreshControl })}
        >
          <View style={[...measure, styles.growIn]}>
            {header}
            {children}
          </View>
        </ScrollView>
      ) : (
        <View style={[...measure, styles.grow]}>
          {header}
          {children}
        </View>
      )}
      {footer !== undefined && <View style={[...measure, styles.footer]}>{footer}</View>}
      {bottomInset && <View style={{ height: insets.bottom }} />}
    </KeyboardAvoidingView>
  );
}

const styles = StyleSheet.create({
  paper: { flex: 1 },
  middle: { justifyContent: 'center' },
  grow: { flex: 1 },
  asTall: { flexGrow: 0, flexShrink: 1 },
  growIn: { flexGrow: 1 },
  content: { flexGrow: 1, paddingBottom: space.xxl },
  measure: { width: '100%', alignSelf: 'center' },
  header: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    minHeight: height.header,
  },
  // The arrow stands on the margin, its target reaches beyond.
  withBack: { gap: 0, marginLeft: -space.l },
  footer: { paddingTop: space.l, paddingBottom: space.xl },
});
