import { StyleSheet, View } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space, type Colours } from '@/theme/tokens';
import { Text, type TextTone } from './Text';

export type TagTone = 'plain' | 'ok' | 'brass' | 'danger' | 'warn' | 'demo';

export interface TagProps {
  label: string;
  tone?: TagTone;
  /** A dot before the word, in the word's colour: a state, not a label of the lead. */
  dot?: boolean;
}

/** A word in a frame. `plain`: amoCRM's own tags, outlined; the other tones are states. */
export function Tag({ label, tone = 'plain', dot = false }: TagProps) {
  const { colours } = useTheme();
  const text = textOf[tone];
  return (
    <View
      style={[
        styles.tag,
        tone === 'plain' ? styles.plain : styles.state,
        tone === 'plain'
          ? { borderColor: colours.tagLine }
          : { backgroundColor: fillOf(tone, colours) },
      ]}
    >
      {dot && <View style={[styles.dot, { backgroundColor: colours[text] }]} />}
      <Text
        variant={tone === 'plain' ? 'micro' : 'meta'}
        weight={tone === 'demo' ? 'semibold' : 'medium'}
        tone={text}
        numberOfLines={1}
      >
        {label}
      </Text>
    </View>
  );
}

const textOf = {
  plain: 'ink2',
  ok: 'ok',
  brass: 'brassText',
  danger: 'danger',
  warn: 'warn',
  demo: 'onBrass',
} as const satisfies Record<TagTone, TextTone>;

function fillOf(tone: Exclude<TagTone, 'plain'>, colours: Colours): string {
  if (tone === 'demo') return colours.brass;
  return colours[`${tone}Soft`];
}

const styles = StyleSheet.create({
  tag: { flexDirection: 'row', alignItems: 'center', gap: space.s, flexShrink: 1 },
  plain: {
    borderWidth: border.hairline,
    borderRadius: radius.tag,
    paddingHorizontal: 5,
    paddingVertical: 1,
  },
  state: { borderRadius: radius.tag, paddingHorizontal: space.m, paddingVertical: 3 },
  dot: { width: 6, height: 6, borderRadius: radius.full },
});
