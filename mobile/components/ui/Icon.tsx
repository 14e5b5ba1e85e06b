import type { ComponentType } from 'react';
import { View } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import type { Colours } from '@/theme/tokens';

/** An icon of lucide, imported by path: `import Phone from 'lucide-react-native/icons/phone'`. */
export type IconShape = ComponentType<{
  size?: number | string;
  color?: string;
  strokeWidth?: number | string;
}>;

export type IconTone = keyof Pick<
  Colours,
  | 'ink'
  | 'ink2'
  | 'ink3'
  | 'brassMark'
  | 'brassText'
  | 'danger'
  | 'warn'
  | 'ok'
  | 'onPrimary'
  | 'onToast'
  | 'toastDanger'
  | 'surface'
>;

export interface IconProps {
  as: IconShape;
  size?: number;
  tone?: IconTone;
}

/** A drawing beside words: screen readers pass it by. Strokes are thicker where it is small. */
export function Icon({ as: Shape, size = 20, tone = 'ink' }: IconProps) {
  const { colours } = useTheme();
  return (
    <View aria-hidden importantForAccessibility="no-hide-descendants">
      <Shape size={size} color={colours[tone]} strokeWidth={size <= 16 ? 2 : 1.75} />
    </View>
  );
}
