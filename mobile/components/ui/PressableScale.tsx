import { useState, type ReactNode } from 'react';
import {
  Animated,
  Easing,
  Pressable,
  type PressableProps,
  type StyleProp,
  type ViewStyle,
} from 'react-native';
import { nativeDriver } from '@/theme/native-driver';
import { useReducedMotion } from '@/theme/reduced-motion';
import { motion } from '@/theme/tokens';

export interface PressableScaleProps extends Omit<PressableProps, 'style' | 'children'> {
  children: ReactNode;
  style?: StyleProp<ViewStyle>;
}

/** A surface that gives way by two hundredths under a finger: cards, and rows that act as cards. */
export function PressableScale({ children, style, ...rest }: PressableScaleProps) {
  const [scale] = useState(() => new Animated.Value(1));
  const reduced = useReducedMotion();
  const to = (value: number) => {
    if (reduced) return;
    Animated.timing(scale, {
      toValue: value,
      duration: motion.tap.duration,
      easing: Easing.bezier(...motion.tap.easing),
      useNativeDriver: nativeDriver,
    }).start();
  };
  return (
    <Pressable
      role="button"
      {...rest}
      onPressIn={(event) => {
        to(0.98);
        rest.onPressIn?.(event);
      }}
      onPressOut={(event) => {
        to(1);
        rest.onPressOut?.(event);
      }}
    >
      <Animated.View style={[style, { transform: [{ scale }] }]}>{children}</Animated.View>
    </Pressable>
  );
}
