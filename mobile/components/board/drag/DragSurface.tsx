import { useMemo, type ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { Gesture, GestureDetector, GestureHandlerRootView } from 'react-native-gesture-handler';
import { useCardActions } from './drag-context';

/** Milliseconds of holding still that lift a card; before them a finger scrolls. */
const LIFT_AFTER = 300;

/** Follows the finger over a board: held on a card it lifts it, and the board does not scroll then. */
export function DragSurface({ children }: { children: ReactNode }) {
  const { drag, onDropped } = useCardActions();
  const pan = useMemo(
    () =>
      Gesture.Pan()
        .withTestId('board-drag')
        .activateAfterLongPress(LIFT_AFTER)
        .runOnJS(true)
        .onStart(({ absoluteX, absoluteY }) => drag.lift({ x: absoluteX, y: absoluteY }))
        .onUpdate(({ absoluteX, absoluteY }) => drag.move({ x: absoluteX, y: absoluteY }))
        .onEnd((_event, finished) => {
          const dropped = finished ? drag.drop() : null;
          if (dropped !== null) onDropped(dropped);
        })
        .onFinalize(() => drag.cancel()),
    [drag, onDropped],
  );
  return (
    <GestureHandlerRootView style={styles.fill}>
      <GestureDetector gesture={pan}>
        <View style={styles.fill} collapsable={false}>
          {children}
        </View>
      </GestureDetector>
    </GestureHandlerRootView>
  );
}

const styles = StyleSheet.create({ fill: { flex: 1 } });
