import User from 'lucide-react-native/icons/user';
import { StyleSheet, Text, View } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { radius } from '@/theme/tokens';
import { fontFamily } from '@/theme/font-family';
import { Icon } from './Icon';
import { initials } from './initials';

export interface AvatarProps {
  /** Spoken; the letters drawn are made from it. Null where nobody knows it. */
  name: string | null;
  /** Spoken where there is no name. */
  unnamed?: string;
  size?: number;
  /** The signed-in person's own, in brass. */
  own?: boolean;
}

/**
 * A person's initials in a circle, or the shape of a person where no name is known. The one place
 * below 11 points, because the name is spoken.
 */
export function Avatar({ name, unnamed, size = 22, own = false }: AvatarProps) {
  const { colours } = useTheme();
  const letters = initials(name ?? '');
  const spoken = (letters === '' ? unnamed : undefined) ?? name ?? undefined;
  const letter = size <= 24 ? 9 : Math.round(size * 0.34);
  return (
    <View
      accessible
      role="img"
      aria-label={spoken}
      style={[
        styles.circle,
        { width: size, height: size, backgroundColor: own ? colours.brassSoft : colours.avatar },
      ]}
    >
      {letters === '' ? (
        <Icon as={User} size={Math.round(size * 0.6)} tone="ink2" />
      ) : (
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
          {letters}
        </Text>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  circle: { alignItems: 'center', justifyContent: 'center', borderRadius: radius.full },
});
