import { StyleSheet, View } from 'react-native';
import { Text, type TextTone } from '@/components/ui/Text';
import { stageColour } from '@/theme/stage-colour';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space, type Colours } from '@/theme/tokens';
import type { TextVariant } from '@/theme/type';
import { Sample } from './Sample';

const fills: (keyof Colours)[] = [
  'paper',
  'surface',
  'raised',
  'sunken',
  'primary',
  'brass',
  'brassSoft',
  'dangerSoft',
  'warnSoft',
  'okSoft',
  'toast',
  'skeleton',
  'avatar',
  'chipOn',
  'disabled',
];
const tones: TextTone[] = ['ink', 'ink2', 'ink3', 'brassText', 'danger', 'warn', 'ok'];
const variants: TextVariant[] = [
  'display',
  'displaySmall',
  'title',
  'empty',
  'price',
  'heading',
  'button',
  'input',
  'body',
  'money',
  'label',
  'meta',
  'micro',
];
/** The colours amoCRM offers for a stage. */
const stages =
  '#fffeb2 #fffd7f #fff000 #ffeab2 #ffdc7f #ffce5a #ffdbdb #ffc8c8 #ff8f92 #d6eaff #c1e0ff #98cbff #ebffb1 #deff81 #87f2c0 #f9deff #f3beff #ccc8f9 #eb93ff #f2f3f4 #e6e8ea'.split(
    ' ',
  );

/** Fills, tones, steps of type, and amoCRM's stage colours as the theme can bear them. */
export function ColourSamples() {
  const { colours, name } = useTheme();
  return (
    <>
      <Sample name="Fills">
        {fills.map((fill) => (
          <View
            key={fill}
            style={[styles.swatch, { backgroundColor: colours[fill], borderColor: colours.line }]}
          >
            <Text
              variant="micro"
              tone={fill === 'primary' || fill === 'toast' ? 'onPrimary' : 'ink'}
            >
              {fill}
            </Text>
          </View>
        ))}
      </Sample>
      <Sample name="Stage colours">
        {stages.map((hex) => {
          const { tint, mark } = stageColour(hex, name);
          return (
            <View
              key={hex}
              style={[styles.stage, { backgroundColor: tint, borderLeftColor: mark }]}
            >
              <Text variant="micro">{hex}</Text>
            </View>
          );
        })}
      </Sample>
      <Sample name="Text" wide>
        {variants.map((variant) => (
          <Text key={variant} variant={variant}>{`Пентхаус, 4 спальні · ${variant}`}</Text>
        ))}
      </Sample>
      <Sample name="Tones">
        {tones.map((tone) => (
          <Text key={tone} tone={tone}>
            {tone}
          </Text>
        ))}
      </Sample>
    </>
  );
}

const styles = StyleSheet.create({
  swatch: {
    minWidth: 84,
    padding: space.m,
    borderWidth: border.hairline,
    borderRadius: radius.tile,
  },
  stage: {
    minWidth: 84,
    padding: space.m,
    borderLeftWidth: 4,
    borderRadius: radius.tile,
  },
});
