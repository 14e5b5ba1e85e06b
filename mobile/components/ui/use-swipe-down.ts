import { useState } from 'react';
import { Animated, PanResponder, type GestureResponderHandlers } from 'react-native';
import { nativeDriver } from '@/theme/native-driver';
import { motion } from '@/theme/tokens';

/** How far, or how fast (points a millisecond), a sheet is pulled before it goes. */
const FAR = 90;
const FAST = 0.6;

/** Lets a sheet be pulled away by its upper part; a shorter pull springs back. */
export function useSwipeDown(onSwiped: () => void): {
  offset: Animated.Value;
  handlers: GestureResponderHandlers;
} {
  const [offset] = useState(() => new Animated.Value(0));
  const responder = PanResponder.create({
    onMoveShouldSetPanResponder: (_event, { dx, dy }) => dy > 6 && dy > Math.abs(dx),
    onPanResponderMove: (_event, { dy }) => offset.setValue(Math.max(0, dy)),
    onPanResponderRelease: (_event, { dy, vy }) => {
      if (dy > FAR || vy > FAST) onSwiped();
      Animated.spring(offset, {
        toValue: 0,
        ...motion.settle,
        useNativeDriver: nativeDriver,
      }).start();
    },
    onPanResponderTerminate: () => offset.setValue(0),
  });
  return { offset, handlers: responder.panHandlers };
}
