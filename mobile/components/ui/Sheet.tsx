import * as Dialog from '@rn-primitives/dialog';
import X from 'lucide-react-native/icons/x';
import { useEffect, useState, type ReactNode } from 'react';
import { Animated, Easing, ScrollView, StyleSheet, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTranslation } from 'react-i18next';
import { useLayout } from '@/theme/layout';
import { nativeDriver } from '@/theme/native-driver';
import { useReducedMotion } from '@/theme/reduced-motion';
import { useTheme } from '@/theme/ThemeProvider';
import { height, motion, radius, space, width } from '@/theme/tokens';
import { maxFontSizeMultiplier, textStyle, type TextVariant } from '@/theme/type';
import { IconButton } from './IconButton';
import { useReturnFocus } from './use-return-focus';
import { useSwipeDown } from './use-swipe-down';

export interface SheetProps {
  open: boolean;
  /** Asked for by the cross, the scrim, a swipe, Escape and Android's back. */
  onClose: () => void;
  title: string;
  /** `title`: the sheet is a screen of its own, with a serif title. */
  titleVariant?: Extract<TextVariant, 'heading' | 'title'>;
  description?: string;
  /** Above the title: the two keys. */
  picture?: ReactNode;
  children?: ReactNode;
  /** Buttons, always in reach while the content scrolls. */
  footer?: ReactNode;
}

/**
 * A dialog: from the bottom on the phone, 440 wide in the middle elsewhere. The rest of the app is
 * out of reach while it is open; on the web the focus goes in, stays in and comes back.
 */
export function Sheet({
  open,
  onClose,
  title,
  titleVariant = 'heading',
  description,
  picture,
  children,
  footer,
}: SheetProps) {
  const { colours, elevation } = useTheme();
  const { t } = useTranslation('common');
  const insets = useSafeAreaInsets();
  const phone = useLayout() === 'phone';
  const { present, progress, reduced } = usePresence(open);
  const swipe = useSwipeDown(onClose);
  const returnFocus = useReturnFocus();
  const [panelHeight, setPanelHeight] = useState(400);

  const from = reduced ? 0 : phone ? panelHeight : 12;
  const shift = Animated.add(
    progress.interpolate({ inputRange: [0, 1], outputRange: [from, 0] }),
    swipe.offset,
  );

  return (
    <Dialog.Root
      // It is a view of its own: out of the flow, so that it takes no gap between its neighbours.
      style={styles.root}
      open={present}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay style={styles.fill}>
          <Animated.View
            style={[styles.fill, { backgroundColor: colours.scrim, opacity: progress }]}
          />
        </Dialog.Overlay>
        <Dialog.Content
          {...returnFocus}
          pointerEvents="box-none"
          aria-label={title}
          // Flat: on the web the primitives spread what they are given, and a list has no style.
          style={StyleSheet.flatten([styles.fill, phone ? styles.atBottom : styles.inMiddle])}
        >
          <Animated.View
            onLayout={(event) => setPanelHeight(event.nativeEvent.layout.height)}
            style={[
              styles.panel,
              phone ? styles.sheet : styles.dialog,
              {
                backgroundColor: colours.raised,
                boxShadow: elevation.sheet,
                opacity: phone && !reduced ? 1 : progress,
                transform: [{ translateY: shift }],
                paddingBottom: phone ? Math.max(insets.bottom, space.xl) : space.xxl,
              },
            ]}
          >
            <View {...(phone && swipe.handlers)}>
              {phone && (
                <View style={styles.grabberRow}>
                  <View style={[styles.grabber, { backgroundColor: colours.lineStrong }]} />
                </View>
              )}
              {picture !== undefined && <View style={styles.picture}>{picture}</View>}
              <View style={styles.header}>
                {/* One object: the web's dialog merges styles and cannot read a list. */}
                <Dialog.Title
                  maxFontSizeMultiplier={maxFontSizeMultiplier(titleVariant)}
                  style={{ ...textStyle(titleVariant), flex: 1, color: colours.ink }}
                >
                  {title}
                </Dialog.Title>
                <IconButton icon={X} label={t('close')} tone="ink2" onPress={onClose} />
              </View>
            </View>
            <ScrollView style={styles.scroll} contentContainerStyle={styles.content}>
              {description !== undefined && (
                <Dialog.Description
                  maxFontSizeMultiplier={maxFontSizeMultiplier('body')}
                  style={{ ...textStyle('body'), color: colours.ink2 }}
                >
                  {description}
                </Dialog.Description>
              )}
              {children}
            </ScrollView>
            {footer !== undefined && <View style={styles.footer}>{footer}</View>}
          </Animated.View>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Keeps the sheet mounted until it has left. `progress`: 0 away, 1 here. */
function usePresence(open: boolean) {
  const reduced = useReducedMotion();
  const [present, setPresent] = useState(open);
  const [progress] = useState(() => new Animated.Value(0));
  if (open && !present) setPresent(true);

  useEffect(() => {
    if (!present) return undefined;
    const { duration, easing } = reduced ? motion.reduced : open ? motion.base : motion.quick;
    const run = Animated.timing(progress, {
      toValue: open ? 1 : 0,
      duration,
      easing: Easing.bezier(...easing),
      useNativeDriver: nativeDriver,
    });
    run.start(({ finished }) => {
      if (finished && !open) setPresent(false);
    });
    return () => run.stop();
  }, [open, present, progress, reduced]);

  return { present, progress, reduced };
}

const styles = StyleSheet.create({
  root: { position: 'absolute' },
  fill: { position: 'absolute', top: 0, left: 0, right: 0, bottom: 0 },
  atBottom: { justifyContent: 'flex-end' },
  inMiddle: { justifyContent: 'center', alignItems: 'center', padding: space.xxl },
  panel: { maxHeight: '92%', flexShrink: 1 },
  sheet: { borderTopLeftRadius: radius.sheet, borderTopRightRadius: radius.sheet },
  dialog: {
    width: '100%',
    maxWidth: width.dialog,
    borderRadius: radius.sheet,
    paddingTop: space.l,
  },
  grabberRow: { alignItems: 'center', paddingTop: space.m, paddingBottom: space.xs },
  grabber: { width: 36, height: 4, borderRadius: radius.full },
  picture: { paddingHorizontal: space.xxl, paddingTop: space.l, paddingBottom: space.l },
  header: {
    flexDirection: 'row',
    alignItems: 'center',
    minHeight: height.header,
    paddingLeft: space.xxl,
    paddingRight: space.l,
    gap: space.m,
  },
  scroll: { flexGrow: 0, flexShrink: 1 },
  content: { paddingHorizontal: space.xxl, paddingBottom: space.m, gap: space.xl },
  footer: { paddingHorizontal: space.xxl, paddingTop: space.l, gap: space.m },
});
