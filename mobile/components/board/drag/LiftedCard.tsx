import { Animated, StyleSheet, View } from 'react-native';
import { useReducedMotion } from '@/theme/reduced-motion';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius } from '@/theme/tokens';
import { CardFace, type CardShape } from '../CardFace';
import type { Drag, Lifted } from './drag';

/** The card in the hand, above everything. */
export function LiftedCard({
  drag,
  lifted,
  shape,
}: {
  drag: Drag;
  lifted: Lifted;
  shape: CardShape;
}) {
  const { colours, elevation } = useTheme();
  const reduced = useReducedMotion();
  const { x, y, width, height } = lifted.rect;
  const transform = [
    ...drag.offset.getTranslateTransform(),
    ...(reduced ? [] : [{ rotate: '-2deg' }, { scale: shape === 'phone' ? 0.9 : 1 }]),
  ];
  return (
    <View aria-hidden pointerEvents="none" style={styles.fill}>
      <Animated.View
        testID="lifted-card"
        style={[
          styles.card,
          {
            left: x,
            top: y,
            width,
            height,
            transform,
            borderColor: colours.brassMark,
            backgroundColor: colours.surface,
            boxShadow: elevation.lifted,
          },
        ]}
      >
        <CardFace lead={lifted.lead} shape={shape} />
      </Animated.View>
    </View>
  );
}

const styles = StyleSheet.create({
  fill: { position: 'absolute', top: 0, left: 0, right: 0, bottom: 0, zIndex: 2 },
  card: {
    position: 'absolute',
    borderWidth: border.hairline,
    borderRadius: radius.card,
    overflow: 'hidden',
  },
});
