import { StyleSheet, Text, View } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { radius } from '@/theme/tokens';
import { fontFamily } from '@/theme/font-family';
import { initials } from './initials';

export interface AvatarProps {
  /** Spoken; the letters drawn are made from it. */
  name: string;
  size?: number;
  /** The signed-in person's own, in brass. */
  own?: boolean;
}

/** A person's initials in a circle. The one place below 11 points, because the name is spoken. */
export function Avatar({ name, size = 22, own = false }: AvatarProps) {
  const { colours } = useTheme();
  const letter = size <= 24 ? 9 : Math.round(size * 0.34);
  return (
    <View
      accessible
      role="img"
      aria-label={name}
      style={[
        styles.circle,
        { width: size, height: size, backgroundColor: own ? colours.brassSoft : colours.avatar },
      ]}
    >
      <Text
        aria-hidden
        allowFontScaling={false}
        style={{
          fontFamily: fontFamily.semibold,
          fontSize: letter,
          lineHeight: Math.round(letter * 1.3),
          color: own ? colours.brassText : colours.ink,
        }}
      >
        {initials(name)}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  circle: { alignItems: 'center', justifyContent: 'center', borderRadius: radius.full },
});
