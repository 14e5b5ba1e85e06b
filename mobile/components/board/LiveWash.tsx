import { useEffect, useState } from 'react';
import { Animated, Easing, StyleSheet } from 'react-native';
import { useRecentChange } from '@/live/recent';
import { nativeDriver } from '@/theme/native-driver';
import { useReducedMotion } from '@/theme/reduced-motion';
import { useTheme } from '@/theme/ThemeProvider';
import { motion } from '@/theme/tokens';

const STRONGEST = 0.6;

/** A breath of brass over a card that somebody else has just changed; it fades once. */
export function LiveWash({ leadId }: { leadId: number }) {
  const changedAt = useRecentChange(leadId);
  return changedAt === null ? null : <Wash key={changedAt} />;
}

function Wash() {
  const { colours } = useTheme();
  const reduced = useReducedMotion();
  const [opacity] = useState(() => new Animated.Value(STRONGEST));
  useEffect(() => {
    const { duration, easing } = reduced ? motion.reduced : motion.live;
    const run = Animated.timing(opacity, {
      toValue: 0,
      duration,
      easing: Easing.bezier(...easing),
      useNativeDriver: nativeDriver,
    });
    run.start();
    return () => run.stop();
  }, [opacity, reduced]);
  return (
    <Animated.View
      pointerEvents="none"
      style={[StyleSheet.absoluteFill, { backgroundColor: colours.brassSoft, opacity }]}
    />
  );
}
