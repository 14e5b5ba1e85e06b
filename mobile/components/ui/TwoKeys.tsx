import Check from 'lucide-react-native/icons/check';
import X from 'lucide-react-native/icons/x';
import { StyleSheet, Text, View } from 'react-native';
import { fontFamily } from '@/theme/font-family';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius } from '@/theme/tokens';
import { Dots } from './Dots';
import { Icon } from './Icon';
import { Logo } from './Logo';

export type TwoKeysState = 'idle' | 'waiting' | 'done' | 'failed';

export interface TwoKeysProps {
  state: TwoKeysState;
  /** `m` on the connect screen and in sheets, `l` on the callback. */
  size?: 'm' | 'l';
  /** What the picture says, for those who do not see it. */
  label: string;
}

/** Two keys and the line between them: our tile, amoCRM's, and how it stands with the two. */
export function TwoKeys({ state, size = 'm', label }: TwoKeysProps) {
  const tile = size === 'l' ? 68 : 54;
  const gap = size === 'l' ? 54 : 43;
  return (
    <View accessible role="img" aria-label={label} style={[styles.row, { height: tile }]}>
      <Logo size={tile} />
      <View style={[styles.link, { width: gap }]}>
        <Link state={state} badge={size === 'l' ? 32 : 26} />
      </View>
      <AmoTile size={tile} />
    </View>
  );
}

/** amoCRM's key: its word, in our type, for we use no one's logo. */
export function AmoTile({ size }: { size: number }) {
  const { colours } = useTheme();
  return (
    <View
      aria-hidden
      importantForAccessibility="no-hide-descendants"
      style={[
        styles.amo,
        {
          width: size,
          height: size,
          borderRadius: size * 0.285,
          backgroundColor: colours.surface,
          borderColor: colours.lineStrong,
        },
      ]}
    >
      <Text
        allowFontScaling={false}
        style={{
          fontFamily: fontFamily.semibold,
          fontSize: size * 0.3,
          lineHeight: size * 0.4,
          color: colours.ink,
        }}
      >
        amo
      </Text>
    </View>
  );
}

function Link({ state, badge }: { state: TwoKeysState; badge: number }) {
  const { colours } = useTheme();
  if (state === 'waiting') return <Dots size={8} tone="brassMark" />;
  if (state === 'idle') {
    return (
      <View style={styles.dotted}>
        {[0, 1, 2, 3, 4].map((index) => (
          <View key={index} style={[styles.dot, { backgroundColor: colours.lineStrong }]} />
        ))}
      </View>
    );
  }
  const colour = state === 'done' ? colours.ok : colours.danger;
  return (
    <>
      {state === 'done' ? (
        <View style={[styles.line, { backgroundColor: colour }]} />
      ) : (
        <View style={[styles.line, styles.dashes]}>
          {[0, 1, 2, 3, 4, 5].map((index) => (
            <View key={index} style={[styles.dash, { backgroundColor: colour }]} />
          ))}
        </View>
      )}
      <View style={[styles.badge, { width: badge, height: badge, backgroundColor: colour }]}>
        <Icon as={state === 'done' ? Check : X} size={badge * 0.62} tone="surface" />
      </View>
    </>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', alignItems: 'center', alignSelf: 'flex-start' },
  link: { alignItems: 'center', justifyContent: 'center' },
  amo: { alignItems: 'center', justifyContent: 'center', borderWidth: border.ghost },
  dotted: { flexDirection: 'row', gap: 4 },
  dot: { width: 3, height: 3, borderRadius: radius.full },
  line: { position: 'absolute', left: 0, right: 0, height: 2 },
  dashes: { flexDirection: 'row', justifyContent: 'space-between' },
  dash: { width: 5, height: 2 },
  badge: { alignItems: 'center', justifyContent: 'center', borderRadius: radius.full },
});
