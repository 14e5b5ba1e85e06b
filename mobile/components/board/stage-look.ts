import Archive from 'lucide-react-native/icons/archive';
import Inbox from 'lucide-react-native/icons/inbox';
import Trophy from 'lucide-react-native/icons/trophy';
import { useMemo } from 'react';
import type { IconShape } from '@/components/ui/Icon';
import { stageColour } from '@/theme/stage-colour';
import { useTheme } from '@/theme/ThemeProvider';
import type { StageKind } from './arrange';

/** The drawing of a stage that is folded by default. */
export const iconOfKind: Record<Exclude<StageKind, 'open'>, IconShape> = {
  incoming: Inbox,
  won: Trophy,
  lost: Archive,
};

/** amoCRM's colour of a stage, as the theme can bear it. */
export function useStageColour(hex: string) {
  const { name } = useTheme();
  return useMemo(() => stageColour(hex, name), [hex, name]);
}
