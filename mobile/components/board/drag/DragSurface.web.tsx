import { useEffect, useRef, type ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useCardActions } from './drag-context';
import { followPointer } from './follow-pointer';

/** As on the phone, by the browser's own pointer events; a mouse lifts as soon as it moves. */
export function DragSurface({ children }: { children: ReactNode }) {
  const actions = useCardActions();
  const surface = useRef<View>(null);
  useEffect(() => {
    const node: unknown = surface.current;
    return node instanceof HTMLElement ? followPointer(node, actions) : undefined;
  }, [actions]);
  return (
    <View ref={surface} style={styles.fill}>
      {children}
    </View>
  );
}

const styles = StyleSheet.create({ fill: { flex: 1 } });
