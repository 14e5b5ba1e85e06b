import Check from 'lucide-react-native/icons/check';
import Info from 'lucide-react-native/icons/info';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { AccessibilityInfo, Animated, Easing, Pressable, StyleSheet, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTranslation } from 'react-i18next';
import { useLayout } from '@/theme/layout';
import { nativeDriver } from '@/theme/native-driver';
import { useReducedMotion } from '@/theme/reduced-motion';
import { tabBarHeight } from '@/theme/tab-bar';
import { useTheme } from '@/theme/ThemeProvider';
import { height, motion, radius, space } from '@/theme/tokens';
import { Icon } from './Icon';
import { Text } from './Text';
import { ToastContext, type ToastMessage } from './toast-context';

const SHOWN_FOR = 4000;
const SHOWN_WITH_ACTION_FOR = 6000;

/** Holds the one toast of the app, above everything but sheets. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ id: number; message: ToastMessage } | null>(null);
  const count = useRef(0);
  const show = useCallback((message: ToastMessage) => {
    count.current += 1;
    setShown({ id: count.current, message });
    AccessibilityInfo.announceForAccessibility(message.text);
  }, []);
  const dismiss = useCallback(() => setShown(null), []);
  const toasts = useMemo(() => ({ show, dismiss }), [show, dismiss]);
  return (
    <ToastContext value={toasts}>
      {children}
      {shown && <Toast key={shown.id} message={shown.message} onDone={dismiss} />}
    </ToastContext>
  );
}

function Toast({ message, onDone }: { message: ToastMessage; onDone: () => void }) {
  const { colours, elevation } = useTheme();
  const { t } = useTranslation('common');
  const insets = useSafeAreaInsets();
  const layout = useLayout();
  const reduced = useReducedMotion();
  const [held, setHeld] = useState(false);
  const [progress] = useState(() => new Animated.Value(0));
  const { tone = 'plain', text, action } = message;

  useEffect(() => {
    const { duration, easing } = reduced ? motion.reduced : motion.base;
    Animated.timing(progress, {
      toValue: 1,
      duration,
      easing: Easing.bezier(...easing),
      useNativeDriver: nativeDriver,
    }).start();
  }, [progress, reduced]);

  useEffect(() => {
    if (tone === 'danger' || held) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let here = true;
    const wait = (readAloud: boolean) => {
      // A screen reader needs as long as it needs to reach the action.
      if (!here || (readAloud && action)) return;
      timer = setTimeout(onDone, action ? SHOWN_WITH_ACTION_FOR : SHOWN_FOR);
    };
    AccessibilityInfo.isScreenReaderEnabled().then(wait, () => wait(false));
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [tone, held, action, onDone]);

  const button =
    action ?? (tone === 'danger' ? { label: t('understood'), onPress: () => undefined } : null);
  const hold = {
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
    onHoverIn: () => setHeld(true),
    onHoverOut: () => setHeld(false),
  };

  return (
    <View
      pointerEvents="box-none"
      style={[
        styles.place,
        { bottom: layout === 'phone' ? tabBarHeight(insets.bottom) : space.xxl },
      ]}
    >
      <Animated.View
        role={tone === 'danger' ? 'alert' : 'status'}
        aria-live={tone === 'danger' ? 'assertive' : 'polite'}
        style={[
          styles.toast,
          {
            backgroundColor: colours.toast,
            boxShadow: elevation.toast,
            opacity: progress,
            transform: [
              {
                translateY: reduced
                  ? 0
                  : progress.interpolate({ inputRange: [0, 1], outputRange: [16, 0] }),
              },
            ],
          },
        ]}
      >
        <Icon
          as={tone === 'ok' ? Check : tone === 'danger' ? TriangleAlert : Info}
          size={20}
          tone={tone === 'danger' ? 'toastDanger' : 'onToast'}
        />
        <Text tone="onToast" style={styles.text}>
          {text}
        </Text>
        {button && (
          <Pressable
            role="button"
            aria-label={button.label}
            {...hold}
            onPress={() => {
              onDone();
              button.onPress();
            }}
            style={styles.action}
          >
            <Text weight="semibold" tone={action ? 'toastAction' : 'onToast'}>
              {button.label}
            </Text>
          </Pressable>
        )}
      </Animated.View>
    </View>
  );
}

const styles = StyleSheet.create({
  place: { position: 'absolute', left: 0, right: 0, alignItems: 'center', padding: space.l },
  toast: {
    flexDirection: 'row',
    alignItems: 'center',
    // An action that leaves the text no room goes below it.
    flexWrap: 'wrap',
    columnGap: space.l,
    width: '100%',
    maxWidth: 480,
    minHeight: 52,
    paddingLeft: space.xl,
    paddingRight: space.m,
    borderRadius: radius.group,
  },
  text: { flex: 1, minWidth: 190, paddingVertical: space.l },
  action: {
    minHeight: height.touch,
    minWidth: height.touch,
    marginLeft: 'auto',
    justifyContent: 'center',
    paddingHorizontal: space.m,
  },
});
