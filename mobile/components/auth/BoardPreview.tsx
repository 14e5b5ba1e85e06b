import { StyleSheet, View } from 'react-native';
import { stageColour } from '@/theme/stage-colour';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space } from '@/theme/tokens';

/** Stages in amoCRM's own palette, with bars where names would stand. */
const columns = [
  { stage: '#99ccff', cards: [0.82, 0.66, 0.74, 0.58] },
  { stage: '#ffff99', cards: [0.6, 0.78, 0.5] },
  { stage: '#ffcc66', cards: [0.72, 0.55, 0.8, 0.64, 0.5] },
  { stage: '#ffc8c8', cards: [0.5, 0.7] },
  { stage: '#87f2c0', cards: [0.64, 0.58, 0.7] },
] as const;

/** What waits behind the sign-in: the shape of a board, with nobody's data. Decorative. */
export function BoardPreview() {
  const { name, colours, elevation } = useTheme();
  return (
    <View aria-hidden importantForAccessibility="no-hide-descendants" style={styles.board}>
      {columns.map(({ stage, cards }) => {
        const { tint, mark } = stageColour(stage, name);
        return (
          <View key={stage} style={styles.column}>
            <View style={[styles.header, { backgroundColor: tint }]}>
              <View style={[styles.mark, { backgroundColor: mark }]} />
              <View style={[styles.bar, { backgroundColor: mark, width: '46%', opacity: 0.7 }]} />
            </View>
            {cards.map((share, index) => (
              <View
                key={index}
                style={[
                  styles.card,
                  { backgroundColor: colours.surface, borderColor: colours.line },
                  elevation.card !== '' && { boxShadow: elevation.card },
                ]}
              >
                <View
                  style={[
                    styles.bar,
                    { backgroundColor: colours.lineStrong, width: `${share * 100}%` },
                  ]}
                />
                <View
                  style={[
                    styles.bar,
                    styles.thin,
                    { backgroundColor: colours.skeleton, width: `${share * 62}%` },
                  ]}
                />
                <View
                  style={[
                    styles.bar,
                    styles.thin,
                    { backgroundColor: colours.skeleton, width: `${share * 46}%` },
                  ]}
                />
              </View>
            ))}
          </View>
        );
      })}
    </View>
  );
}

const styles = StyleSheet.create({
  board: { flexDirection: 'row', gap: 10, width: 860 },
  column: { flex: 1, gap: space.cardGap },
  header: {
    height: 38,
    justifyContent: 'center',
    paddingHorizontal: space.l,
    borderRadius: radius.field,
    overflow: 'hidden',
  },
  mark: { position: 'absolute', left: 0, top: 0, bottom: 0, width: 4 },
  card: {
    height: 85,
    justifyContent: 'center',
    gap: space.l,
    paddingHorizontal: space.l,
    borderWidth: border.hairline,
    borderRadius: radius.card,
  },
  bar: { height: 7, borderRadius: radius.full, opacity: 0.55 },
  thin: { opacity: 1 },
});
