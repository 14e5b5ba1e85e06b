import { useEffect, useState } from 'react';
import { Animated, Easing, StyleSheet, View } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { nativeDriver } from '@/theme/native-driver';
import { useReducedMotion } from '@/theme/reduced-motion';
import { motion, radius, type Colours } from '@/theme/tokens';

interface DotsProps {
  size: number;
  tone: keyof Pick<Colours, 'brassMark' | 'ink3' | 'ink' | 'onPrimary' | 'danger'>;
}

/** Three dots that breathe one after the other: something is being waited for. */
export function Dots({ size, tone }: DotsProps) {
  const { colours } = useTheme();
  const reduced = useReducedMotion();
  const [phase] = useState(() => new Animated.Value(0));

  useEffect(() => {
    if (reduced) return undefined;
    const loop = Animated.loop(
      Animated.timing(phase, {
        toValue: 1,
        duration: motion.breathe.duration,
        easing: Easing.linear,
        useNativeDriver: nativeDriver,
      }),
    );
    loop.start();
    return () => loop.stop();
  }, [phase, reduced]);

  return (
    <View aria-hidden style={[styles.row, { gap: size * 0.75 }]}>
      {[0, 1, 2].map((index) => (
        <Animated.View
          key={index}
          style={{
            width: size,
            height: size,
            borderRadius: radius.full,
            backgroundColor: colours[tone],
            // Standing still, the three fade from left to right, as in the picture.
            opacity: reduced ? 1 - index * 0.35 : wave(phase, index),
          }}
        />
      ))}
    </View>
  );
}

function wave(phase: Animated.Value, index: number) {
  const dim = 0.3;
  if (index === 0) {
    return phase.interpolate({ inputRange: [0, 0.33, 0.67, 1], outputRange: [1, dim, dim, 1] });
  }
  if (index === 1) {
    return phase.interpolate({ inputRange: [0, 0.33, 0.67, 1], outputRange: [dim, 1, dim, dim] });
  }
  return phase.interpolate({ inputRange: [0, 0.33, 0.67, 1], outputRange: [dim, dim, 1, dim] });
}

const styles = StyleSheet.create({ row: { flexDirection: 'row', alignItems: 'center' } });
