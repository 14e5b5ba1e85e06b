import { useEffect, useState } from 'react';
import {
  Animated,
  Easing,
  type DimensionValue,
  type StyleProp,
  type ViewStyle,
} from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { nativeDriver } from '@/theme/native-driver';
import { useReducedMotion } from '@/theme/reduced-motion';
import { motion, radius } from '@/theme/tokens';

export interface SkeletonProps {
  width?: DimensionValue;
  height?: number;
  corner?: number;
  style?: StyleProp<ViewStyle>;
}

/** A bar where words will stand. It breathes, or keeps still where less motion is asked for. */
export function Skeleton({
  width = '100%',
  height = 12,
  corner = radius.tag,
  style,
}: SkeletonProps) {
  const { colours } = useTheme();
  const reduced = useReducedMotion();
  const [opacity] = useState(() => new Animated.Value(1));

  useEffect(() => {
    if (reduced) {
      opacity.setValue(1);
      return undefined;
    }
    const half = (toValue: number) =>
      Animated.timing(opacity, {
        toValue,
        duration: motion.breathe.duration / 2,
        easing: Easing.bezier(...motion.breathe.easing),
        useNativeDriver: nativeDriver,
      });
    const loop = Animated.loop(Animated.sequence([half(0.55), half(1)]));
    loop.start();
    return () => loop.stop();
  }, [opacity, reduced]);

  return (
    <Animated.View
      aria-hidden
      style={[
        { width, height, borderRadius: corner, backgroundColor: colours.skeleton, opacity },
        style,
      ]}
    />
  );
}
