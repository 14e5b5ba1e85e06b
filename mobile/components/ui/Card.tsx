import type { ReactNode } from 'react';
import { StyleSheet, View, type StyleProp, type ViewProps, type ViewStyle } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius } from '@/theme/tokens';

export interface CardProps extends Pick<ViewProps, 'testID' | 'role' | 'aria-label' | 'onLayout'> {
  children: ReactNode;
  /** `card`: a lead, with the faintest shadow. `group`: lists and blocks, border only. */
  shape?: 'card' | 'group';
  /** Waiting to be sent: a dashed brass border. */
  pending?: boolean;
  style?: StyleProp<ViewStyle>;
}

/** A surface with a hairline around it. Cards do not stand inside cards. */
export function Card({ children, shape = 'group', pending = false, style, ...rest }: CardProps) {
  const { colours, elevation } = useTheme();
  return (
    <View
      {...rest}
      style={[
        styles.card,
        {
          backgroundColor: colours.surface,
          borderColor: pending ? colours.brassMark : colours.line,
          borderStyle: pending ? 'dashed' : 'solid',
          borderRadius: radius[shape],
        },
        shape === 'card' && elevation.card !== '' && { boxShadow: elevation.card },
        style,
      ]}
    >
      {children}
    </View>
  );
}

const styles = StyleSheet.create({ card: { borderWidth: border.hairline } });
