import { StyleSheet, View } from 'react-native';
import Svg, { Circle, Path } from 'react-native-svg';
import { useTheme } from '@/theme/ThemeProvider';

/** The Y of Literata 500 in a box of 104: drawn, so that it never waits for a font. */
const Y =
  'M40.2 75L40.2 71.3L44.3 70.8Q45.6 70.6 46 69.9Q46.4 69.2 46.4 67.4L46.4 55.9L34 35.8Q33.1 34.3 32.4 33.5Q31.6 32.6 30 32.4L27.5 31.9L27.5 28L47.3 28L47.3 31.7L43.8 32.2Q42.4 32.4 42 33.2Q41.7 34 42.6 35.5L52 50.7L52.3 50.7L61.1 35.9Q62 34.4 61.8 33.5Q61.5 32.6 60 32.4L56.8 31.6L56.8 28L73.6 28L73.6 31.7L70.3 32.2Q69.3 32.5 68.5 33.1Q67.8 33.8 66.5 36L54.5 55.9L54.5 67.6Q54.5 69.3 54.9 69.9Q55.3 70.6 56.6 70.8L60.6 71.3L60.6 75Z';

/** The app's mark: a serif Y with a brass full stop on ink. Decorative where words stand beside. */
export function Logo({ size = 56 }: { size?: number }) {
  const { colours } = useTheme();
  return (
    <View
      aria-hidden
      importantForAccessibility="no-hide-descendants"
      style={[
        styles.tile,
        {
          width: size,
          height: size,
          borderRadius: size * 0.285,
          backgroundColor: colours.markTile,
        },
      ]}
    >
      <Svg width={size} height={size} viewBox="0 0 104 104">
        <Path d={Y} fill={colours.markInk} />
        <Circle cx={75.5} cy={68.5} r={6.5} fill={colours.markDot} />
      </Svg>
    </View>
  );
}

const styles = StyleSheet.create({ tile: { overflow: 'hidden' } });
